import fc from 'fast-check';
import type { Attempt } from './consumption';
import { RetryLater } from './errors';
import type { IncomingMessage } from './message';
import { PartitionPipeline, type PipelineHost } from './partition-pipeline';
import { Slots } from './slots';

interface Call {
  readonly message: IncomingMessage;
  readonly attempt: Attempt;
  readonly signal: AbortSignal;
  resolve(): void;
  reject(error: Error): void;
  next(): void;
}

/** A pipeline whose work ends when the spec says so. */
function pipelineWith(concurrencyMax = 256): {
  readonly pipeline: PartitionPipeline;
  readonly slots: Slots;
  readonly calls: Call[];
  readonly rejected: unknown[];
} {
  const calls: Call[] = [];
  const rejected: unknown[] = [];
  const slots = new Slots(concurrencyMax);
  const host: PipelineHost = {
    slots,
    orderKey: ({ key }) => String(key),
    work: (message, signal, next, attempt) =>
      new Promise((resolve, reject) => calls.push({ message, signal, next, attempt, resolve, reject })),
    progressed: () => undefined,
    rejected: (_message, _attempt, error) => rejected.push(error),
  };
  return { pipeline: new PartitionPipeline('intake', 0, host), slots, calls, rejected };
}

const batchOf = (keys: readonly string[], first = 0): Parameters<PartitionPipeline['take']>[0] => ({
  topic: 'intake',
  partition: 0,
  messages: keys.map((key, at) => ({
    key: Buffer.from(key),
    value: Buffer.from(`value ${first + at}`),
    offset: String(first + at),
    timestamp: '0',
    attributes: 0,
    headers: {},
  })),
  next: BigInt(first + keys.length),
});

