import { keyStoreContract } from '../key-store-contract';
import { memoryKeyStore } from './memory-key-store';

keyStoreContract('the memory adapter', async () => {
  const keys = memoryKeyStore();
  return { open: async () => keys, dispose: () => keys.close() };
});
