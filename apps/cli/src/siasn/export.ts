import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  employeeIdIn,
  endpointOf,
  exportedFact,
  isChangedHere,
  isFromSiasn,
  rowIdIn,
  type LedgerFact,
} from '@rekam/siasn';
import type { ServiceClient } from '../client';
import { CliError, EXIT } from '../exit-code';
import { LineFile } from '../line-file';
import { factsOf, ofEach, type PersonFound } from '../sheets/agency';

/** Why a fact has no body. */
type LeftOut = 'no-endpoint' | 'annulled' | 'erased' | 'said-by-another-row';

export interface SiasnExportReport {
  persons: number;
  /** Bodies by the endpoint that takes them. */
  readonly bodies: Record<string, number>;
  /** Bodies that lack something the endpoint has need of; the manifest names it. */
  incomplete: number;
  /** Facts without a body, by subject and reason. */
  readonly leftOut: Record<string, number>;
}

/** A line of the manifest: one fact, and what became of it. */
interface ManifestLine {
  readonly person: string;
  readonly number: string | null;
  readonly fact: string;
  readonly subject: string;
  readonly recordId: string | null;
  /** Below the base of the service; null without a body. */
  readonly endpoint: string | null;
  readonly file: string | null;
  readonly leftOut: LeftOut | null;
  /** Keys to be filled in before it is sent. */
  readonly missing: readonly string[];
  /** Kind under which documents of the fact are uploaded first (id_ref_dokumen). */
  readonly documentKind: string | null;
  readonly documents: readonly { readonly sha256: string; readonly uri: string | null }[];
}

const MANIFEST = 'manifest.ndjson';
const CLOSED_FOLDER = 0o700;
const CLOSED_FILE = 0o600;

export interface SiasnExport {
  readonly agency: string;
  /** Also what came from there and was not changed since. */
  readonly all: boolean;
  readonly reading: ServiceClient;
  readonly onPerson: (persons: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Writes the bodies that the save endpoints of the national system take, a folder a person, and a manifest with a line
 * for every fact, those without a body included. Nothing is sent. Memory holds a few persons.
 */
export async function exportSiasn(folder: string, task: SiasnExport): Promise<SiasnExportReport> {
  await makeEmpty(folder);
  const report: SiasnExportReport = { persons: 0, bodies: {}, incomplete: 0, leftOut: {} };
  const manifest = new LineFile(join(folder, MANIFEST));
  const answers = ofEach(task.agency, task.reading, async (found) => ({
    found,
    facts: await factsOf(found.person, {}, task.reading),
  }));
  try {
    for await (const { found, facts } of answers) {
      task.signal.throwIfAborted();
      const lines = await writePerson(folder, found, facts, task.all);
      for (const line of lines) count(line, report);
      await manifest.write(lines);
      task.onPerson(++report.persons);
    }
  } finally {
    await manifest.close();
  }
  return report;
}

/** Bodies of an earlier export would be sent with those of this one. */
async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: CLOSED_FOLDER });
  if ((await readdir(folder)).length > 0) {
    throw new CliError(
      `The folder ${folder} is not empty. Give a new one, so that old bodies are not sent again.`,
      EXIT.usage,
    );
  }
}

async function writePerson(
  folder: string,
  { person, numbers }: PersonFound,
  facts: readonly LedgerFact[],
  all: boolean,
): Promise<readonly ManifestLine[]> {
  const rows = new Map(facts.map((fact) => [fact.fact, rowIdIn(fact)]));
  const employee = { employeeId: employeeIdIn(facts), rowIdOf: (fact: string) => rows.get(fact) ?? null };
  const counts = new Map<string, number>();
  const lines: ManifestLine[] = [];
  for (const fact of facts) {
    if (!all && isFromSiasn(fact) && !isChangedHere(fact)) continue;
    const exported = exportedFact(fact);
    // What was never there and no longer stands here is nothing to them.
    if (exported === null && !isFromSiasn(fact)) continue;
    const { subject, recordId } = fact;
    const about = { person, number: numbers.at(-1) ?? null, fact: fact.fact, subject, recordId };
    const endpoint = exported === null ? null : endpointOf(exported);
    const leftOut = reasonFor(fact, endpoint === null);
    if (exported === null || endpoint === null || leftOut !== null) {
      lines.push({ ...about, endpoint: null, file: null, leftOut, missing: [], documentKind: null, documents: [] });
      continue;
    }
    const body = endpoint.body(exported, employee);
    const name = endpoint.path.slice(1, -'/save'.length).replaceAll('/', '-');
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    const file = join(person, `${name}-${number}.json`);
    if (counts.size === 1 && number === 1) await mkdir(join(folder, person), { mode: CLOSED_FOLDER });
    await writeFile(join(folder, file), `${JSON.stringify(body, null, 2)}\n`, { mode: CLOSED_FILE });
    lines.push({
      ...about,
      endpoint: endpoint.path,
      file,
      leftOut: null,
      missing: endpoint.required.filter((key) => !(key in body)),
      documentKind: endpoint.documentKind,
      documents: fact.documents.map(({ sha256, uri }) => ({ sha256, uri })),
    });
  }
  return lines;
}

/** A row that ends another sanction is two facts here; the one that imposes says both there. */
const isPartOfRow = ({ recordId }: LedgerFact): boolean => recordId?.endsWith('/ends') === true;

function reasonFor(fact: LedgerFact, isWithoutEndpoint: boolean): LeftOut | null {
  if (fact.annulled) return 'annulled';
  if (fact.erased) return 'erased';
  if (isFromSiasn(fact) && isPartOfRow(fact)) return 'said-by-another-row';
  return isWithoutEndpoint ? 'no-endpoint' : null;
}

function count({ endpoint, subject, leftOut, missing }: ManifestLine, report: SiasnExportReport): void {
  if (endpoint !== null) report.bodies[endpoint] = (report.bodies[endpoint] ?? 0) + 1;
  if (missing.length > 0) report.incomplete++;
  if (leftOut !== null) {
    const key = `${subject}: ${leftOut}`;
    report.leftOut[key] = (report.leftOut[key] ?? 0) + 1;
  }
}
