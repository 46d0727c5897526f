import type { Recorded } from '@rekam/domain';
import type { Tracing } from '@rekam/runtime';
import { isRecent, observeShown } from './followed';

const NOW_MS = Date.parse('2026-11-21T03:00:00Z');

const recorded = (n: number, agoMs: number): Recorded =>
  ({
    id: `event-${n}`,
    position: BigInt(n),
    meta: { recordedAt: new Date(NOW_MS - agoMs).toISOString(), correlationId: `correlation-${n}` },
  }) as Recorded;

function observing() {
  const observed: (readonly [string, number])[] = [];
  const spans: unknown[] = [];
  const metrics = {
    registerDurations: () => (of: string, seconds: number) => void observed.push([of, seconds]),
  };
  const tracing: Pick<Tracing, 'appendOf'> = {
    appendOf: ({ id }) => ({ traceparent: '', record: (span) => void spans.push({ behind: id, ...span }) }),
  };
  const shown = observeShown({ metrics, tracing: tracing as Tracing }, [{ name: 'timeline' }]);
  return { observed, spans, shown };
}

beforeEach(() => jest.useFakeTimers({ now: NOW_MS }));
afterEach(() => jest.useRealTimers());

it('measures and traces what was recorded of late, and not what is caught up with', () => {
  const { observed, spans, shown } = observing();
  shown({ view: 'timeline', events: [recorded(1, 86_400_000), recorded(2, 40), recorded(3, -5)], cameMs: NOW_MS - 7 });
  // The clock of another machine may be ahead.
  expect(observed).toEqual([
    ['timeline', 0.04],
    ['timeline', 0],
  ]);
  const common = { name: 'project timeline', kind: 'consumer', startMs: NOW_MS - 7, endMs: NOW_MS };
  expect(spans).toEqual([
    { ...common, behind: 'event-2', attributes: { 'rekam.events': 3, 'rekam.position': '2' } },
    { ...common, behind: 'event-3', attributes: { 'rekam.events': 3, 'rekam.position': '3' } },
  ]);
  expect([isRecent(recorded(4, 599_999), NOW_MS), isRecent(recorded(4, 600_000), NOW_MS)]).toEqual([true, false]);
});

it('traces no more than a few events of a page', () => {
  const { observed, spans, shown } = observing();
  shown({ view: 'timeline', events: Array.from({ length: 500 }, (_, n) => recorded(n, 10)), cameMs: NOW_MS });
  expect([observed.length, spans.length]).toEqual([500, 32]);
});
