import { upcast } from '@rekam/domain';
import { eventStoreContract } from '../contract';
import { memoryKeyStore } from '../keys';
import { MemoryEventStore } from './memory-event-store';

eventStoreContract('the memory adapter', async () => {
  const keys = memoryKeyStore();
  const store = new MemoryEventStore({ keys, upcast });
  return { store, keys, reopen: async () => store, dispose: () => store.close() };
});
