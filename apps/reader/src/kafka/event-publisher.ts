import { setTimeout as delay } from 'node:timers/promises';
import { eventHeaders, eventKey, eventMessage } from '@rekam/contracts';
import type { Recorded } from '@rekam/domain';
import type { EventStore } from '@rekam/event-store';
import type { OutgoingMessage, Producer } from '@rekam/kafka';
import type { Tracing } from '@rekam/runtime';
import { isRecent, recordFollowed } from '../followed';
import type { Publication } from './publication';
import { newProgress, type PublisherStore } from './publisher-store';

/** Events read, sent and acknowledged at a time; a page of the log's followers has as many. */
const PAGE_SIZE_MAX = 500;

export interface EventPublisherOptions {
  readonly events: Pick<EventStore, 'follow'>;
  readonly store: PublisherStore;
  readonly producer: Pick<Producer, 'send'>;
  readonly topic: string;
  readonly tracing: Tracing;
  /** Pause after what was all there is: what comes meanwhile goes in one request. */
  readonly pauseMs: number;
}

/** Sends the recorded events, without their sealed parts, in the order of the log. */
export class EventPublisher implements Publication {
  readonly name = 'events';
  position = 0n;

  constructor(private readonly options: EventPublisherOptions) {}

  async open(): Promise<void> {
    this.position = BigInt((await this.options.store.progress(this.name)).position);
  }

  async publish(signal: AbortSignal, onPublished: () => void): Promise<void> {
    const { events, store, producer, topic, tracing, pauseMs } = this.options;
    for await (const page of events.follow(this.position, { signal, pageSizeMax: PAGE_SIZE_MAX })) {
      const startMs = Date.now();
      const messages = page.flatMap((event) => messageOf(event, topic, tracing, startMs) ?? []);
      if (messages.length > 0) await producer.send(messages);
      recordFollowed(tracing, { name: `send ${topic}`, kind: 'producer', events: page, startMs });
      const { position } = page.at(-1)!;
      // Only now: after a crash the page comes again, and none is left out.
      await store.save({ ...newProgress(this.name), position: position.toString() });
      this.position = position;
      onPublished();
      if (page.length < PAGE_SIZE_MAX) await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Null for what is not published. */
function messageOf(event: Recorded, topic: string, tracing: Tracing, nowMs: number): OutgoingMessage | null {
  const key = eventKey(event);
  if (key === null) return null;
  const append = isRecent(event, nowMs) ? tracing.appendOf(event) : null;
  const headers = { ...eventHeaders(event), ...(append !== null && { traceparent: append.traceparent }) };
  return { topic, key, value: JSON.stringify(eventMessage(event)), headers };
}
