import { appointment, promotion, TestLedger, type Sent } from './testing/ledger';

const at = (offset: string) => ({ topic: 'career.intake.v1', partition: 0, offset });
const FIRST: Sent = { channel: 'kafka', key: 'kp-1', cloudEvent: { time: null }, intake: at('5') };

/** A command that was recorded is known by the message that brought it, also when the log is read again. */
describe('what a message brought', () => {
  const opened = async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    return { ledger, act: promotion({ person: person!, recordId: 'kp' }) };
  };

  it('is in the event, and told again with every repetition', async () => {
    const { ledger, act } = await opened();
    const first = await ledger.send('record-promotion', act, FIRST);
    expect(first).toMatchObject({ kind: 'accepted', intake: at('5'), receipt: { duplicate: false } });
    const last = (await ledger.events.readAll(0n, 10)).at(-1);
    expect(last?.meta).toMatchObject({ channel: 'kafka', intake: at('5') });
    for (const process of [ledger, ledger.again()]) {
      const again = await process.send('record-promotion', act, { ...FIRST, intake: at('9') });
      expect(again).toMatchObject({ kind: 'accepted', intake: at('5'), receipt: { duplicate: true } });
    }
  });

  it('is told of messages that are decided together', async () => {
    const { ledger, act } = await opened();
    const outcomes = await Promise.all(
      ['5', '6'].map((offset) => ledger.send('record-promotion', act, { ...FIRST, intake: at(offset) })),
    );
    expect(outcomes).toMatchObject([
      { intake: at('5'), receipt: { duplicate: false } },
      { intake: at('5'), receipt: { duplicate: true } },
    ]);
  });

  it("is nobody's where another command says what is known already", async () => {
    const { ledger, act } = await opened();
    await ledger.send('record-promotion', act, FIRST);
    const equal = await ledger.send('record-promotion', act, { ...FIRST, key: 'kp-2', intake: at('6') });
    expect(equal).toMatchObject({ kind: 'accepted', intake: null, receipt: { duplicate: true } });
  });

  it("is nobody's where a request brought it", async () => {
    const { ledger, act } = await opened();
    expect(await ledger.send('record-promotion', act)).toMatchObject({ kind: 'accepted', intake: null });
  });
});
