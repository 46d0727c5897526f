import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, print, withFolder } from './harness';

const MAIN = join(__dirname, '../../dist/apps/standalone/main.js');
const ROUNDS = 5;

async function start(): Promise<{ ms: number; mb: number }> {
  return withFolder(async (folder) => {
    const env = { ...process.env, REKAM_DATA_FOLDER: folder, REKAM_PORT: '0', REKAM_METRICS_PORT: '-1' };
    const startedAt = performance.now();
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const ms = performance.now() - startedAt;
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const mb = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
    child.kill('SIGTERM');
    await once(child, 'exit');
    return { ms, mb };
  });
}

export async function bench(): Promise<void> {
  if (!existsSync(MAIN)) throw new Error('the bundle is missing: npm run build');
  const rounds: { ms: number; mb: number }[] = [];
  for (let n = 0; n < ROUNDS; n++) rounds.push(await start());
  const ms = Math.round(median(rounds.map((each) => each.ms)));
  print({
    bench: 'start',
    value: ms,
    unit: 'ms',
    baseline: 2_000,
    ratio: ms / 2_000,
    rounds: ROUNDS,
    idleMb: Math.round(median(rounds.map(({ mb }) => mb))),
    work: 'start the bundled service on an empty folder until it says that it listens',
    baselineIs: 'the limit, 2 s',
    target: 'under 2000 ms; idleMb under 200',
  });
}
