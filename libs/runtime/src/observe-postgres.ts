import { connectionUse } from '@rekam/postgres';
import type { Metrics } from './metrics';

/** Lets the people who run the process see whether its connections to PostgreSQL are enough. */
export function observePostgres(metrics: Pick<Metrics, 'registerGauge'>): void {
  metrics.registerGauge('rekam_postgres_connections', {
    help: 'Connections to PostgreSQL of this process, at work and at rest, and queries that wait for one.',
    label: 'state',
    read: () => Object.entries(connectionUse()),
  });
}
