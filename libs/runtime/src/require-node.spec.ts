import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

/** The guard as it is bundled, in a process that says it is another Node. */
function runGuard(version: string) {
  const source = readFileSync(join(__dirname, 'require-node.ts'), 'utf8');
  const { code } = transformSync(source, {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  return spawnSync(process.execPath, ['-e', `${pretend}\n${code}\nconsole.log('went on')`], { encoding: 'utf8' });
}

it.each(['18.20.4', '20.20.2', '22.23.3'])('under Node %s one sentence says what to do', (version) => {
  const { status, stdout, stderr } = runGuard(version);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    `Rekam Jejak needs Node 24 or later and this is ${version}; start it through npm ` +
      '(`npm start`, `npm run demo`, `npm run rekam`), which uses the Node that `npm ci` brought.\n',
  );
});

it.each(['24.0.0', '26.10.0'])('under Node %s it says nothing', (version) => {
  const { status, stdout, stderr } = runGuard(version);
  expect([status, stdout, stderr]).toEqual([0, 'went on\n', '']);
});
