import type { EventData } from '@eventstore/db-client';
import type { Codec } from '../codec';
import { StoreUnavailable, type NewEvent } from '../event-store';
import type { KeyStore } from '../keys';
import { KeySaver } from './key-saver';
import { eventDataOf, type Stamp } from './stored-form';

/** Encodings of one append: the second is under the key that another process made, and no process makes a third. */
const ENCODINGS_MAX = 3;

/** Makes what the client is given out of what is to be appended. */
export class EventEncoder {
  readonly #saver: KeySaver;

  constructor(
    private readonly codec: Codec,
    private readonly keys: KeyStore,
  ) {
    this.#saver = new KeySaver(keys);
  }

  /**
   * Encodes under the key that stands for the stream in the end, which is durable then. The stamp is the first event's;
   * it is asked for at the last moment, when it says most.
   */
  async encode(
    stream: string,
    events: readonly NewEvent[],
    append: string,
    stampOfFirst: () => Pick<Stamp, 'known' | 'previous'>,
  ): Promise<EventData[]> {
    for (let attempt = 0; attempt < ENCODINGS_MAX; attempt++) {
      const encoded = events.map((event) => this.codec.encode(stream, event));
      const unsaved = encoded.some(({ sealed }) => sealed !== null) ? this.keys.forWriting(stream).unsaved : null;
      if (unsaved !== null && !(await this.#saver.save(stream, unsaved))) continue;
      return encoded.map((event, place) => {
        const { recordedAt } = event;
        const stamp = { append, place, recordedAt, ...(place === 0 ? stampOfFirst() : {}) };
        return eventDataOf(events[place]!.type, event, stamp);
      });
    }
    throw new StoreUnavailable(`the key of ${stream} changed time and again: try again later`);
  }

  close(): void {
    this.#saver.close();
  }
}
