import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, print, withFolder, type Measured } from './harness';
import { RawLog } from './raw-log';
import { writePull } from './siasn-pull';

const APPS = join(__dirname, '../../dist/apps');
const COPIES = 20;
/** Times as many people, to see whether memory grows with them. */
const MORE = 4;
const GROUP = 64;
/** Heap of the command line for the comparison of memory: without a limit its garbage waits for as long as there is room. */
const HEAP_MB = 160;

/** Peak resident memory of a process so far, in MB. */
const peakMb = ({ pid }: ChildProcess): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

interface Report {
  readonly persons: number;
  readonly totals: { readonly rows: number; readonly recorded: number; readonly rejected: number };
}

/** Imports a pull as its user does: the command line in one process, the service in another. */
async function imported(copies: number, heapMb = 320): Promise<Measured & { readonly report: Report }> {
  return withFolder(async (folder) => {
    const pull = join(folder, 'pull');
    mkdirSync(pull);
    writePull(pull, copies);
    const data = join(folder, 'data');
    const env = {
      ...process.env,
      REKAM_DATA_FOLDER: data,
      REKAM_PORT: '0',
      REKAM_METRICS_PORT: '-1',
      REKAM_LOG_LEVEL: 'error',
    };
    const argv = ['--max-old-space-size=320', join(APPS, 'standalone/main.js')];
    const service = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(service.stdout, 'data');
      const startedAt = performance.now();
      const cli = [`--max-old-space-size=${heapMb}`, join(APPS, 'cli/main.js'), '--json', 'import', 'siasn', pull];
      const command = spawn(process.execPath, cli, { env, stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      command.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      let commandMb = 0;
      const watch = setInterval(
        () => (commandMb = Math.max(commandMb, command.exitCode === null ? peakMb(command) : 0)),
        50,
      );
      await once(command, 'close');
      clearInterval(watch);
      const seconds = (performance.now() - startedAt) / 1000;
      const report = JSON.parse(text) as Report;
      const extra = { commandMb, serviceMb: peakMb(service), persons: report.persons, rows: report.totals.rows };
      return { value: report.totals.rows / seconds, extra, report };
    } finally {
      service.kill('SIGTERM');
      await once(service, 'exit');
    }
  });
}

/** The same files read and parsed, and their rows written as they are. */
async function rawInsert(copies: number): Promise<Measured> {
  return withFolder(async (folder) => {
    const files = writePull(join(folder, 'pull'), copies);
    const log = new RawLog(join(folder, 'raw.db'));
    const startedAt = performance.now();
    let count = 0;
    let group: { stream: string; id: Buffer; ledgerTime: string; open: string }[] = [];
    const flush = (): void => {
      log.insert(
        group,
        group.map((_, at) => count - group.length + at),
      );
      group = [];
    };
    for (const file of files) {
      for (const row of rowsIn(file)) {
        const id = Buffer.alloc(16);
        id.writeUInt32BE(count++);
        group.push({ stream: 'raw', id, ledgerTime: '2026-01-01T00:00:00.000000Z', open: JSON.stringify(row) });
        if (group.length === GROUP) flush();
      }
    }
    flush();
    log.close();
    return { value: count / ((performance.now() - startedAt) / 1000) };
  });
}

function rowsIn(file: string): readonly unknown[] {
  try {
    const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: unknown };
    return Array.isArray(data) ? data : typeof data === 'object' && data !== null ? [data] : [];
  } catch {
    return [];
  }
}

export async function bench(): Promise<void> {
  if (!existsSync(join(APPS, 'cli/main.js'))) throw new Error('the bundles are missing: npm run build');
  await compare({
    bench: 'import-siasn',
    unit: 'rows/s',
    work: `rekam import siasn of ${COPIES} times the sample's people into an empty ledger, until all is answered`,
    baselineIs: `read and parse the same files, insert the rows as they are, ${GROUP} a durable transaction`,
    target: 'value 3000; memory flat in the number of people',
    candidate: () => imported(COPIES),
    baseline: () => rawInsert(COPIES),
  });
  const few = await imported(COPIES, HEAP_MB);
  const many = await imported(COPIES * MORE, HEAP_MB);
  print({
    bench: 'import-siasn-memory',
    value: Math.round(many.extra!['commandMb']!),
    unit: 'MB',
    baseline: Math.round(few.extra!['commandMb']!),
    ratio: Number((many.extra!['commandMb']! / few.extra!['commandMb']!).toFixed(2)),
    serviceMb: Math.round(many.extra!['serviceMb']!),
    serviceMbOfFew: Math.round(few.extra!['serviceMb']!),
    rowsPerSecond: Math.round(many.value),
    work: `peak memory of the command line with a heap of ${HEAP_MB} MB over ${many.report.persons} people, and of the service`,
    baselineIs: `over ${few.report.persons} people`,
    target: 'ratio 1, within the noise of a garbage collector',
  });
}
