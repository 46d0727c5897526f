import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStore, type EventStoreServer } from '@rekam/test/eventstore/server';
import { eventOf, STREAM } from '../contract';
import type { EventStore } from '../event-store';
import type { KeyStore } from '../keys';
import { memoryKeyStore } from '../memory/memory-key-store';
import { openKeyStore } from '../sqlite/sqlite-key-store';
import { openEventStoreDb } from './open';

const sensitive = { content: { name: 'Siti Contoh' }, reason: null, ext: {}, uris: [], origin: null };

describe('the EventStoreDB adapter and its keys', () => {
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
    await keys.destroy(STREAM);
    expect((await store.read(STREAM)).map(({ erased }) => erased)).toEqual([true, true]);
  });

  it('asks for the keys of a page in one go, and makes none for what cannot be written', async () => {
    const keys = memoryKeyStore();
    const asked: string[][] = [];
    const counted: KeyStore = {
      ...keys,
      load: (streams) => {
        asked.push([...streams]);
        return keys.load(asked.at(-1)!);
      },
    };
    const store = await openEventStoreDb({ url: server.url, keys: counted });
    closing.push(() => store.close());
    const streams = Array.from({ length: 20 }, (_, n) => `unit-${n}`);
    for (const stream of streams) await store.append(stream, [eventOf(stream, { sensitive })], 'no_stream');
    await store.append(STREAM, [eventOf('open')], 'no_stream');
    asked.length = 0;
    expect(await store.readAll(0n, 100)).toHaveLength(21);
    expect(await store.readParts(0n, 100)).toHaveLength(21);
    expect(asked.map((page) => page.toSorted())).toEqual([streams.toSorted(), streams.toSorted()]);
    expect(await store.read(STREAM)).toHaveLength(1);
    expect(asked).toHaveLength(2);
    const broken = eventOf('broken', { sensitive, text: 'half a pair: \ud835' });
    await expect(store.append('unit-99', [broken], 'any')).rejects.toThrow(/lone surrogate/);
    expect(keys.get('unit-99')).toBeNull();
  });

  it('does not open a log whose keys are others', async () => {
    const { store } = await open();
    await store.append(STREAM, [eventOf('a', { sensitive })], 'any');
    const options = { url: server.url, keys: memoryKeyStore() };
    await expect(openEventStoreDb(options)).rejects.toThrow(/the key of this stream is missing/);
  });
});
