import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { UUID } from '@eventstore/db-client/generated/shared_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import {
  DeleteResp,
  TombstoneResp,
  type AppendReq,
  type AppendResp,
  type BatchAppendReq,
  type BatchAppendResp,
  type DeleteReq,
  type ReadReq,
  type ReadResp,
  type TombstoneReq,
} from '@eventstore/db-client/generated/streams_pb';
import { failure, serveAppend, serveBatches } from './appends';
import { Faults } from './faults';
import { Log } from './log';
import { streamNameOf } from './messages';
import { Reads } from './reads';

/**
 * A stand-in for EventStoreDB: the real protocol by the service definitions that the client's package ships, over a log
 * in memory, with faults on demand. It says nothing about a server's speed or durability.
 */
export interface EventStoreServer {
  /** `esdb://` of this node. */
  readonly url: string;
  /** The same, past the line that can be cut, which costs time. */
  readonly directUrl: string;
  /** The same by way of gossip. */
  readonly discoverUrl: string;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  readonly faults: Faults;
  /** Cuts every connection; while `isAway` new ones are cut, too. */
  cut(): void;
  isAway: boolean;
  /** Resolves when a new connection has been cut because of `isAway`. */
  refused(): Promise<void>;
  /** Where subscriptions began, one after the other. */
  readonly subscribedFrom: readonly bigint[];
  /** Reads of $all so far, subscriptions aside. */
  readsOfAll(): number;
  /** Resolves when every subscription has been given all that there is. */
  caughtUp(): Promise<void>;
  /** Ends all reads and subscriptions cleanly. */
  endReads(): void;
  /** Says nothing more to those who read and follow now, as if they were still heard. */
  silenceReads(): void;
  stop(): Promise<void>;
}

export async function startEventStore({ log = new Log() }: { readonly log?: Log } = {}): Promise<EventStoreServer> {
  const faults = new Faults();
  const reads = new Reads(log, faults);
  const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  const node = { host: '127.0.0.1', port: 0 };

  server.addService(ServerFeaturesService, {
    getSupportedMethods: (_call: unknown, answer: sendUnaryData<SupportedMethods>) => answer(null, features()),
  });
  server.addService(GossipService, {
    read: (_call: unknown, answer: sendUnaryData<ClusterInfo>) => answer(null, clusterOf(node)),
  });
  server.addService(StreamsService, {
    read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
      const fault = faults.takeRead();
      if (fault === 'clean-end-at-once') return call.end();
      const isRefused = faults.areSubscriptionsRefused && call.request.getOptions()!.hasSubscription();
      if (fault === 'unavailable' || isRefused) return void call.emit('error', failure(status.UNAVAILABLE, 'not now'));
      void reads
        .serve(call)
        .catch((error: Error) => call.emit('error', failure(status.INVALID_ARGUMENT, error.message)));
    },
    batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => serveBatches(call, log, faults, node),
    append: (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) =>
      serveAppend(call, answer, log),
    delete: (call: ServerUnaryCall<DeleteReq, DeleteResp>, answer: sendUnaryData<DeleteResp>) => {
      const end = log.delete(streamNameOf(call.request.getOptions()!.getStreamIdentifier()), false).toString();
      const position = new DeleteResp.Position().setCommitPosition(end).setPreparePosition(end);
      answer(null, new DeleteResp().setPosition(position));
    },
    tombstone: (call: ServerUnaryCall<TombstoneReq, TombstoneResp>, answer: sendUnaryData<TombstoneResp>) => {
      const end = log.delete(streamNameOf(call.request.getOptions()!.getStreamIdentifier()), true).toString();
      const position = new TombstoneResp.Position().setCommitPosition(end).setPreparePosition(end);
      answer(null, new TombstoneResp().setPosition(position));
    },
  });
  const inner = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
  const line = await openLine(inner);
  node.port = line.port;
  return {
    url: `esdb://127.0.0.1:${line.port}?tls=false`,
    directUrl: `esdb://127.0.0.1:${inner}?tls=false`,
    discoverUrl: `esdb+discover://127.0.0.1:${line.port}?tls=false`,
    host: node.host,
    port: line.port,
    log,
    faults,
    cut: line.cut,
    get isAway() {
      return line.isAway;
    },
    set isAway(away: boolean) {
      line.isAway = away;
    },
    refused: () => line.refused(),
    subscribedFrom: reads.subscribedFrom,
    readsOfAll: () => reads.ofAll,
    caughtUp: () => reads.caughtUp(),
    endReads: () => reads.endAll(),
    silenceReads: () => reads.silence(),
    async stop() {
      await line.close();
      server.forceShutdown();
    },
  };
}

/** A line to the server that can be cut like a cable. */
async function openLine(target: number) {
  const sockets = new Set<Socket>();
  const line = {
    port: 0,
    isAway: false,
    refused: async (): Promise<void> => void (await once(proxy, 'refused')),
    cut: (): void => sockets.forEach((socket) => socket.destroy()),
    async close(): Promise<void> {
      const closed = once(proxy, 'close');
      proxy.close();
      line.cut();
      await closed;
    },
  };
  const proxy = createServer({ noDelay: true }, (near) => {
    if (line.isAway) {
      near.destroy();
      proxy.emit('refused');
      return;
    }
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  line.port = (proxy.address() as AddressInfo).port;
  return line;
}

const features = (): SupportedMethods =>
  new SupportedMethods()
    .setEventStoreServerVersion('0.0.0-stand-in')
    .setMethodsList(
      ['read', 'append', 'batchappend', 'delete', 'tombstone'].map((name) =>
        new SupportedMethod()
          .setServiceName('event_store.client.streams.streams')
          .setMethodName(name)
          .setFeaturesList([]),
      ),
    );

const clusterOf = ({ host, port }: { readonly host: string; readonly port: number }): ClusterInfo =>
  new ClusterInfo().setMembersList([
    new MemberInfo()
      .setInstanceId(new UUID().setString('00000000-0000-4000-8000-000000000002'))
      .setTimeStamp(String(Date.now()))
      .setState(MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new EndPoint().setAddress(host).setPort(port)),
  ]);
