import { existsSync, readFileSync } from 'node:fs';
import type { ServiceClient } from '../../apps/cli/src/client';
import type { Random } from '../../apps/cli/src/seed/random';
import { importSiasn } from '../../apps/cli/src/siasn/import';
import type { KnownPerson } from '@rekam/writer';
import { knownPersons } from '../../apps/cli/src/siasn/known';
import type { SiasnImportReport } from '../../apps/cli/src/siasn/report';
import { mutated } from './mutations';

/** The files of a pull by their path. */
export type Pull = ReadonlyMap<string, string>;

export interface PullOutcome {
  readonly payloads: number;
  readonly recorded: number;
  readonly flagged: number;
  readonly rejected: number;
  readonly breaches: readonly string[];
}

interface Setting {
  readonly random: Random;
  readonly client: ServiceClient;
  readonly write: (folder: string, files: Pull) => void;
}

/** Of the payloads of a pull so many are mutated; the others make sure that there is something to be half of. */
const MUTATED = 0.9;
const STATUSES = [200, 200, 404, 500, 503, 301, 0];

/** Mutates a pull, imports it, imports it again, and holds the ledger against the reports. */
export async function fuzzPull(pull: Pull, folder: string, { random, client, write }: Setting): Promise<PullOutcome> {
  let payloads = 0;
  const files = new Map<string, string>();
  for (const [path, text] of pull) {
    if (path === 'manifest.json') continue;
    const isMutated = random.chance(MUTATED);
    if (isMutated) payloads++;
    files.set(path, isMutated ? mutated(text, random) : text);
  }
  files.set('manifest.json', withOtherStatuses(pull.get('manifest.json')!, random));
  write(folder, files);
  const options = {
    folder,
    rejects: null,
    agency: null,
    dryRun: false,
    client,
    output: { json: true },
    signal: new AbortController().signal,
  };
  const first = await importSiasn(options);
  const breaches = [...errorsIn(first)];
  const known = await personsOf(files, client);
  breaches.push(...halves(first, known));
  const second = await importSiasn(options);
  const { recorded, corrected, annulled, rejected } = second.totals;
  if (recorded + corrected + annulled > 0)
    breaches.push(`a second import recorded ${recorded}, corrected ${corrected} and annulled ${annulled}`);
  if (rejected !== first.totals.rejected)
    breaches.push(`${first.totals.rejected} rows were refused at first, ${rejected} the second time`);
  return {
    payloads,
    recorded: first.totals.recorded,
    flagged: first.totals.flagged,
    rejected: first.totals.rejected,
    breaches: breaches.map((breach) => `${folder}: ${breach}`),
  };
}

/** Some fetches are said to have gone otherwise. */
function withOtherStatuses(manifest: string, random: Random): string {
  const { files, ...rest } = JSON.parse(manifest) as { files: { status: number }[] };
  const changed = files.map((file) =>
    random.chance(0.05) ? { ...file, status: STATUSES[random.int(0, STATUSES.length - 1)]! } : file,
  );
  return JSON.stringify({ ...rest, files: changed });
}

/** Rows that the service failed on are refused with the code of an unforeseen error. */
function* errorsIn({ rejectsFile }: SiasnImportReport): Generator<string> {
  if (rejectsFile === null || !existsSync(rejectsFile)) return;
  for (const line of readFileSync(rejectsFile, 'utf8').split('\n')) {
    if (/"code":"(internal|not-written|batch-too-large)"/.test(line))
      yield `a row met an error of the service: ${line.slice(0, 2_000)}`;
  }
}

async function personsOf(files: Pull, client: ServiceClient): Promise<readonly KnownPerson[]> {
  const numbers = new Set([...files.keys()].flatMap((path) => /^(\d{18})\//.exec(path)?.[1] ?? []));
  const identifiers = [...numbers].map((number) => ({ kind: 'nip' as const, number }));
  const known: KnownPerson[] = [];
  for (let first = 0; first < identifiers.length; first += 100)
    known.push(...(await knownPersons(identifiers.slice(first, first + 100), client)));
  const contracts = [...numbers].map((number) => ({ kind: 'ni-pppk' as const, number }));
  for (const [at, person] of (await knownPersons(contracts.slice(0, 100), client)).entries())
    if (known[at]!.person === null) known[at] = person;
  return known;
}

/** Whatever is recorded belongs to somebody who was appointed, and the report counts every fact that is there. */
function* halves({ totals }: SiasnImportReport, persons: readonly KnownPerson[]): Generator<string> {
  let facts = 0;
  for (const { person, facts: own } of persons) {
    facts += own.length;
    if (person !== null && !own.some(({ subject }) => subject === 'appointment'))
      yield `${person} is in the ledger without an appointment`;
  }
  if (facts !== totals.recorded) yield `${totals.recorded} acts were recorded by the report, and ${facts} are there`;
}
