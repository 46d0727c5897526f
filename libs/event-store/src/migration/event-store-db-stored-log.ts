import { randomUUID } from 'node:crypto';
import { WrongExpectedVersionError, type EventData } from '@eventstore/db-client';
import type { Instant } from '@rekam/domain';
import { StoreUnavailable } from '../event-store';
import { Appender } from '../eventstoredb/appender';
import { guardedClient, type GuardedClient } from '../eventstoredb/guarded-client';
import { later, LedgerTimes } from '../eventstoredb/ledger-times';
import { ServerLog } from '../eventstoredb/server-log';
import { eventDataOf, sealedOf, Streams, type LogEntry } from '../eventstoredb/stored-form';
import { uuidBytes, uuidText } from '../uuid';
import type { EventStoreDbEnd } from './open-event-store-db';
import { MigrationRefused, type LogRow, type StoredLog } from './stored-log';

/** A server takes a megabyte in one append, unless it is told otherwise; what it adds to an event is not much. */
const APPEND_BYTES_MAX = 512 * 1024;
const ATTEMPT_TIMEOUT_MS = 10_000;
/** Long enough for a cluster to choose another leader. */
const APPEND_TIMEOUT_MS = 60_000;
const READ_TIMEOUT_MS = 30_000;
/** Servers say of what they had already that it is at -1, as an unsigned number. */
const POSITION_END = 2n ** 63n;

/** What of an event's open part the server keeps beside it. */
interface Told {
  readonly type: string;
  readonly meta: { readonly recordedAt: Instant };
}

/** The last event of the log. */
interface End {
  readonly position: bigint;
  readonly ledgerTime: Instant;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The log on a server as rows.
 *
 * The order of a log is the order of its appends, and an append is of one stream. Rows of one stream that follow one
 * another go in one append; the next is sent only when the server has acknowledged the last: of two that are under way
 * one may fail, at a change of leader for one, while the other is written, and what is written out of order cannot be
 * put right.
 *
 * Ledger times are what readers make of the stamps. The latest `recordedAt` up to an event must be the ledger time it has
 * in the source, which is the law of every log and is checked; and each append is stamped with the position before it
 * and the ledger time there, which are known here for certain.
 */
export class EventStoreDbStoredLog implements StoredLog {
  readonly place: string;
  readonly #streams: Streams;
  readonly #log: ServerLog;
  readonly #times: LedgerTimes;
  readonly #appender: Appender;
  readonly #closing = new AbortController();
  readonly #run = `migration-${randomUUID().slice(0, 13)}`;
  #appends = 0;
  #end: End | null = null;

  private constructor(
    private readonly guarded: GuardedClient,
    end: EventStoreDbEnd,
  ) {
    const { url, streamPrefix = '', attemptTimeoutMs = ATTEMPT_TIMEOUT_MS, readTimeoutMs = READ_TIMEOUT_MS } = end;
    this.place = placeOf(url);
    this.#streams = new Streams(streamPrefix);
    const { signal } = this.#closing;
    this.#log = new ServerLog(guarded.client, this.#streams, readTimeoutMs, signal);
    this.#times = new LedgerTimes(this.#log);
    const limits = {
      inFlightMax: 1,
      queueMax: 1,
      attemptTimeoutMs,
      appendTimeoutMs: APPEND_TIMEOUT_MS,
    };
    this.#appender = new Appender(guarded, limits, signal);
  }

