import type { Command } from 'commander';
import { connect, type GlobalOptions } from '../connection';
import { EXIT } from '../exit-code';
import { printJson, printTable } from '../output';
import { importSiasn } from '../siasn/import';
import { FIGURES, type SiasnImportReport } from '../siasn/report';

interface ImportSiasnOptions extends GlobalOptions {
  readonly dryRun?: boolean;
  readonly agency?: string;
  readonly rejects?: string;
}

const HELP = `
The folder has a manifest.json {version: 1, agency, fetchedAt, agencies, units?, files: [{path, url, status, fetchedAt}]},
a file <NIP>/<record type>.json for each response as it came, and agency/<list>.json for the agency's lists.

Example:
  npm run rekam -- import siasn pull-2026-03
  npm run rekam -- import siasn --rejects pull-2026-03.rejects.ndjson pull-2026-03`;

/** `rekam import siasn`: the histories that were pulled from the national system. */
export function addImportSiasn(importing: Command, signal: AbortSignal): void {
  importing
    .command('siasn <folder>')
    .description('a pull of the national system; only what is new or changed is recorded')
    .option('--dry-run', 'map, compare and report, and record nothing')
    .option('--agency <code>', 'the agency that the pull must be of')
    .option('--rejects <file>', 'import the mended rows of a rejects file, in the light of the pull')
    .addHelpText('after', HELP)
    .action(async (folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ImportSiasnOptions>();
      const connection = await connect(options, signal);
      try {
        const { client } = connection;
        const { rejects = null, agency = null, dryRun = false } = options;
        const output = { json: options.json === true };
        const report = await importSiasn({ folder, rejects, agency, dryRun, client, output, signal });
        if (options.json) printJson(report);
        else printReport(report);
        if (report.rejectsFile !== null) process.exitCode = EXIT.rejected;
      } finally {
        await connection.close();
      }
    });
}

function printReport({ types, totals, findings, rejectsFile, findingsFile, persons, dryRun }: SiasnImportReport): void {
  const rows = Object.entries({ ...types, total: totals });
  printTable(
    ['record type', ...FIGURES],
    rows.map(([type, counts]) => [type, ...FIGURES.map((figure) => counts[figure])]),
  );
  const found = Object.entries(findings).map(([finding, count]) => `${count} ${finding}`);
  process.stdout.write(`${persons} persons. Findings: ${found.length === 0 ? 'none' : found.join(', ')}.\n`);
  if (dryRun)
    process.stdout.write('A dry run: nothing was recorded, and the ledger may still refuse or flag some of it.\n');
  if (findingsFile !== null) process.stderr.write(`Findings: ${findingsFile}.\n`);
  if (rejectsFile !== null) {
    process.stderr.write(`Refused rows and their reasons: ${rejectsFile}. Mend them and import with --rejects.\n`);
  }
}
