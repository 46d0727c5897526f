import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore, type SqliteEventStore } from '@rekam/event-store';
import { join } from 'node:path';
import { inFlight } from './harness';
import { sampleEvent } from './sample-events';

const WIDTH = 1_024;
const MASTER_KEY = Buffer.alloc(32, 7);

/** The embedded store on a folder, with its own key store; closing closes both. */
export async function openLog(folder: string): Promise<SqliteEventStore> {
  const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey: MASTER_KEY });
  const store = await openSqliteEventStore({ folder, keys, upcast });
  const close = store.close.bind(store);
  return Object.assign(store, { close: () => close().then(() => keys.close()) });
}

/** Appends sample events `from` to `to` of as many careers, interleaved by date; persons carry sensitive parts. */
export async function fill(store: SqliteEventStore, from: number, to: number, persons: number): Promise<void> {
  if (from === 0) {
    const { event } = sampleEvent(0, persons, 'day');
    const body = { content: { date: '2026-01-01' } };
    await store.append(
      'ledger',
      [{ ...event, type: 'DayOpened', body, sensitive: null, meta: { ...event.meta, schema: 1, persons: [] } }],
      'no_stream',
    );
  }
  await inFlight(WIDTH, to - from, (n) => {
    const { stream, event } = sampleEvent(from + n, persons);
    return store.append(stream, [event], 'any');
  });
}
