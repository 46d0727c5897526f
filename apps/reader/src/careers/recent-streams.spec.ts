import { memoryKeyStore, MemoryEventStore } from '@rekam/event-store';
import { careerOf, idOf, Ledger } from '../testing/ledger';
import { RecentStreams } from './recent-streams';

const SITI = idOf('Siti');

describe('recent streams', () => {
  const keys = memoryKeyStore();
  const events = new MemoryEventStore({ keys });
  const ledger = new Ledger(events, () => Date.UTC(2026, 2, 1));
  const froms: bigint[] = [];
  const counted = {
    read: (stream: string, options: { from?: bigint } = {}) => {
      froms.push(options.from ?? 0n);
      return events.read(stream, options);
    },
  };
  const streams = new RecentStreams(counted, keys, 5);

  it('reads what is new, and gives what the log holds', async () => {
    await ledger.appoint(SITI, 'Siti Rahmawati');
    await streams.read(careerOf(SITI));
    await ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    await streams.read(careerOf(SITI));
    expect(await streams.read(careerOf(SITI))).toEqual(await events.read(careerOf(SITI)));
    expect(froms).toEqual([0n, 1n, 2n]);
  });

  it('forgets what a destroyed key had opened', async () => {
    await keys.destroy(careerOf(SITI));
    const [appointment] = await streams.read(careerOf(SITI));
    expect(appointment).toMatchObject({ erased: true, sensitive: null });
  });

  it('keeps so many events and no more, the last used ones', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await ledger.appoint(idOf(name), 'Budi', { number: '198903142012011009' });
      await streams.read(careerOf(idOf(name)));
    }
    froms.length = 0;
    await streams.read(careerOf(SITI));
    await streams.read(careerOf(idOf('e')));
    await streams.read('career-nobody');
    await streams.read('career-nobody');
    expect(froms).toEqual([0n, 1n, 0n, 0n]);
  });
});
