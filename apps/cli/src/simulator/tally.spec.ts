import { Matching } from './matching';
import { EXPECTATIONS, type Expectation } from './messages';
import { OffsetIndex } from './offset-index';
import { percentiles, Tally, type SeenOutcome } from './tally';

const ACCEPTED: SeenOutcome = { outcome: 'accepted', code: null };
const DUPLICATE: SeenOutcome = { outcome: 'duplicate', code: null };
const rejected = (code: string): SeenOutcome => ({ outcome: 'rejected', code });
const UNKNOWN = rejected('unknown-person');
const INVALID = rejected('data-invalid');

/** Whether a message that was sent so may have that outcome. */
function isExpected(expected: Expectation, seen: SeenOutcome, how: 'once' | 'repeat' | 'uncertain' = 'once'): boolean {
  const tally = new Tally({ messagesMax: 1, isRepeat: how === 'repeat' });
  tally.sending(0, expected, 0);
  tally.sent();
  if (how === 'uncertain') tally.uncertain(0);
  tally.seen(0, seen, 1, 'topic/0/0');
  return tally.report().unexpected === 0;
}

describe('the tally of a simulation', () => {
  it.each<[Expectation, readonly SeenOutcome[]]>([
    ['accepted', [ACCEPTED]],
    ['early', [ACCEPTED, UNKNOWN]],
    ['duplicate', [DUPLICATE]],
    ['bad', [UNKNOWN, INVALID]],
    ['absent', [UNKNOWN]],
  ])('%s: nothing else is expected', (expected, fitting) => {
    const all = [ACCEPTED, DUPLICATE, UNKNOWN, INVALID];
    expect(all.filter((seen) => isExpected(expected, seen))).toEqual(fitting);
  });

  it('takes a duplicate for an acceptance in a run that is repeated, and nothing bad', () => {
    const taken = EXPECTATIONS.filter((expected) => isExpected(expected, DUPLICATE, 'repeat'));
    expect(taken).toEqual(['accepted', 'early', 'duplicate']);
    expect(isExpected('accepted', UNKNOWN, 'repeat')).toBe(false);
  });

  it('is patient with a message whose sending failed once, and not with a bad one', () => {
    expect([ACCEPTED, DUPLICATE, UNKNOWN].every((seen) => isExpected('accepted', seen, 'uncertain'))).toBe(true);
    expect(isExpected('accepted', INVALID, 'uncertain')).toBe(false);
    expect(isExpected('bad', ACCEPTED, 'uncertain')).toBe(false);
  });

  it('counts what was answered, refused, left without an answer, answered again and contradicted', () => {
    const tally = new Tally({ messagesMax: 6, isRepeat: false });
    const kinds: readonly Expectation[] = ['accepted', 'accepted', 'bad', 'bad', 'duplicate', 'accepted'];
    for (const [message, expected] of kinds.entries()) {
      tally.sending(message, expected, 100);
      tally.sent();
    }
    tally.seen(0, ACCEPTED, 110, 'topic/0/0');
    tally.seen(0, ACCEPTED, 190, 'topic/0/0');
    tally.seen(1, rejected('not-authorised'), 130, 'topic/0/1');
    tally.seen(2, INVALID, 120, 'topic/0/2');
    tally.seen(3, ACCEPTED, 120, 'topic/0/3');
    tally.seen(4, DUPLICATE, 120, 'topic/0/4');
    expect(tally.report()).toEqual({
      sent: 6,
      accepted: 2,
      duplicate: 1,
      rejected: 2,
      rejectedBy: { 'data-invalid': 1, 'not-authorised': 1 },
      unanswered: 1,
      unexpected: 2,
      repeated: 1,
      prompt: { answered: 3, lastAtMs: 130 },
      latencyMs: { p50: 20, p95: 30, p99: 30, max: 30 },
      surprises: [
        { message: 'topic/0/1', expected: 'accepted', outcome: 'rejected', code: 'not-authorised' },
        { message: 'topic/0/3', expected: 'bad', outcome: 'accepted', code: null },
      ],
    });
  });

  it('keeps the first ten surprises', () => {
    const tally = new Tally({ messagesMax: 100, isRepeat: false });
    for (let message = 0; message < 100; message++) {
      tally.sending(message, 'bad', 0);
      tally.seen(message, ACCEPTED, 1, `topic/0/${message}`);
    }
    expect(tally.report()).toMatchObject({ unexpected: 100 });
    expect(tally.report().surprises).toHaveLength(10);
  });

  it('gives percentiles by the nearest rank', () => {
    const hundred = Float64Array.from({ length: 100 }, (_, at) => 100 - at);
    expect(percentiles(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
    expect(percentiles(Float64Array.of(7))).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
    expect(percentiles(new Float64Array())).toBeNull();
  });
});

describe('finding the message of an outcome', () => {
  it('by its place, in whichever order the places become known', () => {
    const index = new OffsetIndex();
    const offsets = Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 5_000);
    for (const [message, offset] of offsets.slice(0, 200).entries()) index.add(offset * 2, message);
    for (const [message, offset] of offsets.slice(0, 200).entries()) expect(index.at(offset * 2)).toBe(message);
    expect(index.at(1)).toBeNull();
    for (let message = 200; message < 4_000; message++) index.add(100_000 + message, message);
    expect([index.at(103_999), index.at(100_200), index.last]).toEqual([3_999, 200, 103_999]);
  });

  it('also where it was seen before the message was acknowledged', () => {
    const matching = new Matching<string>();
    expect(matching.messageAt('t', 0, '5', 'seen')).toBeNull();
    expect(matching.placed(1, { topic: 't', partition: 0, offset: 4n })).toBeNull();
    expect(matching.placed(2, { topic: 't', partition: 1, offset: 5n })).toBeNull();
    expect(matching.placed(3, { topic: 't', partition: 0, offset: 5n })).toBe('seen');
    expect(matching.messageAt('t', 0, '4', 'again')).toBe(1);
  });

  it("but for others' messages, which lie between ours", () => {
    const matching = new Matching<string>();
    matching.placed(1, { topic: 't', partition: 0, offset: 9n });
    expect(matching.messageAt('t', 0, '8', 'foreign')).toBeNull();
    expect(matching.placed(2, { topic: 't', partition: 0, offset: 10n })).toBeNull();
  });
});
