import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EventStore } from '@rekam/event-store';
import type { ProjectorStatus, ViewHost } from '@rekam/projection';
import { Health, Metrics } from '@rekam/runtime';

/** Lets the people who run the service see how far the views are, and keeps readers away until they are ready. */
export function observeViews(app: NestFastifyApplication, views: ViewHost, events: Pick<EventStore, 'head'>): void {
  const metrics = app.get(Metrics);
  const perView = (name: string, help: string, valueOf: (status: ProjectorStatus) => number | Promise<number>): void =>
    metrics.registerGauge(name, {
      help,
      label: 'view',
      read: () => Promise.all(views.statuses().map(async (status) => [status.name, await valueOf(status)] as const)),
    });
  perView('rekam_projection_position', 'Position of the last event that the view reflects.', ({ position }) =>
    Number(position),
  );
  perView(
    'rekam_projection_lag_events',
    'Positions from the last event that the view reflects to the end of the log: events, or bytes with EventStoreDB.',
    async (status) => Math.max(0, Number((await events.head()) - status.position)),
  );
  perView(
    'rekam_projection_failed',
    '1 when the view has stopped at an event or at its storage, else 0.',
    ({ state }) => (state === 'failed' ? 1 : 0),
  );
  perView(
    'rekam_projector_active',
    '1 when this process folds the view, 0 when it stands by for another one that does.',
    ({ role }) => (role === 'active' ? 1 : 0),
  );

  const health = app.get(Health);
  const built = new Set<string>();
  health.registerReadiness('views', () =>
    views.isReachable ? viewFault(views.statuses(), built) : 'their database does not answer',
  );
}

/**
 * Why the views are no use to readers: one stopped and answers with what it had, or one has not caught up with the
 * log since the start, as after a new version. One that has may lag at times: answers say which position they reflect.
 */
function viewFault(statuses: readonly ProjectorStatus[], built: Set<string>): string | null {
  for (const { name, state } of statuses) if (state === 'live') built.add(name);
  const failed = statuses.find(({ state }) => state === 'failed');
  if (failed !== undefined) return `the view ${failed.name} stopped at position ${failed.failure?.position}`;
  const unbuilt = statuses.find(({ name }) => !built.has(name));
  return unbuilt === undefined
    ? null
    : `the view ${unbuilt.name} is being built, at position ${unbuilt.position} of ${unbuilt.head}`;
}
