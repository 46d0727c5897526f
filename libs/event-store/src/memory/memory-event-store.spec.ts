import { upcast } from '@rekam/domain';
import { eventStoreContract } from '../contract';
import { memoryKeyStore } from './memory-key-store';
import { MemoryEventStore } from './memory-event-store';

eventStoreContract('the memory adapter', async () => {
  const keys = memoryKeyStore();
  const store = new MemoryEventStore({ keys, upcast });
  return { store, keys, reopen: async () => store, dispose: () => store.close() };
});
