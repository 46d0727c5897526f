import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStore, type EventStoreServer } from '@rekam/test/eventstore/server';
import { eventOf, STREAM } from '../contract';
import type { EventStore } from '../event-store';
import { memoryKeyStore, openKeyStore, type KeyStore } from '../keys';
import { openEventStoreDb } from './open';

const sensitive = { content: { name: 'Siti Contoh' }, reason: null, ext: {}, uris: [], origin: null };

describe('the EventStoreDB adapter with keys in a file', () => {
  const masterKey = randomBytes(32);
  const closing: (() => unknown)[] = [];
  let server: EventStoreServer;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rekam-keys-'));
    server = await startEventStore();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  /** As another process has it. */
  const open = async (): Promise<{ readonly store: EventStore; readonly keys: KeyStore }> => {
    const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey });
    closing.push(() => keys.close());
    const store = await openEventStoreDb({ url: server.url, keys });
    closing.push(() => store.close());
    return { store, keys };
  };

  it('makes a new key durable before what it seals, and two processes that make one at once agree', async () => {
    const [a, b] = [await open(), await open()];
    await Promise.all([
      a.store.append(STREAM, [eventOf('a', { sensitive })], 'any'),
      b.store.append(STREAM, [eventOf('b', { sensitive })], 'any'),
    ]);
    const { store, keys } = await open();
    const events = await store.read(STREAM);
    expect(events.map((event) => event.sensitive)).toEqual([sensitive, sensitive]);
    keys.destroy(STREAM);
    expect((await store.read(STREAM)).map(({ erased }) => erased)).toEqual([true, true]);
  });

  it('does not open a log whose keys are others', async () => {
    const { store } = await open();
    await store.append(STREAM, [eventOf('a', { sensitive })], 'any');
    const options = { url: server.url, keys: memoryKeyStore() };
    await expect(openEventStoreDb(options)).rejects.toThrow(/the key of this stream is missing/);
  });
});
