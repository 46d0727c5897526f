import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterAdmin } from './cluster-admin';
import { backOffMs } from './back-off';
import { createClient } from './client';
import { ConsumerSession } from './consumer-session';
import { MessageRefused } from './errors';
import { failureOf } from './failure';
import { incomingOf, type Coordinates, type IncomingMessage } from './message';
import type { KafkaLog, KafkaSettings } from './settings';

/** Fetching of a partition waits while so many of its messages have not been taken. */
const BUFFER_MAX = 2_000;
const RETRY_MS_FIRST = 200;
const RETRY_MS_MAX = 5_000;
/** How often in a row a reading to the end is begun again without getting a message. */
const FAILURES_MAX = 6;

export interface ReadOptions {
  /** Names of topics: each of their partitions from its beginning. Coordinates: these partitions, from these offsets. */
  readonly from: readonly string[] | readonly Coordinates[];
  /** `end`, the default: to the ends as they were at the call. `abort`: on and on, until the signal. */
  readonly until?: 'end' | 'abort';
  /** Ends the reading: the iteration ends without an error. */
  readonly signal?: AbortSignal;
}

/** A partition that is read. */
interface Track {
  readonly topic: string;
  readonly partition: number;
  /** Null where there is no end. */
  readonly end: bigint | null;
  /** Where to fetch on. */
  next: bigint;
  /** How many of its messages wait to be taken. */
  buffered: number;
}

/**
 * Reads without a part in any group's work. kafkajs reads in groups only, so this is one of its own, of one member, which never
 * commits: `<client id>-reading-<random>`.
 *
 * Throws BrokerUnavailable when a reading to the end comes to nothing several times in a row, and MessageRefused for what may
 * not be read; a reading without an end goes on when the brokers are back.
 */
export async function* read(
  settings: KafkaSettings,
  log: KafkaLog,
  { from, until = 'end', signal }: ReadOptions,
): AsyncGenerator<IncomingMessage, void, undefined> {
  const tracks = await tracksOf(settings, log, from, until);
  const topics = [...new Set(tracks.map(({ topic }) => topic))];
  const isOver = (): boolean => areAtEnd(tracks) || signal?.aborted === true;
  for (let failures = 0; !isOver();) {
    try {
      for await (const message of readOnce(settings, log, topics, tracks, signal)) {
        failures = 0;
        yield message;
      }
    } catch (error) {
      const failure = failureOf(error, `Reading ${topics.join(', ')}`);
      failures++;
      if (failure instanceof MessageRefused || (until === 'end' && failures >= FAILURES_MAX)) throw failure;
      log.debug({ error: failure.message }, 'Reading from Kafka was interrupted and goes on');
      await sleep(backOffMs(failures, RETRY_MS_FIRST, RETRY_MS_MAX), null, { signal }).catch(() => null);
    }
  }
}

const areAtEnd = (tracks: readonly Track[]): boolean => tracks.every(({ next, end }) => end !== null && next >= end);

/** Until the ends, the signal, or a failure, which it throws when all that came before it has been taken. */
async function* readOnce(
  settings: KafkaSettings,
  log: KafkaLog,
  topics: readonly string[],
  tracks: readonly Track[],
  signal: AbortSignal | undefined,
): AsyncGenerator<IncomingMessage, void, undefined> {
  let buffer: { readonly message: IncomingMessage; readonly track: Track }[] = [];
  let failure: unknown = null;
  let wake: () => void = () => undefined;
  const groupId = `${settings.clientId}-reading-${randomUUID()}`;
  const session = new ConsumerSession(createClient(settings, log), groupId, {
    joined: (partitions) => {
      for (const [topic, numbers] of Object.entries(partitions)) {
        for (const partition of numbers) {
          const track = trackOf(tracks, topic, partition);
          if (track === undefined) session.pause(topic, partition);
          else session.seek(topic, partition, track.next);
        }
      }
    },
    rebalancing: () => undefined,
    batch: ({ topic, partition, messages, next }) => {
      const track = trackOf(tracks, topic, partition);
      if (track === undefined) return;
      for (const message of messages) {
        const incoming = incomingOf(topic, partition, message);
        if (incoming.offset < track.next || (track.end !== null && incoming.offset >= track.end)) continue;
        buffer.push({ message: incoming, track });
        track.buffered++;
      }
      if (next > track.next) track.next = next;
      if (track.buffered >= BUFFER_MAX) session.pause(topic, partition);
      wake();
    },
  });
  const fail = (error: unknown): void => {
    failure = error;
    wake();
  };
  const onAbort = (): void => wake();
  signal?.addEventListener('abort', onAbort, { once: true });
  session.start(topics).catch(fail);
  void session.ended.then(fail);
  try {
    for (;;) {
      const taken = buffer;
      buffer = [];
      for (const { message, track } of taken) {
        if (signal?.aborted === true) return;
        yield message;
        if (--track.buffered === BUFFER_MAX >> 1) session.resume(track.topic, track.partition);
      }
      if (signal?.aborted === true) return;
      if (buffer.length > 0) continue;
      if (areAtEnd(tracks)) return;
      if (failure !== null) throw failure;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await session.close();
  }
}

const trackOf = (tracks: readonly Track[], topic: string, partition: number): Track | undefined =>
  tracks.find((track) => track.topic === topic && track.partition === partition);

async function tracksOf(
  settings: KafkaSettings,
  log: KafkaLog,
  from: ReadOptions['from'],
  until: 'end' | 'abort',
): Promise<Track[]> {
  const admin = new ClusterAdmin(settings, log);
  try {
    const tracks: Track[] = [];
    for (const place of from) {
      const topic = typeof place === 'string' ? place : place.topic;
      for (const { partition, first, end } of await admin.offsets(topic)) {
        if (typeof place !== 'string' && place.partition !== partition) continue;
        const wanted = typeof place === 'string' ? first : place.offset;
        tracks.push({
          topic,
          partition,
          next: wanted > first ? wanted : first,
          end: until === 'end' ? end : null,
          buffered: 0,
        });
      }
    }
    return tracks;
  } finally {
    await admin.close();
  }
}
