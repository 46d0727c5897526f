import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServiceClient } from '../client';
import { CliError } from '../exit-code';
import { printTable } from '../output';
import { importSiasn } from '../siasn/import';
import { FIGURES, type SiasnImportReport } from '../siasn/report';

/** From the bundle, and from the sources. */
const SAMPLES = ['../../../apps/cli/sample/siasn', '../../sample/siasn'].map((path) => resolve(__dirname, path));
/** Months of the two pulls, and what the demo says of each import. */
const IMPORTS = [
  ['2026-09', 'September'],
  ['2026-09', 'September again'],
  ['2026-10', 'October'],
] as const;
const REASONS_SHOWN_MAX = 5;

/** Imports the sample of the national system's records: the first pull, the same again, and the one a month later. */
export async function importSample(folder: string, client: ServiceClient, signal: AbortSignal): Promise<void> {
  const shipped = SAMPLES.find((path) => existsSync(path));
  if (shipped === undefined) {
    throw new CliError(`The sample is not where it is shipped: ${SAMPLES[0]}. Run the demo from the repository.`);
  }
  // What an import refuses and finds is written beside the pull.
  const sample = join(folder, 'siasn');
  cpSync(shipped, sample, { recursive: true });
  const reports: (readonly [string, SiasnImportReport])[] = [];
  for (const [month, title] of IMPORTS) {
    const pull = join(sample, month);
    const options = {
      folder: pull,
      rejects: null,
      agency: null,
      dryRun: false,
      client,
      output: { json: true },
      signal,
    };
    const report = await importSiasn(options);
    reports.push([title, report]);
    if (reports.length === 1) printReasons(report);
  }
  printTable(
    ['pull', 'persons', ...FIGURES],
    reports.map(([title, { persons, totals }]) => [title, persons, ...FIGURES.map((figure) => totals[figure])]),
  );
  printTable(
    ['pull', 'findings'],
    reports.map(([title, { findings }]) => [
      title,
      Object.entries(findings)
        .map(([finding, count]) => `${count} ${finding}`)
        .join(', '),
    ]),
  );
}

interface RejectedLine {
  readonly path: string;
  readonly why: readonly { readonly field: string; readonly message: { readonly en: string } }[];
}

/** Of the rows that were refused, which file they stand in and why; a file of numbers is what it is named after. */
function printReasons({ rejectsFile, totals }: SiasnImportReport): void {
  if (rejectsFile === null) return;
  const lines = readFileSync(rejectsFile, 'utf8').trim().split('\n').slice(0, REASONS_SHOWN_MAX);
  const rows = lines.map((line) => {
    const { path, why } = JSON.parse(line) as RejectedLine;
    return [path.slice(path.indexOf('/') + 1), why.map(({ field, message }) => `${field}: ${message.en}`).join('\n')];
  });
  process.stdout.write(`   ${totals.rejected} rows are refused, each with its reason, and can be mended:\n`);
  printTable(['record', 'why'], rows);
}
