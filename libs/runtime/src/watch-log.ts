import type { Recorded } from '@rekam/domain';
import {
  EventIdTaken,
  KeyDestroyed,
  StoreUnavailable,
  WrongExpectedRevision,
  type Appended,
  type EventStore,
  type NewEvent,
} from '@rekam/event-store';
import type { Metrics } from './metrics';
import { appendSpanIdOf } from './trace-context';
import { NO_TRACING, type FinishedSpan, type TracePlace, type Tracing } from './tracing';
import { currentWorks, outsideWork, type Work } from './work';

/** What came of an append. */
const APPEND_RESULTS = [
  'appended',
  'duplicate',
  'conflict',
  'id-taken',
  'key-destroyed',
  'unavailable',
  'failed',
] as const;
type AppendResult = (typeof APPEND_RESULTS)[number];

/** Streams are named by their kind and an id, which is nobody's business here. */
const STREAM_KINDS: readonly string[] = ['career', 'mentoring', 'identifier', 'unit', 'ledger'];

/**
 * The log, with each append timed, counted by what came of it, and shown in the trace of the work that asked for it:
 * as a span an event, whose id follows from the event's, so that what follows from the event can be hung on it.
 */
export function watchLog<Log extends EventStore>(
  events: Log,
  { metrics, tracing }: { readonly metrics: Pick<Metrics, 'registerDurations'>; readonly tracing: Tracing },
): Log {
  const observe = metrics.registerDurations('rekam_append_duration_seconds', {
    help: 'Time that an append to the log took, by what came of it.',
    label: 'result',
    values: APPEND_RESULTS,
  });
  const append: EventStore['append'] = async (stream, batch, expected) => {
    const works = currentWorks();
    const startMs = Date.now();
    const from = performance.now();
    const over = (result: AppendResult, recorded: readonly Recorded[] | null, error?: unknown): void => {
      const ms = performance.now() - from;
      observe(result, ms / 1_000);
      if (tracing === NO_TRACING) return;
      const attributes = { 'rekam.stream.kind': kindOf(stream), 'rekam.events': batch.length, 'rekam.result': result };
      const span = { name: 'append', startMs, endMs: startMs + ms, attributes, ...(error !== undefined && { error }) };
      if (recorded === null) for (const work of new Set(works)) work.span?.record(span);
      else recordEach(recorded, span, works, tracing);
    };
    let appended: Appended;
    try {
      // Appends are committed together, and none of them is the others' work.
      appended = await outsideWork(() => events.append(stream, batch, expected));
    } catch (error) {
      over(resultOf(error), null, error);
      throw error;
    }
    over(appended.duplicate ? 'duplicate' : 'appended', appended.duplicate ? null : appended.events);
    return appended;
  };
  return new Proxy(events, {
    get(target, name) {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name);
      // Bound to the log itself, whose private fields no proxy has.
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function recordEach(recorded: readonly Recorded[], span: FinishedSpan, works: readonly Work[], tracing: Tracing): void {
  for (const event of recorded) {
    const place = placeOf(event, works, tracing);
    if (place === null) continue;
    const attributes = { ...span.attributes, 'rekam.position': String(event.position) };
    place.record({ ...span, attributes, spanId: appendSpanIdOf(event.id) });
  }
}

/** The work that an event is of: the command that made it, else what it came with. */
function placeOf({ meta }: Pick<NewEvent, 'meta'>, works: readonly Work[], tracing: Tracing): TracePlace | null {
  const work =
    works.find(({ causationId }) => causationId === meta.commandId) ??
    works.find(({ correlationId }) => correlationId === meta.correlationId);
  return work === undefined ? tracing.traceOf(meta.correlationId) : work.span;
}

function kindOf(stream: string): string {
  const kind = stream.split('-', 1)[0]!;
  return STREAM_KINDS.includes(kind) ? kind : 'other';
}

function resultOf(error: unknown): AppendResult {
  if (error instanceof WrongExpectedRevision) return 'conflict';
  if (error instanceof EventIdTaken) return 'id-taken';
  if (error instanceof KeyDestroyed) return 'key-destroyed';
  return error instanceof StoreUnavailable ? 'unavailable' : 'failed';
}
