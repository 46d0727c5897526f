import { writeFileSync, existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isFolderLocked } from '@rekam/event-store';
import { SERVICE_FILE } from './open-log';
import { startProcess, type ProcessParts } from './start-process';
import { temporaryFolders, testConfig } from './testing';

const folders = temporaryFolders();
afterEach(() => folders.clear());

const nothing = { modules: [], routes: [] } as const;

it('opens the log, serves health and documents of what it is composed of, and closes all when it stops', async () => {
  const folder = folders.make();
  const closed: string[] = [];
  let parts!: ProcessParts;
  const running = await startProcess(testConfig(folder), {
    name: 'standalone',
    sharesFolder: false,
    compose(given) {
      parts = given;
      given.onStop(() => closed.push('first'));
      given.onStop(async () => void closed.push(`second, head ${await given.events.head()}`));
      return nothing;
    },
  });
  expect(await (await fetch(`${running.url}/health/ready`)).json()).toEqual({ status: 'ready' });
  const { paths } = (await (await fetch(`${running.url}/openapi.json`)).json()) as { paths: object };
  expect(Object.keys(paths)).toContain('/health/ready');
  expect(isFolderLocked(folder)).toBe(true);
  await running.stop();
  await running.stop();
  // What was opened last is closed first, while the log is still there.
  expect(closed).toEqual(['second, head 0', 'first']);
  await expect(parts.events.head()).rejects.toThrow('closed');
  expect(isFolderLocked(folder)).toBe(false);
  await expect(fetch(running.url)).rejects.toThrow('fetch failed');
});

it('closes the rest when something cannot be closed, and says so', async () => {
  const folder = folders.make();
  const running = await startProcess(testConfig(folder), {
    name: 'standalone',
    sharesFolder: false,
    compose({ onStop }) {
      onStop(() => Promise.reject(new Error('stuck')));
      return nothing;
    },
  });
  await expect(running.stop()).rejects.toThrow('stuck');
  expect(isFolderLocked(folder)).toBe(false);
});

it('leaves nothing open when it cannot be composed, nor when it cannot listen', async () => {
  const folder = folders.make();
  const closed: string[] = [];
  const failing = startProcess(testConfig(folder), {
    name: 'standalone',
    sharesFolder: false,
    compose({ onStop }) {
      onStop(() => closed.push('views'));
      throw new Error('no views');
    },
  });
  await expect(failing).rejects.toThrow('no views');
  expect(closed).toEqual(['views']);
  expect(isFolderLocked(folder)).toBe(false);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = `${(other.address() as AddressInfo).port}`;
  const deaf = startProcess(testConfig(folder, { REKAM_PORT: port }), {
    name: 'standalone',
    sharesFolder: false,
    compose: () => nothing,
  });
  await expect(deaf).rejects.toThrow(/EADDRINUSE.*set REKAM_PORT to another port, or to 0/);
  expect(isFolderLocked(folder)).toBe(false);
  await new Promise((resolve) => other.close(resolve));
});

it('shares a folder with its like, and takes away what a killed owner said of where it listened', async () => {
  const folder = folders.make();
  const shared = { name: 'writer' as const, sharesFolder: true, compose: () => nothing };
  writeFileSync(join(folder, SERVICE_FILE), '{"url":"http://127.0.0.1:9","pid":1}\n');
  const [one, two] = await Promise.all([
    startProcess(testConfig(folder), shared),
    startProcess(testConfig(folder), shared),
  ]);
  expect(existsSync(join(folder, SERVICE_FILE))).toBe(false);
  const alone = startProcess(testConfig(folder), { ...shared, sharesFolder: false });
  await expect(alone).rejects.toThrow(`is in use by process ${process.pid}`);
  await one.stop();
  expect((await fetch(`${two.url}/health/ready`)).status).toBe(200);
  await two.stop();
});
