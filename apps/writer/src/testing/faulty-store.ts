import {
  StoreUnavailable,
  type Appended,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
} from '@rekam/event-store';

/** A store whose next append to a stream of some prefix goes wrong: before it is written, or after. */
export function failingOnce(store: EventStore, prefix: string, when: 'before' | 'after'): EventStore {
  let isArmed = true;
  return intercepted(store, async (stream, append) => {
    if (!isArmed || !stream.startsWith(prefix)) return append();
    isArmed = false;
    if (when === 'after') await append();
    throw new StoreUnavailable('the writer crashed');
  });
}

/** A store that fails an append whenever `faultOf` gives an error for its stream. */
export const failingWhile = (store: EventStore, faultOf: (stream: string) => Error | null): EventStore =>
  intercepted(store, async (stream, append) => {
    const fault = faultOf(stream);
    if (fault !== null) throw fault;
    return append();
  });

/** A store that lets somebody act just before an append to a stream of some prefix. */
export function interruptedBy(
  store: EventStore,
  prefix: string,
  times: number,
  act: () => Promise<unknown>,
): EventStore {
  let left = times;
  return intercepted(store, async (stream, append) => {
    if (stream.startsWith(prefix) && left > 0) {
      left--;
      await act();
    }
    return append();
  });
}

function intercepted(
  store: EventStore,
  around: (stream: string, append: () => Promise<Appended>) => Promise<Appended>,
): EventStore {
  return {
    append: (stream: string, events: readonly NewEvent[], expected: ExpectedRevision) =>
      around(stream, () => store.append(stream, events, expected)),
    read: (stream, options) => store.read(stream, options),
    readAll: (after, limit) => store.readAll(after, limit),
    readParts: (after, limit) => store.readParts(after, limit),
    follow: (after, options) => store.follow(after, options),
    head: () => store.head(),
    last: () => store.last(),
    close: () => store.close(),
  };
}
