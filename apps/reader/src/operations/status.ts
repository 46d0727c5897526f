import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from '@rekam/event-store';
import type { ProjectorStatus, ViewHost } from '@rekam/projection';
import type { Config } from '@rekam/runtime';

/** How far the views are. Positions are text: they outgrow a double. */
export interface StatusAnswer {
  readonly log: {
    /** Position of the last event. */
    readonly head: string;
    /** Bytes of the log's files; null for a log that is not in this folder. */
    readonly bytes: number | null;
  };
  readonly projectors: readonly {
    readonly name: string;
    readonly version: number;
    /** Among readers on one database one folds, and the others stand by. */
    readonly role: ProjectorStatus['role'];
    readonly state: ProjectorStatus['state'];
    readonly position: string;
    readonly head: string;
    /** Positions behind the head of the log. */
    readonly lag: string;
    readonly failure: { readonly position: string; readonly eventId: string; readonly message: string } | null;
  }[];
}

const LOG_FILES = ['events.db', 'events.db-wal'];

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

export async function statusOf(
  views: ViewHost,
  events: EventStore,
  { dataFolder, eventStoreUrl }: Pick<Config, 'dataFolder' | 'eventStoreUrl'>,
): Promise<StatusAnswer> {
  const head = await events.head();
  // One that was left behind in the folder is not the log.
  const files = eventStoreUrl === null ? LOG_FILES : [];
  const bytes = files.reduce((sum, file) => sum + sizeOf(join(dataFolder, file)), 0);
  return {
    log: { head: head.toString(), bytes: bytes === 0 ? null : bytes },
    projectors: views.statuses().map(({ name, version, role, state, position, failure }) => ({
      name,
      version,
      role,
      state,
      position: position.toString(),
      head: head.toString(),
      lag: (head > position ? head - position : 0n).toString(),
      failure: failure === null ? null : { ...failure, position: failure.position.toString() },
    })),
  };
}
