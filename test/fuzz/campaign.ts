import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LocalIssuer } from '@rekam/runtime';
import { ServiceClient } from '../../apps/cli/src/client';
import { Random } from '../../apps/cli/src/seed/random';
import { Service } from '../faults/service';
import { fuzzDoor } from './door';
import { fuzzPull, type Pull } from './pull';
import { Relabelling } from './relabelled';

const SAMPLE = join(__dirname, '../../apps/cli/sample/siasn/2026-09');
/** For each payload of a pull so many events go to the door. */
const EVENTS_A_PAYLOAD = 1 / 9;

export interface CampaignOptions {
  /** At least so many; a round is sent whole. */
  readonly payloads: number;
  readonly seed: number;
  readonly onRound: (round: number, sent: number, sums: Sums) => void;
}

interface Sums {
  recorded: number;
  flagged: number;
  rejected: number;
  doorAccepted: number;
  doorRefused: number;
}

export interface CampaignReport extends Sums {
  readonly payloads: number;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly breaches: readonly string[];
  /** Data and pull of the breach, to be looked at; null without one. */
  readonly folder: string | null;
}

/** Sends rounds of mutated payloads to a service of its own and holds what is there against what was answered. */
export async function fuzz({ payloads, seed, onRound }: CampaignOptions): Promise<CampaignReport> {
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'rekam-fuzz-'));
  const counted = countStatuses();
  const service = await Service.start(join(folder, 'data'));
  const gone = service.ended.then(({ code, signal, stderr }) => {
    throw new Error(`the service ended (${signal ?? code}): ${stderr}`);
  });
  gone.catch(() => undefined);
  const sums: Sums = { recorded: 0, flagged: 0, rejected: 0, doorAccepted: 0, doorRefused: 0 };
  const breaches: string[] = [];
  let sent = 0;
  try {
    const issuer = await LocalIssuer.open(join(folder, 'data'));
    const token = await issuer.sign({ sub: 'fuzz', role: 'operator' });
    const client = new ServiceClient(service.url, async () => token, new AbortController().signal);
    const pulled = sample();
    const numbers = { given: 0 };
    for (let round = 1; sent < payloads && breaches.length === 0; round++) {
      const relabelling = new Relabelling(round, numbers);
      const copy = new Map([...pulled].map(([path, text]) => [relabelling.text(path), relabelling.text(text)]));
      const pull = join(folder, `pull-${round}`);
      const imported = await Promise.race([gone, fuzzPull(copy, pull, { random, client, write: writeFiles })]);
      const count = Math.ceil(imported.payloads * EVENTS_A_PAYLOAD);
      const door = await Promise.race([gone, fuzzDoor({ random, url: service.url, token, count })]);
      sent += imported.payloads + door.payloads;
      for (const figure of ['recorded', 'flagged', 'rejected'] as const) sums[figure] += imported[figure];
      sums.doorAccepted += door.accepted;
      sums.doorRefused += door.refused;
      breaches.push(...imported.breaches, ...door.breaches);
      if (breaches.length === 0) {
        rmSync(pull, { recursive: true, force: true });
        for (const file of readdirSync(folder)) if (file.endsWith('.ndjson')) rmSync(join(folder, file));
      }
      onRound(round, sent, sums);
    }
  } finally {
    counted.stop();
    service.stop();
  }
  const end = await service.endedWithin();
  if (end === null || end.code !== 0) breaches.push('the service did not stop in good order');
  else if (/"level":"(error|fatal)"/.test(end.stderr)) breaches.push(`the service logged an error: ${end.stderr}`);
  for (const [status, count] of counted.statuses) if (status >= 500) breaches.push(`${count} answers of ${status}`);
  if (breaches.length === 0) rmSync(folder, { recursive: true, force: true });
  const statuses = Object.fromEntries(counted.statuses);
  return { payloads: sent, ...sums, statuses, breaches, folder: breaches.length === 0 ? null : folder };
}

/** The shipped sample as text, by path. */
function sample(): Pull {
  const files = readdirSync(SAMPLE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(SAMPLE.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

function writeFiles(folder: string, files: Pull): void {
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Counts the statuses of all answers of this process, since every request goes through `fetch`. */
function countStatuses(): { readonly statuses: ReadonlyMap<number, number>; stop(): void } {
  const statuses = new Map<number, number>();
  const plain = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const response = await plain(...request);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    return response;
  };
  return { statuses, stop: () => (globalThis.fetch = plain) };
}
