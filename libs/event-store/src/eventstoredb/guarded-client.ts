import type { Duplex } from 'node:stream';
import { EventStoreDBClient } from '@eventstore/db-client';

/** The client's maker of gRPC streams, which it calls on itself; protected in its types. */
interface MakesStreams {
  GRPCStreamCreator(
    type: unknown,
    name: string,
    create: (grpc: unknown) => Duplex,
    cache?: unknown,
  ): () => Promise<Duplex>;
}

interface HasChannel {
  getChannel(): Promise<{ close(): void }>;
}

interface AppendStream extends Duplex {
  cancel(): void;
}

export interface GuardedClient {
  readonly client: EventStoreDBClient;
  /**
   * Ends the stream that carries all appends (`BatchAppend`) if it is older than a time of `performance.now()` and has
   * answered nothing since: appends that wait on it get an error, and the next one begins another stream.
   */
  endAppendsSilentSince(ms: number): void;
  /** Ends all streams, and the connection. */
  close(): Promise<void>;
}

/**
 * A client without two defects of its stream of appends.
 *
 * The appends that wait are in one map for all clients of the process, which is emptied when any of their streams fails.
 * An answer that then still comes finds nobody and is thrown out of an event handler: the process would end. Here it is
 * dropped; who waited has an error by then, and tries again.
 *
 * When the server ends the stream without an error, the client goes on writing to its own half of it, for ever, and
 * nothing that waits or is yet to come is ever settled, nor is `dispose`. Here the end is an error of the stream: what
 * waits is rejected, and the next append begins another stream.
 *
 * Throws TypeError for a connection string that it cannot read. The message never has the string: it may hold a password.
 */
export function guardedClient(url: string): GuardedClient {
  if (/[?&]throw_?-?on_?-?append_?-?failure=/i.test(url)) {
    throw new TypeError(
      'throwOnAppendFailure must not be set: without it the client makes up the revision of a conflict',
    );
  }
  const client = connect(url);
  const maker = client as unknown as MakesStreams;
  const makeStream = maker.GRPCStreamCreator;
  let appends: AppendStream | null = null;
  let aliveAtMs = 0;
  maker.GRPCStreamCreator = (type, name, create, cache) => {
    if (name !== 'appendToStream') return makeStream(type, name, create, cache);
    return makeStream(
      type,
      name,
      (grpc) => {
        const stream = create(grpc) as AppendStream;
        dropUnexpectedAnswers(stream);
        stream.once('end', () => stream.destroy(new Error('the server has ended the stream of appends')));
        appends = stream;
        aliveAtMs = performance.now();
        stream.on('data', () => (aliveAtMs = performance.now()));
        return stream;
      },
      cache,
    );
  };
  return {
    client,
    endAppendsSilentSince(ms) {
      if (appends === null || appends.destroyed || aliveAtMs >= ms) return;
      appends.cancel();
      appends.destroy(new Error('the stream of appends has gone silent'));
    },
    async close() {
      await client.dispose();
      // The client leaves its connection open, which would keep the process from ending.
      const channel = await (client as unknown as HasChannel).getChannel().catch(() => null);
      channel?.close();
    },
  };
}

function connect(url: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch {
    throw new TypeError(
      'the connection string cannot be read, or a certificate file of it: accepted is ' +
        'esdb://<user>:<password>@<host>:<port>?tls=true, or esdb+discover:// for a cluster',
    );
  }
}

function dropUnexpectedAnswers(stream: Duplex): void {
  for (const listener of stream.listeners('data') as ((answer: unknown) => void)[]) {
    stream.off('data', listener);
    stream.on('data', (answer: unknown) => {
      try {
        listener(answer);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    });
  }
}
