import { randomBytes } from 'node:crypto';
import { upcast } from '@rekam/domain';
import { startEventStore, type EventStoreServer } from '@rekam/test/eventstore/server';
import { eventStoreContract } from '../contract';
import { memoryKeyStore } from '../memory/memory-key-store';
import { openEventStoreDb } from './open';

let server: EventStoreServer | null = null;
beforeAll(async () => {
  server = process.env['EVENTSTORE_URL'] === undefined ? await startEventStore() : null;
});
afterAll(() => server?.stop());

eventStoreContract('the EventStoreDB adapter', async () => {
  const url = server?.url ?? process.env['EVENTSTORE_URL']!;
  const keys = memoryKeyStore();
  // Other runs, and others' events, are on the same server.
  const options = { url, keys, upcast, streamPrefix: `t${randomBytes(6).toString('hex')}-` };
  let store = await openEventStoreDb(options);
  return {
    store,
    keys,
    async reopen() {
      await store.close();
      store = await openEventStoreDb(options);
      return store;
    },
    dispose: () => store.close(),
  };
});
