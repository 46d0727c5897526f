import { factId } from '@rekam/writer';
import { mapPerson, SIASN_SOURCE, type MappedPerson, type Pull } from '@rekam/siasn';
import type { ItemResult, ServiceClient } from '../client';
import { resultsOf } from '../commands/import-events';
import { CliError, EXIT } from '../exit-code';
import { progress, type Output } from '../output';
import { eachAtMost, inChunks } from './at-most';
import { batchesOf } from './batches';
import { snapshotFindings } from './findings';
import { identifierOf, impossibleNumberOf } from './identifier';
import { knownPersons } from './known';
import { withMended } from './mended';
import { openedPull } from './opened-pull';
import { planPerson, refusedPerson, type PersonPlan, type PlannedEvent } from './plan';
import { LineFile, readRejects, rejectedLine, type MendedRows } from './rejects';
import { Tally, type SiasnImportReport } from './report';
import { foreseen, settle } from './settle';

/** Persons looked up and planned together: their events fill about two batches. */
const PERSONS_A_CHUNK = 16;
/** Chunks under way at the same time, each with one request; they bound the memory. */
const CHUNKS_IN_FLIGHT = 4;

export interface SiasnImportOptions {
  /** Folder of the pull. */
  readonly folder: string;
  /** A mended rejects file, to import its rows alone; null for the whole pull. */
  readonly rejects: string | null;
  /** Code of the agency that the pull must be of; null to take any. */
  readonly agency: string | null;
  /** Maps, compares and reports, and sends nothing. */
  readonly dryRun: boolean;
  readonly client: ServiceClient;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** A person to import: mapped, and whether all of the person's rows are there. */
interface Arrival {
  readonly person: MappedPerson;
  readonly isWhole: boolean;
}

/**
 * Imports a pull of the national system: whole persons at a time, each compared with what the ledger has, so that only
 * what is new or changed is sent. A row that is refused goes to the rejects file and stops nothing.
 */
export async function importSiasn(options: SiasnImportOptions): Promise<SiasnImportReport> {
  const { folder, rejects, dryRun, output, signal } = options;
  const pull = await opened(options);
  const name = (rejects ?? folder).replace(/[/\\]+$/, '');
  const rejectsFile = new LineFile(`${name}.rejects.ndjson`);
  const findingsFile = new LineFile(`${name}.findings.ndjson`);
  const tally = new Tally();
  const arrivals = rejects === null ? wholePersons(pull) : mendedPersons(pull, await readRejects(rejects));
  const bar = progress('persons', arrivals.count, output);
  await eachAtMost(CHUNKS_IN_FLIGHT, inChunks(arrivals.walk(), PERSONS_A_CHUNK), async (chunk) => {
    signal.throwIfAborted();
    const plans = await plansFor(chunk, options);
    const results = await send(plans, options);
    for (const plan of plans) {
      const { refused, findings } = settle(plan, results, tally);
      // A person's lines stand together.
      await rejectsFile.write(refused.map(({ row, why }) => rejectedLine(row, why)));
      await findingsFile.write(findings);
    }
    bar.update(tally.persons);
  });
  bar.stop();
  return {
    agency: pull.manifest.agency,
    fetchedAt: pull.manifest.fetchedAt,
    dryRun,
    persons: tally.persons,
    types: tally.types(),
    totals: tally.totals(),
    findings: tally.findings(),
    rejectsFile: await rejectsFile.close(),
    findingsFile: await findingsFile.close(),
  };
}

/** Opens the pull. Throws CliError. */
async function opened({ folder, agency }: SiasnImportOptions): Promise<Pull> {
  const pull = await openedPull(folder);
  if (agency !== null && pull.manifest.agency !== agency) {
    throw new CliError(`The pull in ${folder} is of agency ${pull.manifest.agency}, not of ${agency}.`, EXIT.usage);
  }
  return pull;
}

interface Arrivals {
  readonly count: number;
  walk(): AsyncGenerator<Arrival>;
}

function wholePersons(pull: Pull): Arrivals {
  return {
    count: pull.persons,
    async *walk() {
      for await (const person of pull.walk()) yield { person: mapPerson(person, pull, factOf), isWhole: true };
    },
  };
}

/** The mended rows of a rejects file, each person's in the light of the rest of the pull. */
function mendedPersons(pull: Pull, rows: ReadonlyMap<string, MendedRows>): Arrivals {
  return {
    count: rows.size,
    async *walk() {
      const left = new Set(rows.keys());
      for await (const person of pull.walk((nip) => rows.has(nip))) {
        const mended = rows.get(person.nip)!;
        const wanted = new Set([...mended.values()].flat());
        left.delete(person.nip);
        yield { person: mapPerson(withMended(person, mended), pull, factOf, (row) => wanted.has(row)), isWhole: false };
      }
      if (left.size > 0)
        throw new CliError(`The manifest lists no file of ${left.size} persons of the rejects file.`, EXIT.usage);
    },
  };
}

const factOf = (subject: Parameters<typeof factId>[1], recordId: string): string =>
  factId(SIASN_SOURCE, subject, recordId);

/** What is to be done about each person, by what the ledger has of them now. */
async function plansFor(arrivals: readonly Arrival[], { client }: SiasnImportOptions): Promise<readonly PersonPlan[]> {
  const identifiers = arrivals.map(({ person }) => identifierOf(person));
  const impossible = identifiers.map(impossibleNumberOf);
  const known = (
    await knownPersons(
      identifiers.filter((_, at) => impossible[at] === null),
      client,
    )
  ).values();
  return arrivals.map(({ person, isWhole }, at) => {
    const why = impossible[at] ?? null;
    const plan = why === null ? planPerson(person, known.next().value!, isWhole) : refusedPerson(person, why);
    return isWhole ? { ...plan, findings: [...plan.findings, ...snapshotFindings(person)] } : plan;
  });
}

/** What the service says to each event; in a dry run, what it would say if it refused none. */
async function send(
  plans: readonly PersonPlan[],
  { client, dryRun, signal }: SiasnImportOptions,
): Promise<(event: PlannedEvent) => ItemResult> {
  if (dryRun) return foreseen;
  const results = new Map<PlannedEvent, ItemResult>();
  for (const batch of batchesOf(plans.map(({ events }) => events))) {
    signal.throwIfAborted();
    const answers = await resultsOf(
      batch.map(({ event }) => event),
      client,
    );
    for (const [at, planned] of batch.entries()) results.set(planned, answers[at]!);
  }
  return (event) => results.get(event)!;
}