  static async open(end: EventStoreDbEnd): Promise<EventStoreDbStoredLog> {
    const log = new EventStoreDbStoredLog(guardedClient(end), end);
    try {
      await log.head();
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  async stored(after: bigint, limit: number): Promise<readonly LogRow[]> {
    const entries = await this.#log.all(after, limit);
    const times = await this.#times.ofRun(after, entries);
    return entries.map((entry, n) => rowOf(entry, times[n]!));
  }

  async copyIn(rows: readonly LogRow[]): Promise<void> {
    const streams = rows.map(({ stream }) => stream);
    for (let from = 0, to = 0; from < rows.length; from = to) {
      while (to < rows.length && streams[to] === streams[from]) to++;
      await this.#append(rows.slice(from, to));
    }
  }

  async head(): Promise<bigint> {
    return (await this.#log.last(0n)).entry?.position ?? 0n;
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.guarded.close();
  }

  /** Appends rows of one stream, in as many parts as the server's limit asks for. */
  async #append(rows: readonly LogRow[]): Promise<void> {
    let end = (this.#end ??= await this.#endOfLog());
    for (let from = 0; from < rows.length;) {
      const append = `${this.#run}-${(++this.#appends).toString(36)}`;
      const events: EventData[] = [];
      let { ledgerTime } = end;
      for (let bytes = 0; from + events.length < rows.length;) {
        const row = rows[from + events.length]!;
        const told = JSON.parse(row.open) as Told;
        const event = eventOf(row, told, append, events.length, end);
        bytes += sizeOf(event);
        if (events.length > 0 && bytes > APPEND_BYTES_MAX) break;
        ledgerTime = checkedTime(row, told, ledgerTime);
        events.push(event);
      }
      const position = await this.#write(rows[from]!, events);
      from += events.length;
      end = this.#end = { position, ledgerTime };
    }
  }

  /** Resolves with the position of the last event. */
  async #write({ stream, revision }: LogRow, events: EventData[]): Promise<bigint> {
    const expected = revision === 0n ? 'no_stream' : revision - 1n;
    try {
      const { position } = await this.#appender.append(this.#streams.onServer(stream), events, expected);
      if (position !== undefined && position.commit < POSITION_END) return position.commit;
    } catch (error) {
      if (!(error instanceof WrongExpectedVersionError)) throw error;
      throw new MigrationRefused(
        `the stream ${stream} in ${this.place} is not where the copy left it: stop whatever writes there and begin again`,
        { cause: error },
      );
    }
    // An attempt had written them whose answer was lost.
    const last = revision + BigInt(events.length) - 1n;
    const [entry] = await this.#log.stream(stream, last, 1);
    if (entry === undefined) throw new StoreUnavailable(`the server does not give what it has written to ${stream}`);
    return entry.position;
  }

  async #endOfLog(): Promise<End> {
    const { entry, end } = await this.#log.last(0n);
    if (entry === null) return { position: end ?? 0n, ledgerTime: '' };
    return { position: entry.position, ledgerTime: await this.#times.of(entry) };
  }
}

/** Ledger time of a row, by the law that readers of the copy will find it by. */
function checkedTime(row: LogRow, { meta }: Told, before: Instant): Instant {
  const expected = later(before, meta.recordedAt);
  if (expected === row.ledgerTime) return expected;
  throw new MigrationRefused(
    `event ${uuidText(row.id)} has the ledger time ${row.ledgerTime}, and by the log before it that is ${expected}: ` +
      'the log that is copied is not sound',
  );
}

/** The server and no more of the address: before the @ there may be a user and a password. */
const placeOf = (url: string): string => `the server ${/\/\/(?:[^/]*@)?([^/?]*)/.exec(url)?.[1] ?? ''}`;

const rowOf = (entry: LogEntry, ledgerTime: Instant): LogRow => ({
  position: entry.position,
  revision: entry.revision,
  id: uuidBytes(entry.id),
  ledgerTime,
  open: utf8.decode(entry.open),
  sealed: sealedOf(entry),
  stream: entry.stream,
  previous: null,
});

function eventOf(row: LogRow, { type, meta }: Told, append: string, place: number, before: End): EventData {
  const stamp = {
    append,
    place,
    recordedAt: meta.recordedAt,
    ...(place === 0 && { known: { position: before.position.toString(), ledgerTime: before.ledgerTime } }),
    ...(place === 0 && row.previous !== null && { previous: row.previous }),
  };
  return eventDataOf(type, { id: uuidText(row.id), open: row.open, sealed: row.sealed }, stamp);
}

const sizeOf = ({ data, metadata }: EventData): number => (data as Uint8Array).length + (metadata as Uint8Array).length;
