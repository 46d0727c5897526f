import { BrokerUnavailable, MessageRefused, type Coordinates, type OutgoingMessage, type Producer } from '@rekam/kafka';
import type { SimulatedMessage } from './messages';
import { sendAll, type SenderOptions } from './sender';

/** A topic of one partition whose brokers fail at the calls that are named, before or after they took the messages. */
class FaultyProducer implements Producer {
  readonly log: OutgoingMessage[] = [];
  calls = 0;

  constructor(
    private readonly failures: Readonly<Record<number, { readonly taken: boolean; readonly error: Error }>>,
  ) {}

  async send(messages: readonly OutgoingMessage[]): Promise<readonly Coordinates[]> {
    const failure = this.failures[++this.calls];
    if (failure !== undefined && !failure.taken) throw failure.error;
    const places = messages.map((message) => {
      this.log.push(message);
      return { topic: message.topic, partition: 0, offset: BigInt(this.log.length - 1) };
    });
    if (failure !== undefined) throw failure.error;
    return places;
  }

  async stop(): Promise<void> {
    this.calls = 0;
  }
}

const MESSAGES = Array.from({ length: 10_000 }, (_, at): SimulatedMessage => {
  const message = { topic: 't', key: String(at % 7), value: String(at) };
  return { message, expected: 'accepted' };
});

interface Seen {
  readonly due: number[];
  readonly placed: Map<number, bigint>;
  readonly uncertain: Set<number>;
}

const send = async (producer: Producer, more: Partial<SenderOptions> = {}, messages = MESSAGES): Promise<Seen> => {
  const seen: Seen = { due: [], placed: new Map(), uncertain: new Set() };
  await sendAll(messages, {
    producer,
    ratePerSecond: 0,
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    onSending: ({ number }, dueAtMs) => (seen.due[number] = dueAtMs),
    onPlaced: ({ number }, { offset }) => seen.placed.set(number, offset),
    onUncertain: ({ number }) => seen.uncertain.add(number),
    ...more,
  });
  return seen;
};

describe('sending a simulation', () => {
  it('places every message, in order', async () => {
    const producer = new FaultyProducer({});
    const { placed, uncertain } = await send(producer);
    expect([...placed].every(([number, offset]) => BigInt(number) === offset)).toBe(true);
    expect([placed.size, uncertain.size]).toEqual([MESSAGES.length, 0]);
  });

  it.each([true, false])(
    'sends again what failed, taken or not (%p), and says which messages may be twice or late',
    async (taken) => {
      const producer = new FaultyProducer({ 3: { taken, error: new BrokerUnavailable('away') } });
      const { placed, uncertain } = await send(producer);
      expect(placed.size).toBe(MESSAGES.length);
      const again = taken ? uncertain.size : 0;
      expect(producer.log.length).toBeGreaterThanOrEqual(MESSAGES.length);
      expect(producer.log.length).toBeLessThanOrEqual(MESSAGES.length + again);
      // Whatever lies out of order is known to be uncertain; all that was sent afterwards waited for it.
      let highest = -1;
      const late = producer.log.filter(({ value }) => {
        const isLate = Number(value) < highest;
        highest = Math.max(highest, Number(value));
        return isLate;
      });
      expect(late.length).toBeGreaterThan(0);
      expect(late.every(({ value }) => uncertain.has(Number(value)))).toBe(true);
      expect(uncertain.size).toBeLessThan(MESSAGES.length / 2);
    },
  );

  it('gives up on what can never go, and on brokers that stay away', async () => {
    const refused = new MessageRefused('unknown-topic', 'no such topic');
    await expect(send(new FaultyProducer({ 2: { taken: false, error: refused } }))).rejects.toBe(refused);
    const away = new BrokerUnavailable('away');
    await expect(send(new FaultyProducer({ 1: { taken: false, error: away } }), { timeoutMs: 0 })).rejects.toBe(away);
  });

  it('ends early, without an error, when it is told to', async () => {
    const stop = new AbortController();
    const seen = await send(new FaultyProducer({}), {
      signal: stop.signal,
      onSending: ({ number }) => {
        if (number === 1_000) stop.abort();
      },
    });
    expect(seen.placed.size).toBeGreaterThan(0);
    expect(seen.placed.size).toBeLessThan(MESSAGES.length);
  });

  it('counts from when a message was due at the rate that was asked for', async () => {
    const { due } = await send(new FaultyProducer({}), { ratePerSecond: 5_000 }, MESSAGES.slice(0, 500));
    for (const [at, dueAtMs] of due.entries()) expect(dueAtMs - due[0]!).toBeCloseTo(at / 5, 6);
  });
});
