import 'reflect-metadata';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { LocalIssuer } from '@rekam/runtime';
import { ServiceClient } from '../../apps/cli/src/client';
import { Random } from '../../apps/cli/src/seed/random';
import { Service } from '../faults/service';
import { fuzzDoor } from './door';
import { fuzzPull, type Pull } from './pull';
import { Relabelling } from './relabelled';

const HELP = `npm run fuzz [-- [--payloads N] [--seed S]]

Sends payloads with one to three things wrong with each to a service of its own: nine of ten are answers of the national
system, imported as pulls of made-up people; one of ten is a CloudEvent at the service's door. Exit code 1 on a crash,
an answer of 500 and above, a person half imported, or anything that a second import of the same would record.

  --payloads N   how many; 100000
  --seed S       of the mutations; 1
  --help`;

const SAMPLE = join(__dirname, '../../apps/cli/sample/siasn/2026-09');

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

/** Counts the statuses of all answers of this process, since every request goes through `fetch`. */
function countingStatuses(): Map<number, number> {
  const statuses = new Map<number, number>();
  const plain = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const response = await plain(...request);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    return response;
  };
  return statuses;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      payloads: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const payloads = Number(values.payloads);
  const random = new Random(Number(values.seed));
  const statuses = countingStatuses();
  const folder = mkdtempSync(join(tmpdir(), 'rekam-fuzz-'));
  const service = await Service.start(join(folder, 'data'));
  const ended = service.ended.then(({ code, signal, stderr }) => {
    throw new Error(`the service ended (${signal ?? code}): ${stderr}`);
  });
  ended.catch(() => undefined);
  const issuer = await LocalIssuer.open(join(folder, 'data'));
  const token = await issuer.sign({ sub: 'fuzz', role: 'operator' });
  const client = new ServiceClient(service.url, async () => token, new AbortController().signal);
  const startedAt = performance.now();
  const breaches: string[] = [];
  const sums: Record<string, number> = { recorded: 0, flagged: 0, rejected: 0, doorAccepted: 0, doorRefused: 0 };
  const numbers = { given: 0 };
  const pulled = sample();
  let sent = 0;
  for (let round = 1; sent < payloads; round++) {
    const relabelling = new Relabelling(round, numbers);
    const pull = join(folder, `pull-${round}`);
    const copy = new Map([...pulled].map(([path, text]) => [relabelling.text(path), relabelling.text(text)]));
    const outcome = await Promise.race([ended, fuzzPull(copy, pull, { random, client, write: writeFiles })]);
    const door = await Promise.race([
      ended,
      fuzzDoor({ random, url: service.url, token, count: Math.ceil(outcome.payloads / 9) }),
    ]);
    sent += outcome.payloads + door.payloads;
    for (const name of ['recorded', 'flagged', 'rejected'] as const) sums[name]! += outcome[name];
    sums['doorAccepted']! += door.accepted;
    sums['doorRefused']! += door.refused;
    breaches.push(...outcome.breaches, ...door.breaches);
    if (breaches.length > 0) break;
    rmSync(pull, { recursive: true, force: true });
    for (const file of readdirSync(folder)) if (file.endsWith('.ndjson')) rmSync(join(folder, file));
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(`${seconds.toFixed(0).padStart(5)} s  round ${round}: ${sent} payloads, ${JSON.stringify(sums)}`);
  }
  for (const [status, count] of statuses) if (status >= 500) breaches.push(`${count} answers of ${status}`);
  service.stop();
  const end = await service.endedWithin();
  if (end === null || end.code !== 0) breaches.push('the service did not stop in good order');
  else if (/"level":"(error|fatal)"/.test(end.stderr)) breaches.push(`the service logged an error: ${end.stderr}`);
  console.log(
    JSON.stringify({
      payloads: sent,
      seed: Number(values.seed),
      ...sums,
      statuses: Object.fromEntries(statuses),
      breaches: breaches.length,
    }),
  );
  for (const breach of breaches) console.log(`BREACH ${breach}`);
  if (breaches.length > 0) {
    console.log(`Kept for a look: ${folder}`);
    process.exitCode = 1;
  } else rmSync(folder, { recursive: true, force: true });
}

function writeFiles(folder: string, files: Pull): void {
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  // Its service goes with it.
  process.exit(1);
});
