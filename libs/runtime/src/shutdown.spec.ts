import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { Shutdown } from './shutdown';

/** A process that stops as `stop` says, is ready once it has written so, and would run for ever. */
function running(stop: string) {
  const source = readFileSync(join(__dirname, 'shutdown.ts'), 'utf8');
  const { code } = transformSync(source, {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const script = `${code}
    const log = { error: ({ err }, text) => console.log(text + ': ' + err.message) };
    stopOnSignals(${stop}, log);
    setInterval(() => {}, 1_000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  return { child, said: () => said, spoken: async () => once(child.stdout, 'data') };
}

it.each(['SIGTERM', 'SIGINT'] as const)('%s stops in good order', async (signal) => {
  const { child, said, spoken } = running("async () => console.log('stopped')");
  await spoken();
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(said()).toBe('ready\nstopped\n');
});

it('a stop that fails is told and is exit code 1', async () => {
  const { child, said, spoken } = running("async () => { throw new Error('disk full'); }");
  await spoken();
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said()).toBe('ready\nthe service did not stop in good order: disk full\n');
});

it('a second signal ends the process at once', async () => {
  const { child, spoken } = running("() => { console.log('stopping'); return new Promise(() => {}); }");
  await spoken();
  const stopping = spoken();
  child.kill('SIGINT');
  await stopping;
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
});

it('tells once, however many listen and however often it begins', () => {
  const shutdown = new Shutdown();
  let told = 0;
  for (let listener = 0; listener < 100; listener += 1) shutdown.signal.addEventListener('abort', () => (told += 1));
  expect(shutdown.isStopping).toBe(false);
  shutdown.begin();
  shutdown.begin();
  expect([shutdown.isStopping, told]).toEqual([true, 100]);
});
