import type { Access, AccessTable, AccessTrail } from './access-trail';
import { CoalescedTrail, WINDOW_MS } from './coalesced-trail';

const AUDITORS = 20;

export const access = (person: string, more: Partial<Access> = {}): Access => ({
  person,
  actor: 'auditor-1',
  role: 'auditor',
  agency: null,
  purpose: 'career-read',
  ...more,
});

/** What an adapter of the trail must do. `openTable` opens the same entries again and again. */
export function accessTrailContract(name: string, openTable: () => Promise<AccessTable>): void {
  describe(`the access trail in ${name}`, () => {
    let now: number;
    let table: AccessTable;
    let trail: AccessTrail;
    /** Specs share the entries, so each has persons of its own. */
    let spec = 0;
    let p: (letter: string) => string;
    const open = async () => new CoalescedTrail({ table: await openTable(), now: () => now });
    beforeEach(async () => {
      now = WINDOW_MS * 10;
      spec++;
      const prefix = `${spec}-`;
      p = (letter) => prefix + letter;
      table = await openTable();
      trail = await open();
    });
    afterEach(async () => {
      await trail.close();
      await table.close();
    });

    const durable = async (person: string) =>
      (await table.entriesOf([person], null, 100)).map(({ purpose, count }) => [purpose, count]);

    it('has a reading where a crash does not take it before it resolves, and counts the next ones of the ten minutes', async () => {
      await trail.record([access(p('a'))]);
      expect(await durable(p('a'))).toEqual([['career-read', 1]]);
      await Promise.all([trail.record([access(p('a'))]), trail.record([access(p('a'))])]);
      await trail.record([access(p('a'), { purpose: 'audit' })]);
      const entries = await trail.entriesOf([p('a')], null, 10);
      expect(entries.map(({ purpose, count }) => [purpose, count])).toEqual([
        ['career-read', 3],
        ['audit', 1],
      ]);
      expect(entries[0]).toEqual({ ...access(p('a')), from: new Date(WINDOW_MS * 10).toISOString(), count: 3 });
      now += WINDOW_MS;
      await trail.record([access(p('a'), { agency: '4011' })]);
      const [latest, ...before] = await trail.entriesOf([p('a')], null, 10);
      expect(latest).toMatchObject({ count: 1, agency: '4011', from: new Date(WINDOW_MS * 11).toISOString() });
      expect(before).toEqual(entries);
    });

    it('counts everything that was read at once', async () => {
      const readings = Array.from({ length: 200 }, (_, n) => trail.record([access(p(`${n % 4}`)), access(p('all'))]));
      await Promise.all(readings);
      expect((await trail.entriesOf([p('all')], null, 10))[0]!.count).toBe(200);
      const four = await trail.entriesOf([p('0'), p('1'), p('2'), p('3')], null, 10);
      expect(four.map(({ person, count }) => [person, count])).toEqual([3, 2, 1, 0].map((n) => [p(`${n}`), 50]));
    });

    it('counts what is read while a transaction is under way', async () => {
      const first = trail.record([access(p('a'))]);
      // By the next turn the first one is being written.
      await new Promise(setImmediate);
      const more = Array.from({ length: 5 }, () => trail.record([access(p('a'))]));
      await Promise.all([first, ...more]);
      await trail.record([access(p('a'))]);
      expect((await trail.entriesOf([p('a')], null, 10))[0]!.count).toBe(7);
    });

    it('pages without a gap or a repetition, over one person and several', async () => {
      const persons = [p('a'), p('b')];
      await trail.record(
        Array.from({ length: 7 }, (_, n) => access(persons[n % 2]!, { actor: `actor-${n}`, purpose: 'x' })),
      );
      now += WINDOW_MS;
      await trail.record([access(p('a'), { actor: 'late' })]);
      for (const asked of [persons, [p('a')]]) {
        const all = await trail.entriesOf(asked, null, 100);
        const paged = [];
        let after = null;
        for (;;) {
          const page: typeof all = await trail.entriesOf(asked, after, 2);
          paged.push(...page);
          if (page.length < 2) break;
          const { from, person, actor, purpose } = page.at(-1)!;
          after = [from, person, actor, purpose] as const;
        }
        expect(paged).toEqual(all);
        expect(all[0]!.actor).toBe('late');
        expect(all).toHaveLength(asked.length === 2 ? 8 : 5);
      }
    });

    it('sorts texts by code point', async () => {
      const purposes = ['Z', 'a', 'z', '~', 'ä', '\u{1f600}', 'Ａ'];
      await trail.record(purposes.map((purpose) => access(p('a'), { purpose })));
      const found = await trail.entriesOf([p('a')], null, 10);
      expect(found.map(({ purpose }) => purpose).toReversed()).toEqual(['Z', 'a', 'z', '~', 'ä', 'Ａ', '\u{1f600}']);
    });

    it('is as it was when it is closed and opened again, with all that was counted', async () => {
      for (let n = 0; n < 3; n++) await trail.record([access(p('a'))]);
      await trail.close();
      await trail.close();
      expect(await durable(p('a'))).toEqual([['career-read', 3]]);
      await expect(trail.record([access(p('a'))])).rejects.toMatchObject({ name: 'AccessTrailUnavailable' });
      trail = await open();
      await trail.record([access(p('a'))]);
      expect(await durable(p('a'))).toEqual([['career-read', 4]]);
    });

    it('adds up what several openers record of the same readings, in whatever order', async () => {
      const other = await open();
      const readings = Array.from({ length: AUDITORS }, (_, n) => access(p('a'), { actor: `actor-${n}` }));
      await Promise.all([
        ...readings.map((reading) => trail.record([reading])),
        other.record(readings.toReversed()),
        trail.record(readings),
      ]);
      await other.record(readings.slice(0, 1));
      await other.close();
      const entries = await trail.entriesOf([p('a')], null, 100);
      expect(entries).toHaveLength(AUDITORS);
      expect(entries.filter(({ count }) => count === 3)).toHaveLength(AUDITORS - 1);
      expect(entries.find(({ actor }) => actor === 'actor-0')?.count).toBe(4);
    });

    it('takes more readings than one statement should have, and no more than may wait', async () => {
      const many = (count: number) => Array.from({ length: count }, (_, n) => access(p('a'), { purpose: `p${n}` }));
      await expect(trail.record(many(10_001))).rejects.toThrow('more than 10000 readings wait');
      await trail.record(many(10_000));
      expect(await trail.entriesOf([p('a')], null, 20_000)).toHaveLength(10_000);
    });
  });
}
