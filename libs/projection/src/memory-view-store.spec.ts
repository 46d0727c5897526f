import { CONTRACT_TABLES, viewStoreContract } from './contract';
import { MemoryViewStore } from './memory-view-store';

viewStoreContract('MemoryViewStore', async () => new MemoryViewStore(CONTRACT_TABLES), null);

it('gives rows that no fold can change in place', async () => {
  const views = new MemoryViewStore(CONTRACT_TABLES);
  const row = { id: 'a', agency: null, rank: 1, data: { list: [1] } };
  await views.commit([{ table: 'wide', key: ['a'], row, position: 1n }], await views.progress(), 1n);
  const [loaded] = await views.load('wide', [['a']]);
  expect(() => (loaded!['data'] as { list: number[] }).list.push(2)).toThrow(TypeError);
});
