import type { Recorded } from '@rekam/domain';
import type { Projection, Shown } from '@rekam/projection';
import type { Metrics, Tracing } from '@rekam/runtime';

/** What is older was caught up with, and nobody waits for it any more: its trace has ended long ago. */
const RECENT_MS = 600_000;
/** Events of one page that are shown in their traces; the others came at the same moment. */
const TRACED_MAX = 32;

const recordedMs = ({ meta }: Recorded): number => Date.parse(meta.recordedAt);

export const isRecent = (event: Recorded, nowMs: number): boolean => nowMs - recordedMs(event) < RECENT_MS;

/** What was done with a page of events. */
interface Followed {
  readonly name: string;
  readonly kind: 'consumer' | 'producer';
  readonly events: readonly Recorded[];
  readonly startMs: number;
}

/** Shows in the trace of each of the events, right behind its append, what was done with the page that it was on. */
export function recordFollowed(tracing: Tracing, { name, kind, events, startMs }: Followed): void {
  const endMs = Date.now();
  for (const event of events.slice(-TRACED_MAX)) {
    if (!isRecent(event, endMs)) continue;
    const attributes = { 'rekam.events': events.length, 'rekam.position': String(event.position) };
    tracing.appendOf(event)?.record({ name, kind, startMs, endMs, attributes });
  }
}

/** Measures how long after its recording an event is in a view, and shows it in the event's trace. */
export function observeShown(
  { metrics, tracing }: { readonly metrics: Pick<Metrics, 'registerDurations'>; readonly tracing: Tracing },
  views: readonly Pick<Projection, 'name'>[],
): (shown: Shown) => void {
  const observe = metrics.registerDurations('rekam_projection_delay_seconds', {
    help: 'Time from the recording of an event until the view shows it; what is caught up with is left out.',
    label: 'view',
    values: views.map(({ name }) => name),
  });
  return ({ view, events, cameMs }) => {
    const nowMs = Date.now();
    for (const event of events) {
      if (isRecent(event, nowMs)) observe(view, Math.max(0, nowMs - recordedMs(event)) / 1_000);
    }
    recordFollowed(tracing, { name: `project ${view}`, kind: 'consumer', events, startMs: cameMs });
  };
}
