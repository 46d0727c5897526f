import type { JsonData } from '@rekam/contracts';
import { failingOnce } from './testing/faulty-store';
import { appointment, OPERATOR, promotion, TestLedger, type Sent } from './testing/ledger';

const training = (person: string, index: number) => ({
  person,
  recordId: `t-${index}`,
  effectiveAt: '2026-05-01',
  content: { kind: '3', name: `Pelatihan ${index}`, provider: 'Balai Contoh', jp: 20 },
});

/** Commands of one stream that wait together are decided together and appended at once. */
describe('commands of one stream at once', () => {
  const opened = async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const appends: number[] = [];
    const append = ledger.events.append.bind(ledger.events);
    ledger.events.append = (stream, events, expected) => {
      appends.push(events.length);
      return append(stream, events, expected);
    };
    return { ledger, person: person!, appends };
  };

  it('are one append, in their order, and each has its own outcome', async () => {
    const { ledger, person, appends } = await opened();
    const outcomes = await Promise.all([
      ledger.send('record-promotion', promotion({ person, recordId: 'kp' })),
      ledger.send('record-promotion', promotion({ person, recordId: 'x', content: { kind: '101', golongan: '99' } })),
      ledger.send('correct-promotion', promotion({ person, recordId: 'kp', content: { kind: '203', golongan: '34' } })),
      ledger.send('annul-promotion', { person, recordId: 'kp', reason: 'salah' }),
      ledger.send('record-training', training(person, 1)),
    ]);
    expect(appends).toEqual([4]);
    expect(
      outcomes.map((outcome) =>
        outcome.kind === 'accepted'
          ? [outcome.receipt.revision, outcome.receipt.position, outcome.receipt.edition]
          : outcome.rejections.map(({ code }) => code),
      ),
    ).toEqual([['1', '3', 0], ['unknown-rank'], ['2', '4', 1], ['3', '5', 2], ['4', '6', 0]]);
  });

  it('tell what repeats another one of them its position in the log', async () => {
    const { ledger, person, appends } = await opened();
    const sent: Sent = { key: 'same' };
    const [first, again, equal] = await Promise.all([
      ledger.receipt('record-training', training(person, 1), sent),
      ledger.receipt('record-training', training(person, 1), sent),
      ledger.receipt('record-training', training(person, 1)),
    ]);
    expect(appends).toEqual([1]);
    expect([again, equal]).toEqual([
      { ...first, duplicate: true },
      { ...first, duplicate: true },
    ]);
  });

  it('open a career and go on with it', async () => {
    const ledger = new TestLedger();
    const person = '5171a000-0000-4000-8000-000000000001';
    const receipts = await Promise.all([
      ledger.receipt('record-appointment', appointment(902, { person })),
      ledger.receipt('record-training', training(person, 1)),
      ledger.receipt('record-training', training(person, 2)),
    ]);
    expect(receipts.map(({ revision }) => revision)).toEqual(['0', '1', '2']);
  });

  it('change nothing and give their numbers back when the opening act is refused', async () => {
    const { ledger } = await opened();
    const person = '5171a000-0000-4000-8000-000000000002';
    const outcomes = await Promise.all([
      ledger.codes('record-appointment', appointment(901, { person, recordId: 'other' })),
      ledger.codes('record-training', training(person, 1)),
    ]);
    expect(outcomes).toEqual([['identifier-taken'], ['unknown-person']]);
    expect(await ledger.events.read(`career-${person}`)).toEqual([]);
  });

  it('are decided anew, each by itself, when another writer was quicker', async () => {
    const { ledger, person } = await opened();
    await ledger.receipt('record-training', training(person, 0));
    const other = ledger.again();
    await other.receipt('record-training', training(person, 9));
    const receipts = await Promise.all([
      ledger.receipt('record-training', training(person, 1)),
      ledger.receipt('record-training', training(person, 2)),
      ledger.receipt('record-training', training(person, 9)),
    ]);
    expect(receipts.map(({ revision, duplicate }) => [revision, duplicate])).toEqual([
      ['3', false],
      ['4', false],
      ['2', true],
    ]);
  });

  it('are all open to another try when the store fails', async () => {
    const { ledger, person } = await opened();
    const failing = ledger.again(failingOnce(ledger.events, 'career-', 'after'));
    const send = (from: TestLedger) =>
      [1, 2].map((index) => from.send('record-training', training(person, index), { key: `k-${index}` }));
    expect((await Promise.allSettled(send(failing))).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(Promise.all(send(failing))).resolves.toMatchObject([
      { receipt: { revision: '1', duplicate: true } },
      { receipt: { revision: '2', duplicate: true } },
    ]);
  });

  it('are refused only on what is known by then, when others bring news meanwhile', async () => {
    const { ledger, person } = await opened();
    const { person: holder } = await ledger.receipt('record-appointment', appointment(903));
    await ledger.again().receipt('record-promotion', promotion({ person, recordId: 'kp' }));
    const read = ledger.events.read.bind(ledger.events);
    ledger.events.read = async (stream, options) => {
      if (stream === `career-${holder!}`) await ledger.careers.caughtUp(`career-${person}`);
      return read(stream, options);
    };
    const { content } = appointment(903) as { readonly content: JsonData };
    const [mended, renumbered] = await Promise.all([
      ledger.send('correct-promotion', promotion({ person, recordId: 'kp', content: { kind: '203', golongan: '34' } })),
      ledger.codes('record-appointment', {
        person,
        recordId: 'pns',
        effectiveAt: '2026-03-01',
        content: { ...content, kind: 'PNS' },
      }),
    ]);
    expect(mended).toMatchObject({ kind: 'accepted', receipt: { edition: 1 } });
    expect(renumbered).toEqual(['identifier-taken']);
  });

  it('fail alone: what cannot be written takes no other with it', async () => {
    const { ledger, person } = await opened();
    const append = ledger.events.append.bind(ledger.events);
    ledger.events.append = (stream, events, expected) => {
      const isFaulty = events.some(({ body }) => JSON.stringify(body).includes('Pelatihan 2'));
      return isFaulty ? Promise.reject(new TypeError('not to be written')) : append(stream, events, expected);
    };
    const sent = [1, 2, 3].map((index) => ledger.receipt('record-training', training(person, index)));
    await expect(Promise.allSettled(sent)).resolves.toMatchObject([
      { status: 'fulfilled', value: { revision: '1', duplicate: false } },
      { status: 'rejected', reason: { message: 'not to be written' } },
      { status: 'fulfilled', value: { revision: '2', duplicate: false } },
    ]);
  });

  it('leave no state behind when they are an import, and go on from the log', async () => {
    const { ledger, person } = await opened();
    const sent = { caller: OPERATOR, channel: 'import', source: '/agencies/5500/simpeg' } as const;
    const send = (...indexes: readonly number[]) =>
      Promise.all(indexes.map((index) => ledger.receipt('record-training', training(person, index), sent)));
    await send(1, 2);
    expect(ledger.careers.kept(`career-${person}`)).toBeNull();
    expect((await send(3, 4)).map(({ revision }) => revision)).toEqual(['3', '4']);
  });
});
