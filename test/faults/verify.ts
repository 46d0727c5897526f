import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { upcast, type FactBody, type Recorded } from '@rekam/domain';
import {
  identifierStream,
  openKeyStore,
  openSqliteEventStore,
  verifyEventFile,
  type EventStore,
  type KeyStore,
} from '@rekam/event-store';
import { exportHash, MemoryViewTables, SqliteViewTables, ViewHost } from '@rekam/projection';
import { PROJECTIONS } from '@rekam/reader';
import { loadMasterKey } from '@rekam/runtime';
import type { Ledger, Sent } from './ledger';

const PAGE_SIZE = 1_000;
/** Rebuilding a drill's views takes seconds on a loaded machine. */
const VIEWS_MS_MAX = 120_000;
/** Breaches of one kind told one by one. */
const TOLD_MAX = 5;

/** Where the log has a command. */
export interface Place {
  readonly stream: string;
  readonly fact: string | null;
  readonly edition: number | null;
  readonly revision: string;
  readonly position: string;
}

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
    // 1. The log alone: dense, in order, every event readable.
    const log = await readLog(events, breaches);
    // 2. Against what was acknowledged.
    breaches.push(...firstOf(acknowledgedOnce(log.places, ledger)), ...firstOf(foreign(log.places, ledger)));
    const places = new Map([...log.places].map(([id, all]) => [id, all[0]!]));
    // 3. Each number one person's.
    breaches.push(...firstOf(numbersOfMany(log, keys)));
    if (isSettled) breaches.push(...firstOf(orphans(log)));
    // 4. The views.
    breaches.push(...(await viewsUnlikeRebuilt(folder, events)));
    breaches.push(...firstOf(untrailed(folder, ledger)));
    return { events: log.count, places, breaches };
  } finally {
    await events.close();
    keys.close();
    breaches.push(...verifyEventFile(join(folder, 'events.db')).faults, ...brokenBackups(folder));
  }
}

const masterKeyOf = (folder: string): Buffer =>
  loadMasterKey({ dataFolder: folder, masterKeyFile: null }, () => undefined);

interface Log {
  readonly count: number;
  readonly places: ReadonlyMap<string, readonly Place[]>;
  /** Persons whose careers were given the number. */
  readonly persons: ReadonlyMap<string, ReadonlySet<string>>;
  /** By identifier stream: the person whom the number is reserved for; null when released. */
  readonly holders: ReadonlyMap<string, string | null>;
  readonly careers: ReadonlySet<string>;
}

async function readLog(events: EventStore, breaches: string[]): Promise<Log> {
  const places = new Map<string, Place[]>();
  const persons = new Map<string, Set<string>>();
  const holders = new Map<string, string | null>();
  const careers = new Set<string>();
  const commands = new Set<string>();
  let count = 0;
  for (let after = 0n; ;) {
    const page = await events.readAll(after, PAGE_SIZE);
    for (const event of page) {
      count++;
      if (event.erased) breaches.push(`the sensitive part at position ${event.position} cannot be read`);
      if (event.stream.startsWith('identifier-')) {
        const { person } = event.body.content as { person: string };
        holders.set(event.stream, event.type === 'IdentifierReserved' ? person : null);
        continue;
      }
      careers.add(event.stream);
      const { commandId, correlationId } = event.meta;
      if (commands.has(commandId)) breaches.push(`the command at position ${event.position} is there twice`);
      commands.add(commandId);
      places.set(correlationId, [...(places.get(correlationId) ?? []), placeOf(event)]);
      const number = event.sensitive?.content['number'];
      if (typeof number === 'string') persons.set(number, (persons.get(number) ?? new Set()).add(event.stream));
    }
    const last = page.at(-1);
    if (last === undefined) return { count, places, persons, holders, careers };
    after = last.position;
  }
}

function placeOf({ stream, body, revision, position }: Recorded): Place {
  const { fact = null, edition = null } = body as Partial<FactBody>;
  return { stream, fact, edition, revision: String(revision), position: String(position) };
}

/** Says no more than the first few and how many there are. */
function firstOf(breaches: Iterable<string>): readonly string[] {
  const all = [...breaches];
  return all.length <= TOLD_MAX
    ? all
    : [...all.slice(0, TOLD_MAX), `... and ${all.length - TOLD_MAX} more of this kind`];
}

function* acknowledgedOnce(places: Log['places'], ledger: Ledger): Generator<string> {
  for (const command of ledger.acknowledged.values()) {
    const found = places.get(command.id) ?? [];
    const { name, key, receipt } = command;
    if (found.length !== 1) yield `${name} ${key} was acknowledged and is in the log ${found.length} times`;
    else if (!isSamePlace(receipt, found[0]!)) {
      yield `${name} ${key} was acknowledged as ${JSON.stringify(receipt)} and is ${JSON.stringify(found[0])}`;
    }
  }
}

type Coordinates = Omit<Place, 'stream'>;

export const isSamePlace = (a: Coordinates, b: Coordinates): boolean =>
  a.fact === b.fact && a.edition === b.edition && a.revision === b.revision && a.position === b.position;

/** What nobody sent, what was refused and is there, and what is there more than once. */
function* foreign(places: Log['places'], { acknowledged, unknown, refused }: Ledger): Generator<string> {
  const idsOf = (commands: Iterable<Sent>) => new Set([...commands].map(({ id }) => id));
  const sent = idsOf([...acknowledged.values(), ...unknown.values()]);
  const refusedIds = idsOf(refused.values());
  for (const [id, found] of places) {
    const { stream, position } = found[0]!;
    if (found.length > 1) yield `the command ${id} is in the log ${found.length} times, first at position ${position}`;
    if (refusedIds.has(id)) yield `the event at position ${position} was refused with "nothing was recorded"`;
    else if (stream !== 'ledger' && !sent.has(id)) yield `nobody sent the event at position ${position}`;
  }
}

function* numbersOfMany({ persons, holders }: Log, keys: KeyStore): Generator<string> {
  for (const [number, careers] of persons) {
    if (careers.size > 1) yield `a number was given to ${careers.size} persons: ${[...careers].join(', ')}`;
    const holder = holders.get(identifierStream(keys, { kind: 'nip', number }));
    if (!careers.has(`career-${holder}`)) yield `the number of ${[...careers].join(', ')} is reserved for ${holder}`;
  }
}

function* orphans({ holders, careers }: Log): Generator<string> {
  for (const [stream, holder] of holders) {
    if (holder !== null && !careers.has(`career-${holder}`))
      yield `${stream} is reserved for a person without a career`;
  }
}

/** The views of the folder, brought up to the log's end, against views folded anew from its beginning. */
async function viewsUnlikeRebuilt(folder: string, events: EventStore): Promise<readonly string[]> {
  const hosts = [
    await ViewHost.open({ tables: new SqliteViewTables(join(folder, 'views')), events, projections: PROJECTIONS }),
    await ViewHost.open({ tables: new MemoryViewTables(), events, projections: PROJECTIONS }),
  ] as const;
  try {
    const head = await events.head();
    for (const host of hosts) host.start();
    const breaches: string[] = [];
    for (const { name, tables } of PROJECTIONS) {
      const [live, rebuilt] = await Promise.all(
        hosts.map(async (host) => {
          const projector = host.projector(name);
          await projector.reached(head, VIEWS_MS_MAX);
          return exportHash(projector.views, tables);
        }),
      );
      if (live !== rebuilt) breaches.push(`the view ${name} is not what the log gives: ${live}, rebuilt ${rebuilt}`);
    }
    return breaches;
  } finally {
    for (const host of hosts) await host.close();
  }
}

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
