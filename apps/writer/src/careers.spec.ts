import { Careers } from './careers';
import { appointment, promotion, TestLedger } from './testing/ledger';

async function ledgerWithCareers(count: number): Promise<{ ledger: TestLedger; streams: readonly string[] }> {
  const ledger = new TestLedger();
  const streams: string[] = [];
  for (let index = 0; index < count; index++) {
    const { person } = await ledger.receipt('record-appointment', appointment(900 + index));
    await ledger.receipt('record-promotion', promotion({ person }));
    streams.push(`career-${person}`);
  }
  return { ledger, streams };
}

const kept = (careers: Careers, streams: readonly string[]): readonly boolean[] =>
  streams.map((stream) => careers.kept(stream) !== null);

describe('Careers', () => {
  it('keeps the states that were used last, so many and no more', async () => {
    const { ledger, streams } = await ledgerWithCareers(3);
    const careers = new Careers(ledger.events, 100, 2);
    const [a, b, c] = streams as [string, string, string];
    await careers.caughtUp(a);
    await careers.caughtUp(b);
    careers.kept(a);
    await careers.caughtUp(c);
    expect(kept(careers, [a, b, c])).toEqual([true, false, true]);
  });

  it('keeps no more events than it may, also when a kept state grows', async () => {
    const { ledger, streams } = await ledgerWithCareers(3);
    const careers = new Careers(ledger.events, 5);
    for (const stream of streams) await careers.caughtUp(stream);
    expect(kept(careers, streams)).toEqual([false, true, true]);
    const person = streams[2]!.slice('career-'.length);
    await ledger.receipt('annul-appointment', { person, recordId: 'cpns-902', reason: 'salah' });
    await careers.caughtUp(streams[2]!);
    expect(kept(careers, streams)).toEqual([false, true, true]);
    await ledger.receipt('reinstate-appointment', { person, recordId: 'cpns-902' });
    await careers.caughtUp(streams[2]!);
    expect(kept(careers, streams)).toEqual([false, false, true]);
  });

  it('does not keep streams that do not exist', async () => {
    const careers = new Careers(new TestLedger().events);
    expect((await careers.caughtUp('career-none')).revision).toBe(-1n);
    expect(careers.kept('career-none')).toBeNull();
  });

  it('reads only what is new, and folds each event once though several readers bring it', async () => {
    const { ledger, streams } = await ledgerWithCareers(1);
    const stream = streams[0]!;
    const careers = new Careers(ledger.events);
    const first = await careers.caughtUp(stream);
    await ledger.receipt('annul-appointment', { person: stream.slice(7), recordId: 'cpns-900', reason: 'salah' });
    const read = jest.spyOn(ledger.events, 'read');
    const states = await Promise.all([careers.caughtUp(stream), careers.caughtUp(stream)]);
    expect(read.mock.calls).toEqual([
      [stream, { from: 2n }],
      [stream, { from: 2n }],
    ]);
    expect(states).toEqual([first, first]);
    expect([first.revision, [...first.facts.values()][0]!.editions.length]).toEqual([2n, 2]);
  });
});
