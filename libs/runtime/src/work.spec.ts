import { setImmediate } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { createLogger } from './logging';
import { currentWork, currentWorks, inPart, inWork, inWorks, outsideWork, traceHeaders, type Work } from './work';
import type { Span } from './tracing';

const work = (correlationId: string, more: Partial<Work> = {}): Work => ({
  correlationId,
  causationId: null,
  span: null,
  ...more,
});

/** A span that keeps what is told of it, and begins others of its kind. */
class KeptSpan implements Span {
  readonly traceId = 'trace';
  readonly told: unknown[] = [];
  readonly parts: KeptSpan[] = [];
  constructor(readonly id: string) {}
  get traceparent(): string {
    return `00-trace-${this.id}-01`;
  }
  begin(name: string, attributes: object): Span {
    const part = new KeptSpan(name);
    part.told.push(attributes);
    this.parts.push(part);
    return part;
  }
  record(): void {
    throw new Error('nothing is recorded here');
  }
  set(attributes: object): void {
    this.told.push(attributes);
  }
  end(error?: unknown): void {
    this.told.push(error === undefined ? 'ended' : error);
  }
}

function recording() {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => (lines.push(JSON.parse(String(chunk)) as Record<string, unknown>), done()),
  });
  return { lines, log: createLogger({ logLevel: 'info' }, sink) };
}

it('is found by all that follows from it, and by nothing else', async () => {
  const seen: (string | undefined)[] = [];
  const look = async (): Promise<void> => {
    await setImmediate();
    seen.push(currentWork()?.correlationId);
  };
  await Promise.all([inWork(work('a'), look), inWork(work('b'), look), look()]);
  expect(new Set(seen)).toEqual(new Set(['a', 'b', undefined]));
  await inWork(work('a'), () => outsideWork(look));
  expect(seen.at(-1)).toBeUndefined();
  inWorks([work('a'), work('b')], () => {
    expect(currentWork()).toBeNull();
    expect(currentWorks().map(({ correlationId }) => correlationId)).toEqual(['a', 'b']);
  });
});

it('is on every line that is written meanwhile', async () => {
  const { lines, log } = recording();
  const span = new KeptSpan('span');
  log.info('before');
  await inWork(work('a', { causationId: 'c', span }), async () => {
    await setImmediate();
    log.info({ route: 'command' }, 'within');
    log.child({ context: 'part' }).warn({ causationId: 'own' }, 'its own fields win');
  });
  inWork(work('a'), () => log.info('without a span'));
  inWorks(
    Array.from({ length: 20 }, (_, n) => work(`${n}`)),
    () => log.info('for many'),
  );
  const common = { level: 'info', time: expect.any(String) as unknown };
  const traced = { correlationId: 'a', causationId: 'c', traceId: 'trace', spanId: 'span' };
  expect(lines).toEqual([
    { ...common, msg: 'before' },
    { ...common, ...traced, route: 'command', msg: 'within' },
    { ...common, level: 'warn', ...traced, context: 'part', causationId: 'own', msg: 'its own fields win' },
    { ...common, correlationId: 'a', msg: 'without a span' },
    { ...common, correlationIds: ['0', '1', '2', '3', '4', '5', '6', '7'], msg: 'for many' },
  ]);
});

describe('a part of it', () => {
  const part = (run: () => Promise<string>) =>
    inPart(
      {
        correlationId: 'a',
        causationId: 'c',
        name: 'RecordTraining',
        attributes: { channel: 'http' },
        outcomeOf: (outcome: string) => ({ outcome }),
      },
      run,
    );

  it('has a span of its own, which tells what came of it', async () => {
    const span = new KeptSpan('request');
    const seen = await inWork(work('a', { span }), () =>
      part(async () => {
        await setImmediate();
        expect(currentWork()).toMatchObject({ correlationId: 'a', causationId: 'c' });
        return traceHeaders().traceparent!;
      }),
    );
    expect(seen).toBe('00-trace-RecordTraining-01');
    expect(span.parts.map(({ told }) => told)).toEqual([[{ channel: 'http' }, { outcome: seen }, 'ended']]);
    const failure = new Error('no');
    await expect(inWork(work('a', { span }), () => part(() => Promise.reject(failure)))).rejects.toBe(failure);
    expect(span.parts[1]!.told).toEqual([{ channel: 'http' }, failure]);
  });

  it('is work also where nothing is traced, and where it is nobody’s', async () => {
    const seen = async () => {
      expect(traceHeaders()).toEqual({});
      return currentWork()!.causationId!;
    };
    expect(await inWork(work('a'), () => part(seen))).toBe('c');
    expect(await part(seen)).toBe('c');
  });
});
