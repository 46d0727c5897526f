import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventsTopic } from '@rekam/contracts';
import { PostgresViewTables } from '@rekam/projection';
import { openLine, type Line } from '@rekam/test/cluster/line';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { describePostgres, postgresForTests } from '@rekam/test/postgres/for-tests';
import { idOf } from '../testing/ledger';
import { PUBLISHER_TABLES } from './publisher-store';
import { EVENTS, Publishing, VIEWS, type Started } from './testing/publishing';
import { positionOf, Rig } from './testing/rig';

const SITI = idOf('Siti');
/** What the ledger promises. */
const TAKE_OVER_MS_MAX = 10_000;
const LONG_MS = 60_000;
/** Between two looks at what tells nobody that it has changed. */
const LOOK_AGAIN_MS = 20;
/** For what is not about how long a lease is. */
const SHORT_LEASE_MS = 1_000;
const SCHEMA = 'rekam_publisher';

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await delay(LOOK_AGAIN_MS);
}

describePostgres('publishers that share a database', () => {
  let url: string;
  let line: Line;
  let publishing: Publishing;
  let databases: PostgresViewTables[];
  beforeEach(async () => {
    ({ url } = await postgresForTests());
    line = await openLine({ host: '127.0.0.1', port: Number(new URL(url).port) });
    publishing = await Publishing.open();
    databases = [];
    await publishing.ledger.openDay('2025-06-01');
    await publishing.ledger.appoint(SITI, 'Siti Rahmawati');
  });
  afterEach(async () => {
    await publishing.close();
    for (const database of databases) await database.close();
    await line.close();
  });

  const start = async (options: { readonly address?: string; readonly leaseMs?: number } = {}): Promise<Started> => {
    const { address = url, ...lease } = options;
    const database = await PostgresViewTables.open({ url: address, ...lease });
    databases.push(database);
    return publishing.start({ tables: await database.openApart(SCHEMA, PUBLISHER_TABLES) });
  };
  const overTheLine = (lease: { readonly leaseMs?: number } = {}) =>
    start({ address: url.replace(/:\d+\//, `:${line.port}/`), ...lease });
  const states = (...started: readonly Started[]) => started.map(({ publisher }) => publisher.isActive);
  /** Whether it knows that it publishes no more, rather than that somebody else may. */
  const hasGivenWay = ({ publisher }: Started) => publisher.positions().length === 0;
  /** Places in the log, in the order in which they were sent. */
  const sent = () => publishing.topics.in(EVENTS).map(({ headers }) => Number(headers['ce_position']));

  it('are one that publishes, and others that stand by without a fault, and go on when it stops', async () => {
    const first = await start();
    await first.caughtUp();
    const second = await start();
    await publishing.ledger.train(SITI, 'Kursus', 10, '2024-08-02');
    await first.caughtUp();
    expect(states(first, second)).toEqual([true, false]);
    expect([second.publisher.positions(), second.publisher.faults()]).toEqual([[], []]);
    await first.publisher.stop();
    await publishing.ledger.promote(SITI, '32', '2025-04-01');
    await second.caughtUp();
    expect(states(second)).toEqual([true]);
    // One after the other, none twice: the second knows where the first has been.
    const days = sent();
    expect(days).toEqual([...new Set(days)].toSorted((a, b) => a - b));
    expect(days.at(-1)).toBe(Number(await publishing.events.head()));
    const rows = publishing.topics.compacted(VIEWS);
    expect(rows.get(`current-state/${SITI}`)).toMatchObject({ rank: { golongan: 'III/b' } });
  });

  it(
    'take over within ten seconds from one that is cut off, which then stands by and takes over again',
    async () => {
      const cutOff = await overTheLine();
      await cutOff.caughtUp();
      const other = await start();
      expect(states(cutOff, other)).toEqual([true, false]);
      const silentAt = performance.now();
      line.silence();
      await publishing.ledger.train(SITI, 'Kursus', 10, '2024-08-02');
      await other.caughtUp();
      expect(performance.now() - silentAt).toBeLessThan(TAKE_OVER_MS_MAX);
      expect(other.publisher.isActive).toBe(true);
      const sentByThen = publishing.topics.sent.length;
      line.mend();
      await until(() => hasGivenWay(cutOff) && cutOff.publisher.faults().length === 0);
      expect([states(cutOff), publishing.topics.sent.length]).toEqual([[false], sentByThen]);
      await publishing.ledger.promote(SITI, '32', '2025-04-01');
      await other.caughtUp();
      await other.publisher.stop();
      await publishing.ledger.promote(SITI, '33', '2025-05-01');
      await cutOff.caughtUp();
      expect(cutOff.publisher.isActive).toBe(true);
      expect(new Set(sent()).size).toBe(5);
      const rows = publishing.topics.compacted(VIEWS);
      expect(rows.get(`current-state/${SITI}`)).toMatchObject({ rank: { golongan: 'III/c' } });
    },
    LONG_MS,
  );

  it(
    'stand by when they are back though nothing was recorded since another took over',
    async () => {
      const cutOff = await overTheLine({ leaseMs: SHORT_LEASE_MS });
      await cutOff.caughtUp();
      const other = await start();
      line.silence();
      await until(() => other.publisher.isActive);
      line.mend();
      await until(() => hasGivenWay(cutOff));
      expect([states(cutOff, other), cutOff.publisher.faults()]).toEqual([[false, true], []]);
    },
    LONG_MS,
  );

  it(
    'send nothing that was read before somebody else may have taken over',
    async () => {
      let release = () => {};
      let begun = () => {};
      const isBegun = new Promise<void>((resolve) => (begun = resolve));
      const cutOff = await overTheLine({ leaseMs: SHORT_LEASE_MS });
      await cutOff.caughtUp();
      // A process that stands still for longer than its lease, with a page in its hands.
      const { views } = publishing.views.projector('current-state');
      const { load } = views;
      views.load = async (table, keys) => {
        const rows = await load.call(views, table, keys);
        if (table === 'current-state') {
          views.load = load;
          begun();
          await new Promise<void>((resolve) => (release = resolve));
        }
        return rows;
      };
      await publishing.ledger.promote(SITI, '32', '2025-04-01');
      await isBegun;
      line.silence();
      const other = await start();
      await other.caughtUp(['current-state']);
      await publishing.ledger.promote(SITI, '33', '2025-05-01');
      await other.caughtUp();
      const sentByThen = publishing.topics.sent.length;
      release();
      line.mend();
      await until(() => hasGivenWay(cutOff));
      expect(publishing.topics.sent).toHaveLength(sentByThen);
    },
    LONG_MS,
  );
});

describeKafka('readers on one database', () => {
  describePostgres('that publish to one cluster', () => {
    let rig: Rig;
    afterEach(() => rig.close());

    it(
      'publish everything once, whichever of them is there',
      async () => {
        const { brokers, prefix } = await kafkaForTests();
        const { url } = await postgresForTests();
        rig = await Rig.open(brokers, prefix);
        const address = new URL(url);
        const passwordFile = join(rig.folder, 'postgres.password');
        await writeFile(passwordFile, address.password, { mode: 0o600 });
        address.password = '';
        await rig.createTopics();
        await rig.ledger.openDay('2025-06-01');
        await rig.ledger.appoint(SITI, 'Siti Rahmawati');
        const start = async () => {
          const port = await rig.start({
            REKAM_POSTGRES_URL: address.href,
            REKAM_POSTGRES_PASSWORD_FILE: passwordFile,
          });
          await rig.ready((status) => status === 200);
          return { port, reader: rig.reader! };
        };
        const isActive = (wanted: number, port: number) =>
          rig.metric('rekam_publisher_active', 'events', (active) => active === wanted, port);
        const first = await start();
        await isActive(1, first.port);
        const second = await start();
        await isActive(0, second.port);
        for (let n = 0; n < 20; n++) await rig.ledger.train(SITI, `Kursus ${n}`, 10, '2024-08-02');
        await rig.metric('rekam_publisher_lag_events', 'events', (lag) => lag === 0, first.port);
        await first.reader.stop();
        const { position } = await rig.ledger.promote(SITI, '32', '2025-04-01');
        const events = await rig.readUntil([eventsTopic(prefix)], (message) => positionOf(message) === position);
        await isActive(1, second.port);
        // In the order of the log is what has one key; before it a day was opened.
        const ofSiti = events.filter(({ key }) => String(key) === SITI);
        expect(ofSiti.map(positionOf)).toEqual(Array.from({ length: 22 }, (_, n) => BigInt(n + 2)));
        // Nothing of theirs is in the folder: the log is, and its keys.
        const files = await readdir(rig.folder);
        expect(files.filter((file) => /^(views|access|publisher)/.test(file))).toEqual([]);
      },
      LONG_MS,
    );
  });
});
