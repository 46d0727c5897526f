import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Campaign } from './campaign';
import { Ledger } from './ledger';
import { STEPS } from './steps';
import { verifyFolder } from './verify';

const CRASH_MS_MAX = 180_000;
/** Few, so that the log stays small: `npm run faults` has more. */
const LANES = 6;

describe('a service that is killed under load', () => {
  const campaign = new Campaign('kill-spec', () => undefined, LANES);
  afterAll(() => campaign.close());
  const expectNoBreach = () => expect(campaign.ledger.breaches).toEqual([]);

  it.each(STEPS)(
    'keeps what it acknowledged, once and whole: killed at $name',
    async ({ name }) => {
      await campaign.crashAt(name);
      expectNoBreach();
    },
    CRASH_MS_MAX,
  );

  it.each([
    { acknowledgements: 7, delayMs: 3 },
    { acknowledgements: 60, delayMs: 11 },
  ])(
    'keeps what it acknowledged, once and whole: killed $delayMs ms after $acknowledgements acknowledgements',
    async ({ acknowledgements, delayMs }) => {
      await campaign.crashAfter(acknowledgements, delayMs);
      expectNoBreach();
    },
    CRASH_MS_MAX,
  );

  it(
    'answers everything in the end, shows it, rebuilds its views and leaves nothing lying about',
    async () => {
      const { kills, resolved, breaches } = await campaign.finish();
      expect(breaches).toEqual([]);
      expect(kills).toBe(STEPS.length + 2);
      expect(resolved).toBeGreaterThan(0);
      expect(campaign.ledger.unknown.size + campaign.ledger.refused.size).toBe(0);
    },
    CRASH_MS_MAX,
  );

  describe('and a verifier that looks at a folder which is not as it must be', () => {
    const { folder, root, ledger } = campaign;

    /** The breaches found with what an outside process noted otherwise. */
    async function breachesWith(change: (ledger: Ledger) => void): Promise<readonly string[]> {
      const doctored = new Ledger(join(root, 'doctored.ndjson'));
      for (const [key, command] of ledger.acknowledged) doctored.acknowledged.set(key, command);
      change(doctored);
      return (await verifyFolder(folder, doctored, { isSettled: true })).breaches;
    }

    /** The breaches found in a copy whose files were changed. */
    async function breachesIn(file: string, sql: string): Promise<readonly string[]> {
      const copy = join(root, 'doctored');
      cpSync(folder, copy, { recursive: true });
      try {
        const database = new DatabaseSync(join(copy, file));
        database.exec(sql);
        database.close();
        return (await verifyFolder(copy, ledger, { isSettled: true })).breaches;
      } finally {
        rmSync(copy, { recursive: true });
      }
    }

    it('finds nothing in this one', async () => {
      expect(await breachesWith(() => undefined)).toEqual([]);
    });

    it('misses an acknowledged event, and one at another place', async () => {
      const [first, second] = ledger.acknowledged.values();
      const breaches = await breachesWith(({ acknowledged }) => {
        acknowledged.set('never', { ...first!, key: 'never', id: 'never' });
        acknowledged.set(second!.key, { ...second!, receipt: { ...second!.receipt, position: '1' } });
      });
      expect(breaches).toEqual([
        expect.stringMatching(/was acknowledged as .* and is/),
        expect.stringMatching(/never was acknowledged and is in the log 0 times/),
      ]);
    });

    it('sees an event that nobody sent, one that was refused, and a reading without a trace', async () => {
      const [first, second] = ledger.acknowledged.values();
      const breaches = await breachesWith(({ acknowledged, refused, readings }) => {
        acknowledged.delete(first!.key);
        acknowledged.delete(second!.key);
        refused.set(second!.key, second!);
        readings.add('never');
      });
      expect(breaches.toSorted()).toEqual([
        expect.stringMatching(/^nobody sent the event/),
        expect.stringMatching(/^the event at .* was refused with "nothing was recorded"/),
        expect.stringMatching(/^the reading never was answered/),
      ]);
    });

    it('sees an event taken out of the log, and a row of a view that the log does not give', async () => {
      const last = 'SELECT max(position) - 5 FROM events';
      const torn = await breachesIn('events.db', `DELETE FROM events WHERE position = (${last})`);
      expect(torn).toContainEqual(expect.stringMatching(/does not follow its predecessor by one/));
      const file = readdirSync(join(folder, 'views')).find((name) => /^directory-.*\.db$/.test(name))!;
      const row = 'SELECT max(person) FROM "directory"';
      const changed = await breachesIn(
        join('views', file),
        `UPDATE "directory" SET name = 'x' WHERE person = (${row})`,
      );
      expect(changed).toEqual([expect.stringMatching(/the view directory is not what the log gives/)]);
    });
  });
});
