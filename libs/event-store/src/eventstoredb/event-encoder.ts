import type { EventData } from '@eventstore/db-client';
import { sealedUnder, type Codec } from '../codec';
import type { NewEvent } from '../event-store';
import type { KeyStore } from '../keys';
import { eventDataOf, type Stamp } from './stored-form';

/** Makes what the client is given out of what is to be appended. */
export class EventEncoder {
  constructor(
    private readonly codec: Codec,
    private readonly keys: KeyStore,
  ) {}

  /**
   * Encodes, and seals under the key that stands for the stream, which is durable then. The stamp is the first event's; it
   * is asked for at the last moment, when it says most.
   */
  async encode(
    stream: string,
    events: readonly NewEvent[],
    append: string,
    stampOfFirst: () => Pick<Stamp, 'known' | 'previous'>,
  ): Promise<EventData[]> {
    const encoded = events.map((event) => this.codec.encode(stream, event));
    const hasSecret = encoded.some(({ secret }) => secret !== null);
    const key = hasSecret ? await this.keys.keyFor(stream) : null;
    return encoded.map((event, place) => {
      const { recordedAt } = event;
      const stamp = { append, place, recordedAt, ...(place === 0 ? stampOfFirst() : {}) };
      return eventDataOf(events[place]!.type, { ...event, sealed: sealedUnder(key, event) }, stamp);
    });
  }
}
