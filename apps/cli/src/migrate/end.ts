import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  openEventStoreDbStoredLog,
  openPostgresKeyTable,
  openSqliteKeyTable,
  openSqliteStoredLog,
  type KeyTable,
  type StoredLog,
} from '@rekam/event-store';
import { PostgresAccessTable, SqliteAccessTable, TRAIL_FILE, type AccessTable } from '@rekam/reader';
import {
  eventStoreSettingsOf,
  keysSettingsOf,
  postgresSettingsOf,
  type Config,
  type PostgresSettings,
} from '@rekam/runtime';
import { CliError, EXIT } from '../exit-code';

export const STORES = ['sqlite', 'eventstoredb'] as const;
export type StoreName = (typeof STORES)[number];

/** One side of a migration: everything of a ledger that cannot be made again from the rest. */
export interface End {
  readonly log: StoredLog;
  readonly keys: KeyTable;
  /** Null where there is none: a folder whose readers keep theirs in PostgreSQL already. */
  readonly trail: AccessTable | null;
  close(): Promise<void>;
}

/** Where both sides are. */
export interface Places {
  /** Absolute. */
  readonly folder: string;
  readonly server: NonNullable<ReturnType<typeof eventStoreSettingsOf>>;
  readonly keys: PostgresSettings;
  readonly trail: PostgresSettings;
}

/** Throws CliError when the configuration names one side only. */
export function placesOf(config: Config): Places {
  const [server, keys, trail] = [eventStoreSettingsOf(config), keysSettingsOf(config), postgresSettingsOf(config)];
  if (server === null || keys === null || trail === null) {
    throw new CliError(
      'A migration needs both sides in the configuration: set REKAM_EVENTSTORE_URL, REKAM_POSTGRES_URL and ' +
        'REKAM_MASTER_KEY_FILE beside the data folder.',
      EXIT.usage,
    );
  }
  return { folder: resolve(config.dataFolder), server, keys, trail };
}

/** Opens a side. To read, it must be there. Rejects as the stores do; nothing stays open then. */
export async function openEnd(store: StoreName, purpose: 'read' | 'write', places: Places): Promise<End> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0).toReversed()) await each();
  };
  const kept = <T extends { close(): Promise<void> }>(opened: T): T => {
    closing.push(() => opened.close());
    return opened;
  };
  try {
    switch (store) {
      case 'sqlite': {
        const { folder } = places;
        // The log's lock is the folder's: it is taken first, and let go of last.
        const log = kept(await openSqliteStoredLog(folder, purpose));
        const keys = kept(openSqliteKeyTable(folder, purpose));
        const file = join(folder, TRAIL_FILE);
        const trail = purpose === 'write' || existsSync(file) ? kept(new SqliteAccessTable(file)) : null;
        return { log, keys, trail, close };
      }
      case 'eventstoredb': {
        const log = kept(await openEventStoreDbStoredLog(places.server));
        const keys = kept(await openPostgresKeyTable(places.keys));
        const trail = kept(await PostgresAccessTable.open(places.trail));
        return { log, keys, trail, close };
      }
      default:
        throw new Error(`no such store: ${String(store satisfies never)}`);
    }
  } catch (error) {
    await close();
    throw error;
  }
}
