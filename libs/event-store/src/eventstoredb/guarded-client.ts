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

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The client's maker of what goes with a call. */
interface MakesCallArguments {
  callArguments(options: { readonly credentials?: Credentials }, callOptions?: unknown): unknown;
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

/** Where a server is, and who asks. */
export interface ServerAddress {
  /** `esdb://` or `esdb+discover://`, with a user or without one. */
  readonly url: string;
  /** Of the user in the address, instead of one there. */
  readonly password?: string;
}

/**
 * A client without three defects of its stream of appends, and of its connection strings: of one that has an option that it
 * does not know, or that it cannot read, it tells the whole on the console or in an error, so it is given none with a
 * user.
 *
 * The appends that wait are in one map for all clients of the process, which is emptied when any of their streams fails.
 * An answer that then still comes finds nobody and is thrown out of an event handler: the process would end. Here it is
 * dropped; who waited has an error by then, and tries again.
 *
 * An append that waits for room in the stream when that fails is rejected twice, the second time where nobody can catch it:
 * the process would end. Here the stream never says that it is full. Who appends bounds what is under way.
 *
 * When the server ends the stream without an error, the client goes on writing to its own half of it, for ever, and
 * nothing that waits or is yet to come is ever settled, nor is `dispose`. Here the end is an error of the stream: what
 * waits is rejected, and the next append begins another stream.
 *
 * Throws TypeError for a connection string that cannot be used. The message never has the string: it may hold a password.
 */
export function guardedClient(address: ServerAddress): GuardedClient {
  const { url, credentials } = partsOf(address);
  if (/[?&]throw_?-?on_?-?append_?-?failure=/i.test(url)) {
    throw new TypeError(
      'throwOnAppendFailure must not be set: without it the client makes up the revision of a conflict',
    );
  }
  if (/[?&]node_?-?preference=(?!leader(?:&|$))/i.test(url)) {
    throw new TypeError(
      'nodePreference must be leader: another node is behind it, and does not have what was just written',
    );
  }
  const client = connect(url);
  if (credentials !== null) identify(client, credentials);
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
        neverHoldBack(stream);
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

/** The address without its user, and who that is. */
function partsOf({ url, password }: ServerAddress): { readonly url: string; readonly credentials: Credentials | null } {
  const [, scheme = '', user = '', rest = ''] = /^([^:]*:\/\/)(?:([^/?#]*)@)?(.*)$/s.exec(url.trim()) ?? [];
  const [name = '', inAddress] = user.split(/:(.*)/s).map(decoded);
  if (user === '') {
    if (password !== undefined)
      throw new TypeError('there is a password, and the address names no user: esdb://user@host');
    return { url: scheme + rest, credentials: null };
  }
  if (password !== undefined && inAddress !== undefined) {
    throw new TypeError('there are two passwords: take the one in the address out');
  }
  const chosen = password ?? inAddress ?? '';
  if (name === '' || chosen === '') {
    throw new TypeError('the address names a user: its password is missing, or the user of a password');
  }
  return { url: scheme + rest, credentials: { username: name, password: chosen } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError('the user in the address cannot be read: % must be written %25');
  }
}

/** Goes with every call, as if the connection string had it. */
function identify(client: EventStoreDBClient, credentials: Credentials): void {
  const maker = client as unknown as MakesCallArguments;
  const makeArguments = maker.callArguments;
  maker.callArguments = (options, callOptions) => makeArguments({ credentials, ...options }, callOptions);
}

function connect(url: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch {
    throw new TypeError(
      'the connection string cannot be read, or a certificate file of it: accepted is ' +
        'esdb://<user>@<host>:<port>?tls=true, or esdb+discover:// for a cluster',
    );
  }
}

function neverHoldBack(stream: Duplex): void {
  const write = stream.write.bind(stream) as (message: unknown) => boolean;
  stream.write = (message: unknown) => {
    write(message);
    return true;
  };
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
