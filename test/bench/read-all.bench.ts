import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { compare, withFolder, type Measured } from './harness';
import { fill, openLog } from './fill';

const EVENTS = 50_000;
const PERSONS = 5_000;
const PAGE = 1_000;

export const bench = (): Promise<void> =>
  withFolder(async (folder) => {
    const store = await openLog(folder);
    await fill(store, 0, EVENTS, PERSONS);
    const candidate = async (): Promise<Measured> => {
      const startedAt = performance.now();
      let read = 0;
      for (let after = 0n; ;) {
        const page = await store.readAll(after, PAGE);
        if (page.length === 0) break;
        read += page.length;
        after = page.at(-1)!.position;
      }
      return { value: read / ((performance.now() - startedAt) / 1000) };
    };
    const raw = new DatabaseSync(join(folder, 'events.db'), { readOnly: true });
    const select = raw.prepare(
      'SELECT position, revision, id, ledger_time, open, sealed FROM events WHERE position > ? ORDER BY position LIMIT ?',
    );
    const baseline = async (): Promise<Measured> => {
      const startedAt = performance.now();
      let read = 0;
      for (let after = 0; ;) {
        const rows = select.all(after, PAGE) as { position: number; open: string }[];
        if (rows.length === 0) break;
        for (const { open } of rows) JSON.parse(open);
        read += rows.length;
        after = rows.at(-1)!.position;
      }
      return { value: read / ((performance.now() - startedAt) / 1000) };
    };
    try {
      await compare({
        bench: 'read-all',
        unit: 'events/s',
        work: `read and decode a log of ${EVENTS} events, ${PAGE} a page; one in ten decrypts a sensitive part`,
        baselineIs: 'node:sqlite reading the same rows, JSON.parse of the open part',
        target: 'ratio at least 0.6',
        candidate,
        baseline,
      });
    } finally {
      raw.close();
      await store.close();
    }
  });
