import type { INestApplicationContext } from '@nestjs/common';
import type { EventStore } from '@rekam/event-store';
import { Health } from './health';
import { Metrics } from './metrics';
import { within } from './within';

const ANSWER_MS_MAX = 1_000;

/** Lets the people who run the process see how far the log is, and keeps callers away while it cannot be read. */
export function observeLog(app: INestApplicationContext, events: Pick<EventStore, 'head'>): void {
  app.get(Metrics).registerGauge('rekam_log_position', {
    help: 'Position of the last event of the log.',
    label: null,
    read: async () => [['', Number(await events.head())]],
  });
  app.get(Metrics).registerGauge('rekam_log_reachable', {
    help: '1 when the log answers, else 0.',
    label: null,
    read: () =>
      within(events.head(), ANSWER_MS_MAX).then(
        () => [['', 1]],
        () => [['', 0]],
      ),
  });
  // What the store says of its fault may name files, and the answer is public.
  app.get(Health).registerReadiness('log', () =>
    events.head().then(
      () => null,
      () => 'the event store refuses to be read',
    ),
  );
}
