import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore, verifyEventFile } from '@rekam/event-store';
import { SqliteViewTables } from '@rekam/projection';
import { loadMasterKey } from '@rekam/runtime';
import type { Ledger } from './ledger';
import { firstOf, verifyLog, type Place } from './verify-log';
import { viewsUnlikeRebuilt } from './verify-views';

export interface Verified {
  readonly events: number;
  /** By the correlation id that the command was sent with; the bookkeeping of numbers left out. */
  readonly places: ReadonlyMap<string, Place>;
  /** What must not be, a sentence each. */
  readonly breaches: readonly string[];
}

export interface VerifyOptions {
  /** Every command was sent until it was answered, so nothing may be left half-way. */
  readonly isSettled: boolean;
}

/**
 * Holds a stopped or killed service's data folder against what the outside world was told. It works on a copy, so
 * that the service itself recovers the folder that the crash left.
 */
export async function verifyFolder(folder: string, ledger: Ledger, options: VerifyOptions): Promise<Verified> {
  const copy = mkdtempSync(join(tmpdir(), 'rekam-verify-'));
  try {
    cpSync(folder, copy, { recursive: true });
    return await verifyCopy(copy, ledger, options);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function verifyCopy(folder: string, ledger: Ledger, { isSettled }: VerifyOptions): Promise<Verified> {
  const breaches: string[] = [];
  const keys = openKeyStore({ file: join(folder, 'keys.db'), masterKey: masterKeyOf(folder) });
  const events = await openSqliteEventStore({ folder, keys, upcast });
  try {
    // 1. The log.
    const { events: count, places, breaches: found } = await verifyLog(events, keys, ledger, { isSettled });
    breaches.push(...found);
    // 2. The views.
    breaches.push(...(await viewsUnlikeRebuilt(new SqliteViewTables(join(folder, 'views')), events)));
    breaches.push(...firstOf(untrailed(folder, ledger)));
    return { events: count, places, breaches };
  } finally {
    await events.close();
    await keys.close();
    breaches.push(...verifyEventFile(join(folder, 'events.db')).faults, ...brokenBackups(folder));
  }
}

const masterKeyOf = (folder: string): Buffer =>
  loadMasterKey({ dataFolder: folder, masterKeyFile: null }, () => undefined);

function* untrailed(folder: string, { readings }: Ledger): Generator<string> {
  if (readings.size === 0) return;
  const trail = new DatabaseSync(join(folder, 'access.db'), { readOnly: true });
  try {
    const rows = trail.prepare('SELECT purpose FROM access').all();
    const known = new Set(rows.map((row) => row['purpose']));
    for (const purpose of readings) {
      if (!known.has(purpose)) yield `the reading ${purpose} was answered and is not in the access trail`;
    }
  } finally {
    trail.close();
  }
}

/** A file of a backup has its name only when it is whole. */
function brokenBackups(folder: string): readonly string[] {
  const backups = join(folder, 'backups');
  if (!existsSync(backups)) return [];
  return readdirSync(backups).flatMap((name) => {
    const file = join(backups, name, 'events.db');
    if (!existsSync(file)) return [];
    return verifyEventFile(file).faults.map((fault) => `backup ${name}: ${fault}`);
  });
}