/** Lets everything run that is not waiting for a timer or for a call to end. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('PartitionPipeline', () => {
  it('keeps the order of each key, also where attempts fail, works on others side by side, and commits without a gap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.infiniteStream(fc.nat()),
        fc.infiniteStream(fc.constantFrom('end', 'end', 'next', 'end', 'fail', 'next')),
        async (keys, concurrencyMax, choices, ways) => {
          const { pipeline, calls } = pipelineWith(concurrencyMax);
          pipeline.take(batchOf(keys));
          const open = new Set<Call>();
          const done = new Set<bigint>();
          const released = new Set<bigint>();
          const begin = async (): Promise<void> => {
            await settle();
            for (const call of calls.splice(0)) {
              const offset = Number(call.message.offset);
              const before = keys.flatMap((key, at) => (at < offset && key === keys[offset] ? [BigInt(at)] : []));
              expect(before.every((each) => done.has(each) || released.has(each))).toBe(true);
              expect(call.attempt.isFirst).toBe(before.every((each) => done.has(each)));
              expect([...open].map(({ message }) => message.offset)).not.toContain(call.message.offset);
              open.add(call);
            }
          };
          while (done.size < keys.length) {
            // Nothing is forgotten: what has failed comes again.
            do await begin();
            while (open.size === 0);
            const call = [...open][choices.next().value % open.size]!;
            const { offset } = call.message;
            const way = ways.next().value;
            if (way === 'next') {
              call.next();
              released.add(offset);
            } else {
              open.delete(call);
              if (way === 'end') {
                done.add(offset);
                call.resolve();
              } else {
                released.delete(offset);
                call.reject(new RetryLater('not yet', 0));
              }
            }
            await begin();
            const firstOpen = keys.findIndex((_, at) => !done.has(BigInt(at)));
            expect(pipeline.committable).toBe(BigInt(firstOpen === -1 ? keys.length : firstOpen));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('works on so many at a time, and on whom these let begin', async () => {
    const { pipeline, calls } = pipelineWith(2);
    pipeline.take(batchOf(['a', 'a', 'b', 'c']));
    await settle();
    expect(calls.map(({ message }) => message.offset)).toEqual([0n, 2n]);
    calls[0]!.next();
    await settle();
    expect(calls.map(({ message }) => message.offset)).toEqual([0n, 2n, 1n]);
    calls[0]!.resolve();
    await settle();
    expect(calls).toHaveLength(3);
    calls[1]!.resolve();
    await settle();
    expect(calls[3]!.message.offset).toBe(3n);
    pipeline.drop();
  });

  it('begins with nothing behind what is to be tried again, though what lies between is done', async () => {
    const { pipeline, calls } = pipelineWith();
    pipeline.take(batchOf(['a', 'a', 'a']));
    await settle();
    calls[0]!.next();
    await settle();
    calls[0]!.reject(new RetryLater('person not known yet', 50));
    await settle();
    calls[1]!.next();
    calls[1]!.resolve();
    await settle();
    pipeline.take(batchOf(['a'], 3));
    await settle();
    expect(calls.map(({ message }) => message.offset)).toEqual([0n, 1n]);
    while (calls.length < 3) await settle();
    expect(calls[2]!.message.offset).toBe(0n);
    calls[2]!.next();
    await settle();
    expect(calls[3]).toMatchObject({ message: { offset: 2n }, attempt: { isFirst: false } });
    calls[2]!.resolve();
    calls[3]!.resolve();
    await settle();
    expect(calls[4]).toMatchObject({ message: { offset: 3n }, attempt: { isFirst: true } });
    pipeline.drop();
  });

  it('leaves out what it has already, and goes on after it', async () => {
    const { pipeline, calls } = pipelineWith();
    pipeline.take(batchOf(['a', 'b']));
    pipeline.take(batchOf(['b', 'c'], 1));
    await settle();
    expect(calls.map(({ message }) => message.offset)).toEqual([0n, 1n, 2n]);
    for (const { resolve } of calls) resolve();
    await settle();
    expect(pipeline.committable).toBe(3n);
  });

  it('commits past offsets without a message', async () => {
    const { pipeline, calls } = pipelineWith();
    pipeline.take({ ...batchOf(['a']), next: 5n });
    await settle();
    expect(pipeline.committable).toBe(0n);
    calls[0]!.resolve();
    await settle();
    expect(pipeline.committable).toBe(5n);
  });

  it('tries a message again until it succeeds, and tells of failures but not of waiting', async () => {
    const { pipeline, calls, rejected } = pipelineWith(1);
    pipeline.take(batchOf(['a', 'a', 'b']));
    await settle();
    calls[0]!.reject(new RetryLater('person not known yet', 5));
    await settle();
    // The place is free for others while the first waits.
    expect(calls.map(({ message }) => message.offset)).toEqual([0n, 2n]);
    calls[1]!.resolve();
    while (calls.length < 3) await settle();
    expect(calls[2]!.attempt.number).toBe(2);
    expect(calls[2]!.attempt.waitedMs).toBeGreaterThan(0);
    expect(String(calls[2]!.message.value)).toBe('value 0');
    expect(rejected).toEqual([]);
    const failure = new Error('the store is away');
    calls[2]!.reject(failure);
    await settle();
    expect(rejected).toEqual([failure]);
    while (calls.length < 4) await settle();
    calls[3]!.resolve();
    await settle();
    expect(calls[4]!.message.offset).toBe(1n);
    expect(pipeline.committable).toBe(1n);
    pipeline.drop();
  });

  it('is full by messages, by bytes, and by what is done beyond a message that is not', async () => {
    const { pipeline, calls } = pipelineWith();
    pipeline.take(batchOf(['a', 'b', 'c']));
    expect(pipeline.isFull({ messages: 3, bytes: 1e9 })).toBe(true);
    expect(pipeline.isFull({ messages: 4, bytes: 1e9 })).toBe(false);
    expect(pipeline.isFull({ messages: 4, bytes: 3_000 })).toBe(true);
    await settle();
    calls[0]!.resolve();
    await settle();
    expect(pipeline.isFull({ messages: 3, bytes: 1e9 })).toBe(false);

    const wide = pipelineWith();
    wide.pipeline.take(batchOf(Array.from({ length: 50_000 }, (_, at) => String(at))));
    await settle();
    for (let at = 1; at < 50_000; at++) {
      if (at >= wide.calls.length) await settle();
      wide.calls[at]!.resolve();
    }
    await settle();
    expect(wide.pipeline.committable).toBe(0n);
    expect(wide.pipeline.isFull({ messages: 10, bytes: 1e9 })).toBe(true);
    wide.calls[0]!.resolve();
    await settle();
    expect(wide.pipeline.committable).toBe(50_000n);
    expect(wide.pipeline.isFull({ messages: 10, bytes: 1e9 })).toBe(false);
  });

  it('copies what waits out of the answer that brought it', async () => {
    const { pipeline, calls } = pipelineWith();
    const answer = Buffer.from('x'.repeat(100_000));
    const [first, second] = batchOf(['a', 'a']).messages;
    const value = answer.subarray(0, 10);
    pipeline.take({
      ...batchOf([]),
      messages: [
        { ...first!, value },
        { ...second!, value },
      ],
      next: 2n,
    });
    await settle();
    expect(calls[0]!.message.value!.buffer).toBe(answer.buffer);
    calls[0]!.resolve();
    await settle();
    expect(calls[1]!.message.value).toEqual(value);
    expect(calls[1]!.message.value!.buffer).not.toBe(answer.buffer);
  });

  it('starts nothing more when it is dropped, and what ends then counts no more', async () => {
    const { pipeline, calls } = pipelineWith(1);
    pipeline.take(batchOf(['a', 'b']));
    await settle();
    pipeline.drop();
    expect(calls[0]!.signal.aborted).toBe(true);
    calls[0]!.resolve();
    await settle();
    expect(calls).toHaveLength(1);
  });

  it('counts what is finished after it was told to end', async () => {
    const { pipeline, calls, slots } = pipelineWith();
    pipeline.take(batchOf(['a', 'a', 'b']));
    await settle();
    pipeline.abort();
    const idle = slots.close();
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    calls[0]!.resolve();
    calls[1]!.reject(new Error('ended'));
    await idle;
    expect(calls).toHaveLength(2);
    expect(pipeline.committable).toBe(1n);
  });
});
