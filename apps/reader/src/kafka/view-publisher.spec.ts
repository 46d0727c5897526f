import type { OutgoingMessage } from '@rekam/kafka';
import { BrokerUnavailable } from '@rekam/kafka';
import type { ViewStore } from '@rekam/projection';
import { placed, recordActs } from '../testing/acts';
import { careerOf, CITY, idOf, PROVINCE } from '../testing/ledger';
import type { OpenState } from './open-state';
import { Publishing, VIEWS, viewsOf } from './testing/publishing';

const SITI = idOf('Siti');
const BUDI = idOf('Budi');
const DAY = '2025-06-01';
const number = (n: number): string => `19890314201201100${n}`;
const state = (person: string): string => `current-state/${person}`;

describe('the publisher of views', () => {
  let publishing: Publishing;

  beforeEach(async () => {
    publishing = await Publishing.open();
    await publishing.ledger.openDay(DAY);
    await publishing.ledger.appoint(SITI, 'Siti Rahmawati', { number: number(1) });
    await publishing.ledger.appoint(BUDI, 'Budi Santoso', { agency: PROVINCE, number: number(2) });
  });
  afterEach(() => publishing.close());

  const move = (to: string, at = '2025-03-01') =>
    publishing.ledger.appoint(SITI, 'Siti Rahmawati', { agency: to, at, kind: 'PNS', number: number(1) });

  it('sends the whole row under its key, and again when it changes', async () => {
    const { caughtUp } = publishing.start();
    await caughtUp();
    const { position } = await publishing.ledger.promote(SITI, '32', '2025-04-01');
    await caughtUp();
    const found = publishing.topics.in(VIEWS).filter(({ key }) => key === state(SITI));
    expect(found.at(-1)).toMatchObject({
      value: { view: 'current-state', key: SITI, row: { person: SITI, rank: { golongan: 'III/b' } } },
      headers: {
        ce_type: 'asn.ledger.view.current-state.v1',
        ce_source: '/ledger',
        'content-type': 'application/json',
      },
    });
    const { ce_position: sentAt, ce_id: id } = found.at(-1)!.headers;
    expect(BigInt(sentAt!)).toBeGreaterThanOrEqual(position);
    expect(id).toBe(`current-state/${SITI}/${sentAt}`);
    expect(found.at(-1)!.value!['position']).toBe(sentAt);
    expect(publishing.topics.compacted(VIEWS).get(`agency-overview/${CITY}`)).toMatchObject({
      total: 1,
      byGolongan: { 'III/b': 1 },
    });
  });

  it('says on which day a row changes by itself, and sends it again on that day', async () => {
    const { caughtUp } = publishing.start();
    await publishing.ledger.promote(SITI, '32', '2025-10-01');
    await caughtUp();
    const row = () => publishing.topics.compacted(VIEWS).get(state(SITI));
    expect(row()).toMatchObject({ nextChangeOn: '2025-10-01', rank: { golongan: 'III/a' } });
    await publishing.ledger.openDay('2025-10-01');
    await caughtUp();
    expect(row()).toMatchObject({ nextChangeOn: null, validAt: '2025-10-01', rank: { golongan: 'III/b' } });
  });

  it('says on which day a sanction and an acting post end by their own dates, and sends the row again on it', async () => {
    const early = await Publishing.open();
    try {
      const { ledger } = early;
      await ledger.openDay('2017-04-01');
      await ledger.appoint(SITI, 'Siti Rahmawati');
      await recordActs(ledger, SITI);
      const acting = placed('Kepala Seksi', 'Bidang Data', { assignment: 'PLT', positionKind: '1', eselon: '41' });
      await ledger.record('placement', SITI, 'acting', '2017-03-01', acting, 'record', '2017-09-30');
      const { caughtUp } = early.start();
      const said = async () => {
        await caughtUp();
        const { nextChangeOn, discipline, post } = early.topics
          .compacted(VIEWS)
          .get(state(SITI)) as unknown as OpenState;
        return [nextChangeOn, discipline.inForce.length, discipline.past.length, post.acting.length];
      };
      expect(await said()).toEqual(['2017-07-01', 1, 0, 1]);
      await ledger.openDay('2017-07-01');
      expect(await said()).toEqual(['2017-10-01', 0, 1, 1]);
      await ledger.openDay('2017-10-02');
      expect(await said()).toEqual(['2018-03-01', 0, 1, 0]);
    } finally {
      await early.close();
    }
  });

  it('gives each agency its own employees and figures, and takes back who leaves', async () => {
    const { caughtUp } = publishing.start({ agencies: [CITY, PROVINCE] });
    await caughtUp();
    const { topics } = publishing;
    const before = topics.compacted(viewsOf(CITY));
    expect([...before.keys()].toSorted()).toEqual([`agency-overview/${CITY}`, state(SITI)]);
    expect([...topics.compacted(viewsOf(PROVINCE)).keys()].toSorted()).toEqual([
      `agency-overview/${PROVINCE}`,
      state(BUDI),
    ]);
    expect(before.get(state(SITI))).toEqual(topics.compacted(VIEWS).get(state(SITI)));

    await move(PROVINCE);
    await caughtUp();
    expect(topics.in(viewsOf(CITY)).findLast(({ key }) => key === state(SITI))).toMatchObject({
      value: null,
      headers: { ce_type: 'asn.ledger.view.current-state.v1', ce_position: expect.any(String) as string },
    });
    expect(topics.compacted(viewsOf(PROVINCE)).get(state(SITI))).toMatchObject({ employment: { agency: PROVINCE } });
    expect(topics.compacted(VIEWS).get(state(SITI))).toMatchObject({ employment: { agency: PROVINCE } });
    expect(topics.compacted(viewsOf(CITY)).get(`agency-overview/${CITY}`)).toMatchObject({ total: 0 });
  });

  it('takes back a person who was merged into another, and brings them again when that is undone', async () => {
    const { caughtUp } = publishing.start({ agencies: [CITY, PROVINCE] });
    await caughtUp();
    await publishing.ledger.merge(BUDI, SITI);
    await caughtUp();
    const { topics } = publishing;
    for (const topic of [VIEWS, viewsOf(PROVINCE)]) expect(topics.compacted(topic).has(state(BUDI))).toBe(false);
    await publishing.ledger.send({
      kind: 'unmerge',
      stream: careerOf(BUDI),
      person: BUDI,
      into: SITI,
      reason: null,
      decree: null,
    });
    await caughtUp();
    for (const topic of [VIEWS, viewsOf(PROVINCE)]) expect(topics.compacted(topic).has(state(BUDI))).toBe(true);
  });

  it('sends everything again from tables built anew, and takes back whom was erased', async () => {
    const { caughtUp, scanned } = publishing.start({ agencies: [CITY] });
    await caughtUp();
    const { topics } = publishing;
    const before = topics.in(VIEWS).length;
    await publishing.keys.destroy(careerOf(SITI));
    await publishing.views.rebuild('current-state', { signal: new AbortController().signal });
    await scanned();
    expect(topics.in(VIEWS).slice(before)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: state(SITI), value: null }),
        expect.objectContaining({ key: state(BUDI), value: expect.anything() as unknown }),
      ]),
    );
    expect(topics.compacted(viewsOf(CITY)).has(state(SITI))).toBe(false);
  });

  it('notices a rebuild though nothing is recorded after it', async () => {
    const { caughtUp } = publishing.start();
    await caughtUp();
    await publishing.keys.destroy(careerOf(SITI));
    const takenBack = new Promise<OutgoingMessage>((resolve) => {
      publishing.topics.onSend = (messages) => {
        const tombstone = messages.find(({ key, value }) => key === state(SITI) && value === null);
        if (tombstone !== undefined) resolve(tombstone);
      };
    });
    await publishing.views.rebuild('current-state', { signal: new AbortController().signal });
    const { headers } = await takenBack;
    // Nothing was recorded between the two, so only the id tells the tombstone from the row coming twice.
    const row = publishing.topics.in(VIEWS).findLast(({ key }) => key === state(SITI))!;
    expect(headers!['ce_position']).toBe(row.headers['ce_position']);
    expect(headers!['ce_id']).not.toBe(row.headers['ce_id']);
  });

  it('sends nothing of tables that are behind the log, which may be behind what was sent before', async () => {
    const first = publishing.start({ agencies: [CITY] });
    await first.scanned();
    await first.publisher.stop();
    const { length } = publishing.topics.sent;
    await publishing.views.close();
    await publishing.ledger.promote(SITI, '32', '2025-04-01');
    // As after a restore: the tables stand where they stood, and nothing is remembered of the topics.
    await publishing.forget();
    await publishing.reopenViews({ isRunning: false });
    const second = publishing.start({ agencies: [CITY] });
    await second.caughtUp(['events']);
    publishing.views.start();
    await second.caughtUp();
    const head = await publishing.events.head();
    const views = publishing.topics.sent.slice(length).filter(({ topic }) => topic !== 'career.events.v1');
    expect(new Set(views.map(({ headers }) => String(headers!['ce_position'])))).toEqual(new Set([String(head)]));
    expect(views.length).toBeGreaterThan(4);
  });

  it('goes on where it was after a start, and sends nothing twice after a stop', async () => {
    const first = publishing.start({ agencies: [CITY] });
    await first.scanned();
    await first.publisher.stop();
    const { length } = publishing.topics.sent;
    await publishing.reopenViews();
    await publishing.ledger.promote(BUDI, '32', '2025-04-01');
    const second = publishing.start({ agencies: [CITY] });
    await second.caughtUp();
    const again = publishing.topics.sent.slice(length).map(({ topic, key }) => `${topic} ${String(key)}`);
    expect(again.toSorted()).toEqual([
      `career.events.v1 ${BUDI}`,
      `${VIEWS} agency-overview/${PROVINCE}`,
      `${VIEWS} ${state(BUDI)}`,
    ]);
  });

  it('fills the topic of an agency that is new in the configuration, and sends nobody else anything', async () => {
    const first = publishing.start({ agencies: [CITY] });
    await first.scanned();
    await first.publisher.stop();
    const { length } = publishing.topics.sent;
    const second = publishing.start({ agencies: [CITY, PROVINCE] });
    await second.scanned();
    const sent = publishing.topics.sent.slice(length).filter(({ topic }) => topic !== 'career.events.v1');
    expect(new Set(sent.map(({ topic }) => topic))).toEqual(new Set([viewsOf(PROVINCE)]));
    expect([...publishing.topics.compacted(viewsOf(PROVINCE)).keys()].toSorted()).toEqual([
      `agency-overview/${PROVINCE}`,
      state(BUDI),
    ]);
  });

  it('leaves the topic of an agency alone that is configured no more, and mends it when it is again', async () => {
    const first = publishing.start({ agencies: [CITY] });
    await first.scanned();
    await first.publisher.stop();
    const { length } = publishing.topics.in(viewsOf(CITY));
    const second = publishing.start();
    await move(PROVINCE);
    await second.caughtUp();
    await second.publisher.stop();
    expect(publishing.topics.in(viewsOf(CITY))).toHaveLength(length);
    const third = publishing.start({ agencies: [CITY] });
    await third.scanned();
    expect(publishing.topics.compacted(viewsOf(CITY)).has(state(SITI))).toBe(false);
  });

  it('takes a row back from an agency even when the process died right after sending it there', async () => {
    const tables = publishing.openTables();
    let isDead = false;
    const dying: ViewStore = {
      ...forwarded(tables),
      commit: async (...args) => {
        if (isDead) throw new Error('dead');
        await tables.commit(...args);
      },
    };
    const first = publishing.start({ agencies: [CITY, PROVINCE], tables: dying });
    await new Promise<void>((resolve) => {
      publishing.topics.onSend = (messages) => {
        isDead = messages.some(({ topic, key }) => topic === viewsOf(CITY) && key === state(SITI));
        if (isDead) resolve();
      };
    });
    await first.publisher.stop();
    await move(PROVINCE);
    const second = publishing.start({ agencies: [CITY, PROVINCE] });
    await second.scanned();
    expect(publishing.topics.compacted(viewsOf(CITY)).has(state(SITI))).toBe(false);
    expect(publishing.topics.compacted(viewsOf(PROVINCE)).has(state(SITI))).toBe(true);
  });

  it('tries again for as long as the brokers are away, says so, and loses nothing', async () => {
    let isAway = true;
    let tries = 0;
    const { publisher, caughtUp } = publishing.start({ agencies: [CITY] });
    const tried = new Promise<void>((resolve) => {
      publishing.topics.onSend = () => {
        if (!isAway) return;
        if (++tries > 9) resolve();
        throw new BrokerUnavailable('no broker answers');
      };
    });
    await tried;
    expect(publisher.faults()).toContain('current-state cannot be published: no broker answers');
    await publishing.ledger.promote(SITI, '32', '2025-04-01');
    isAway = false;
    await caughtUp();
    expect(publisher.faults()).toEqual([]);
    expect(publishing.topics.compacted(viewsOf(CITY)).get(state(SITI))).toMatchObject({ rank: { golongan: 'III/b' } });
    expect(publishing.topics.in('career.events.v1')).toHaveLength(Number(await publishing.events.head()));
  });

  it('tells nobody what is in an error that it does not know', async () => {
    const { publisher } = publishing.start();
    await new Promise<void>((resolve) => {
      let tries = 0;
      publishing.topics.onSend = (messages) => {
        if (!messages.some(({ key }) => key === state(SITI))) return;
        if (++tries > 1) resolve();
        throw new TypeError('Siti Rahmawati is no row');
      };
    });
    expect(publisher.faults()).toEqual(['current-state cannot be published: TypeError, see the log']);
    // Nor is anything said to be in the topics before the last row is.
    expect(publisher.positions()).toContainEqual(['current-state', 0n]);
  });

  it('sends every row that one event changed, however many, and remembers none as done before the last', async () => {
    for (let n = 0; n < 230; n++) {
      const person = idOf(`person ${n}`);
      const own = `198903142012011${String(100 + n)}`;
      await publishing.ledger.appoint(person, 'Dewi Lestari', { number: own });
      await publishing.ledger.promote(person, '32', '2025-10-01');
    }
    const first = publishing.start();
    await first.caughtUp();
    await first.publisher.stop();
    const interrupted = publishing.start();
    const inTheMiddle = new Promise<void>((resolve) => {
      let pages = 0;
      publishing.topics.onSend = (messages: readonly OutgoingMessage[]) => {
        if (!messages.some(({ topic, key }) => topic === VIEWS && String(key).startsWith('current-state'))) return;
        if (++pages === 1) return;
        resolve();
        throw new BrokerUnavailable('gone in the middle');
      };
    });
    await publishing.ledger.openDay('2025-10-01');
    await inTheMiddle;
    await interrupted.publisher.stop();
    publishing.topics.onSend = () => undefined;
    const second = publishing.start();
    await second.caughtUp();
    const rows = [...publishing.topics.compacted(VIEWS)].filter(([key]) => key.startsWith('current-state/'));
    expect(rows).toHaveLength(232);
    expect(rows.filter(([, row]) => row['nextChangeOn'] !== null)).toEqual([]);
  });
});

/** The other methods, bound: private members know their own object only. */
const forwarded = (tables: ViewStore): Omit<ViewStore, 'commit'> => ({
  progress: () => tables.progress(),
  lease: () => tables.lease(),
  load: (...args) => tables.load(...args),
  scan: (...args) => tables.scan(...args),
  changes: (...args) => tables.changes(...args),
  close: () => tables.close(),
});
