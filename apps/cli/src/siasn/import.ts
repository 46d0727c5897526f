import { resolve } from 'node:path';
import type { Pull } from '@rekam/siasn';
import type { ItemResult, ServiceClient } from '../client';
import { resultsOf } from '../send-events';
import { CliError, EXIT } from '../exit-code';
import { progress, type Output } from '../output';
import { inOrder } from '../in-flight';
import { LineFile } from '../line-file';
import { inChunks, mendedPersons, wholePersons, type Arrival } from './arrivals';
import { batchesOf } from './batches';
import { snapshotFindings } from './findings';
import { identifierOf, impossibleNumberOf } from './identifier';
import { knownPersons } from './known';
import { openedPull } from './opened-pull';
import { planPerson, refusedPerson, type PersonPlan, type PlannedEvent } from './plan';
import { readRejects, rejectedLine } from './rejects';
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

/**
 * Imports a pull of the national system: whole persons at a time, each compared with what the ledger has, so that only
 * what is new or changed is sent. A row that is refused goes to the rejects file and stops nothing.
 */
export async function importSiasn(options: SiasnImportOptions): Promise<SiasnImportReport> {
  const { folder, rejects, dryRun, output, signal } = options;
  const pull = await opened(options);
  const name = resolve(rejects ?? folder);
  const rejectsFile = new LineFile(`${name}.rejects.ndjson`);
  const findingsFile = new LineFile(`${name}.findings.ndjson`);
  const tally = new Tally();
  const arrivals = rejects === null ? wholePersons(pull) : mendedPersons(pull, await readRejects(rejects));
  const bar = progress('persons', arrivals.count, output);
  const chunks = inChunks(arrivals.walk(), PERSONS_A_CHUNK);
  try {
    for await (const { plans, resultOf } of inOrder(chunks, CHUNKS_IN_FLIGHT, (chunk) => importChunk(chunk, options))) {
      signal.throwIfAborted();
      for (const plan of plans) {
        const { refused, findings } = settle(plan, resultOf, tally);
        await rejectsFile.write(refused.map(({ row, why }) => rejectedLine(row, why)));
        await findingsFile.write(findings);
      }
      bar.update(tally.persons);
    }
  } finally {
    // Who is stopped finds what was refused until then.
    bar.stop();
    await rejectsFile.close();
    await findingsFile.close();
  }
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

/** What was planned, and what became of each event of it. */
interface Sent {
  readonly plans: readonly PersonPlan[];
  readonly resultOf: (event: PlannedEvent) => ItemResult;
}

async function importChunk(arrivals: readonly Arrival[], options: SiasnImportOptions): Promise<Sent> {
  const plans = await plansFor(arrivals, options);
  return { plans, resultOf: options.dryRun ? foreseen : await send(plans, options) };
}

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

async function send(
  plans: readonly PersonPlan[],
  { client, signal }: SiasnImportOptions,
): Promise<(event: PlannedEvent) => ItemResult> {
  const results = new Map<PlannedEvent, ItemResult>();
  for (const batch of batchesOf(plans.map(({ events }) => events))) {
    signal.throwIfAborted();
    const events = batch.map(({ event }) => event);
    const answers = await resultsOf(events, client);
    for (const [at, planned] of batch.entries()) results.set(planned, answers[at]!);
  }
  return (event) => results.get(event)!;
}
