import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTRACT_TABLES, viewStoreContract } from '../contract';
import {
  RowRefused,
  StaleProjector,
  TablesChanged,
  ViewsUnavailable,
  type RowChange,
  type TableDeclaration,
} from '../view-store';
import { openSqliteViewStore } from './sqlite-view-store';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'views-'));
  file = join(folder, 'views.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openSqliteViewStore({ file, tables: CONTRACT_TABLES });
viewStoreContract(
  'SqliteViewStore',
  async () => open(),
  async (views) => {
    await views.close();
    return open();
  },
);

const quiet = (id: string): RowChange => ({ table: 'quiet', key: [id], row: { id }, position: 1n });

describe('a file of views', () => {
  it('is refused under another declaration', async () => {
    await open().close();
    const changed = CONTRACT_TABLES.map((table) => ({ ...table, feed: !table.feed }));
    expect(() => openSqliteViewStore({ file, tables: changed })).toThrow(TablesChanged);
    await open().close();
  });

  it('is named when it is no database, with what to do', () => {
    writeFileSync(file, 'this is no database, '.repeat(100));
    expect(open).toThrow(ViewsUnavailable);
    expect(open).toThrow(/views\.db.*remove/);
  });

  it('refuses the commit of a store that another one has overtaken', async () => {
    const first = open();
    const second = open();
    const lease = await first.lease();
    await second.lease();
    await expect(first.commit([quiet('a')], lease, 1n)).rejects.toThrow(StaleProjector);
    await first.close();
    await second.close();
  });

  it.each<[string, Partial<TableDeclaration>]>([
    ['a key that is no text', { columns: { id: 'integer' } }],
    ['a key that is not declared', { key: ['other'] }],
    ['no key', { key: [] }],
    ['an index of json', { columns: { id: 'text', data: 'json' }, indexes: { byData: ['data'] } }],
    ['an index with the name of the key order', { indexes: { key: ['id'] } }],
    ['a name that SQL could read', { name: 'a"; DROP' }],
    ['a column that SQL could read', { columns: { id: 'text', 'a b': 'text' } }],
  ])('cannot be declared with %s', (_, part) => {
    const table = { name: 'table', columns: { id: 'text' }, key: ['id'], indexes: {}, feed: false, ...part } as const;
    expect(() => openSqliteViewStore({ file, tables: [table] })).toThrow(RowRefused);
  });
});
