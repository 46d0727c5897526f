import { upcast } from '@rekam/domain';
import { memoryKeyStore, openEventStoreDb, StoreUnavailable, type EventStore } from '@rekam/event-store';
import { startEventStore, type EventStoreServer } from '@rekam/test/eventstore/server';
import { RESERVATION_MS_MAX } from './identifiers';
import { failingOnce } from './testing/faulty-store';
import { appointment, numberOf, TestLedger } from './testing/ledger';

const nip = (sequence: number) => ({ kind: 'nip', number: numberOf(sequence) }) as const;

/** A number is unique by one append that only one writer can win, so it is on a server with writers on many machines. */
describe('Identifiers on EventStoreDB', () => {
  let server: EventStoreServer;
  const keys = memoryKeyStore();
  const stores: EventStore[] = [];
  /** A writer process: a store of its own on the same log. */
  const writer = async (): Promise<TestLedger> => {
    const store = await openEventStoreDb({ url: server.url, keys, upcast });
    stores.push(store);
    return new TestLedger(keys, store);
  };
  beforeEach(async () => {
    server = await startEventStore();
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    await server.stop();
  });

  it('are given to one of many that ask at once, on two machines', async () => {
    const writers = [await writer(), await writer()];
    const codes = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        writers[n % 2]!.codes('record-appointment', appointment(901, { recordId: `a ${n}` })).catch(() => ['accepted']),
      ),
    );
    expect(codes.filter(([code]) => code === 'identifier-taken')).toHaveLength(5);
    const [first, second] = await Promise.all(writers.map(({ identifiers }) => identifiers.holder(nip(901))));
    expect(first).not.toBeNull();
    expect(first).toEqual(second);
  });

  it('are not lost with a writer that ends between reservation and career: another machine goes on from there', async () => {
    const ledger = await writer();
    const crashing = ledger.again(failingOnce(ledger.events, 'career-', 'before'));
    await expect(crashing.send('record-appointment', appointment(901), { key: 'k' })).rejects.toThrow(StoreUnavailable);
    const other = await writer();
    expect(await other.identifiers.holder(nip(901))).toBeNull();
    expect(await other.codes('record-appointment', appointment(901, { recordId: 'another' }))).toEqual([
      'identifier-taken',
    ]);
    const { person, duplicate } = await other.receipt('record-appointment', appointment(901), { key: 'k' });
    expect(duplicate).toBe(false);
    expect(await other.identifiers.holder(nip(901))).toEqual({ person, mergedInto: null });
    // And once more by the first: the same receipt.
    expect(await ledger.receipt('record-appointment', appointment(901), { key: 'k' })).toMatchObject({
      person,
      duplicate: true,
    });
  });

  it('that a crash left behind are released when somebody needs them, once their time is over', async () => {
    const ledger = await writer();
    const crashing = ledger.again(failingOnce(ledger.events, 'career-', 'before'));
    await expect(crashing.send('record-appointment', appointment(901), { key: 'k' })).rejects.toThrow(StoreUnavailable);
    const other = await writer();
    other.clock.ms += RESERVATION_MS_MAX + 1;
    const { person } = await other.receipt('record-appointment', appointment(901, { recordId: 'another' }));
    expect(await other.identifiers.holder(nip(901))).toEqual({ person, mergedInto: null });
  });
});
