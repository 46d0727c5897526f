import { StoreUnavailable, type EventStore, type LocalKeyStore } from '@rekam/event-store';
import { failingOnce, interruptedBy } from './testing/faulty-store';
import { appointment, numberOf, promotion, TestLedger } from './testing/ledger';
import { SqliteFolder } from './testing/sqlite';

const training = (person: string | null, index: number) => ({
  person,
  recordId: `t-${index}`,
  effectiveAt: '2026-05-01',
  content: { kind: '3', name: `Pelatihan ${index}`, provider: 'Balai Contoh', jp: 20 },
});

describe.each(['memory', 'sqlite'])('two writers on one %s store', (kind) => {
  const folder = new SqliteFolder();
  let ledger: TestLedger;
  afterAll(() => folder.remove());
  beforeEach(async () => {
    if (kind === 'memory') {
      ledger = new TestLedger();
      return;
    }
    const { keys, events } = await folder.stores();
    ledger = new TestLedger(keys, events);
  });
  const number = (index: number): number => (kind === 'memory' ? index : index + 20);
  let next = 900;
  const open = async (): Promise<string> =>
    (await ledger.receipt('record-appointment', appointment(number(next++), { recordId: `cpns-${next}` }))).person!;

  it('decide again when the other was quicker', async () => {
    const person = await open();
    const other = ledger.again();
    const receipts = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? ledger : other).receipt('record-training', training(person, index)),
      ),
    );
    const revisions = receipts.map(({ revision }) => Number(revision)).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it('do not refuse on a state that the other has changed', async () => {
    const person = await open();
    const other = ledger.again();
    await other.codes('annul-promotion', { person, recordId: 'kp', reason: 'salah' });
    await ledger.receipt('record-promotion', promotion({ person, recordId: 'kp' }));
    const annulled = await other.receipt(
      'annul-promotion',
      { person, recordId: 'kp', reason: 'salah' },
      { key: person },
    );
    expect(annulled.edition).toBe(1);
  });

  it('record one command once, whoever of them gets it', async () => {
    const person = await open();
    const other = ledger.again();
    await other.codes('annul-promotion', { person, recordId: 'kp', reason: 'salah' });
    const sent = { key: `${person} same` };
    const receipts = await Promise.all([
      ledger.receipt('record-promotion', promotion({ person }), sent),
      other.receipt('record-promotion', promotion({ person }), sent),
      other.receipt('record-promotion', promotion({ person }), sent),
    ]);
    expect(receipts.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(receipts.map(({ position }) => position)).size).toBe(1);
  });

  it('give one number to exactly one person', async () => {
    const other = ledger.again();
    const sequence = number(next++);
    const outcomes = await Promise.all([
      ledger.send('record-appointment', appointment(sequence, { recordId: 'a' }), { key: `a ${sequence}` }),
      other.send('record-appointment', appointment(sequence, { recordId: 'b' }), { key: `b ${sequence}` }),
      other.send('record-appointment', appointment(sequence, { recordId: 'c' }), { key: `c ${sequence}` }),
    ]);
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    const refused = outcomes.flatMap((outcome) => (outcome.kind === 'rejected' ? outcome.rejections : []));
    expect(refused.map(({ code, field }) => [code, field])).toEqual([
      ['identifier-taken', '/content/number'],
      ['identifier-taken', '/content/number'],
    ]);
  });
});

describe('a writer whose store is not at rest', () => {
  it('gives up after a bounded number of conflicts and says that it may be tried again', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    let index = 0;
    const beaten = (times: number): TestLedger =>
      ledger.again(
        interruptedBy(ledger.events, `career-${person}`, times, async () =>
          ledger.receipt('record-training', training(person, index++)),
        ),
      );
    expect((await beaten(7).receipt('record-promotion', promotion({ person }))).duplicate).toBe(false);
    expect(await beaten(8).rejections('record-training', training(person, -1))).toMatchObject([
      { code: 'too-busy', retryable: true },
    ]);
  });

  it('finds its own event when the answer of the first attempt was lost', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const crashing = ledger.again(failingOnce(ledger.events, 'career-', 'after'));
    const command = promotion({ person });
    await expect(crashing.send('record-promotion', command, { key: 'k' })).rejects.toThrow(StoreUnavailable);
    await ledger.receipt('record-training', training(person, 1));
    // The state of this writer is older than its own event.
    expect(await crashing.receipt('record-promotion', command, { key: 'k' })).toMatchObject({
      revision: '1',
      duplicate: true,
    });
  });

  it('turns away who would wait behind too many, and serves everybody else', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const outcomes = await Promise.all(
      Array.from({ length: 1100 }, (_, index) => ledger.send('record-training', training(person, index))),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.kind === 'rejected' ? outcome.rejections : []));
    expect(outcomes.length - refused.length).toBe(1024);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['too-busy']));
    expect(await ledger.events.read(`career-${person}`)).toHaveLength(1025);
  });
});

describe('a restart on SQLite', () => {
  const folder = new SqliteFolder();
  afterAll(() => folder.remove());
  const reopened = async (): Promise<TestLedger> => {
    const { keys, events }: { keys: LocalKeyStore; events: EventStore } = await folder.stores();
    return new TestLedger(keys, events);
  };

  it('keeps receipts, numbers and keys', async () => {
    const before = await reopened();
    const first = await before.receipt('record-appointment', appointment(901), { key: 'k' });
    const after = await reopened();
    expect(await after.receipt('record-appointment', appointment(901), { key: 'k' })).toEqual({
      ...first,
      duplicate: true,
    });
    expect(await after.codes('record-appointment', appointment(902), { key: 'k' })).toEqual(['command-id-reused']);
    const identifier = { kind: 'nip', number: numberOf(901) } as const;
    expect(await after.identifiers.holder(identifier)).toEqual({ person: first.person, mergedInto: null });
  });
});
