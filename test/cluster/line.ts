import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/** A TCP line to a server, on a port of its own, that can be broken like a cable. */
export interface Line {
  readonly port: number;
  /** Resets every connection, and new ones until it is mended: the other side knows at once. */
  cut(): void;
  /** Lets nothing pass until it is mended, and tells nobody: what was on its way comes then. */
  silence(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Opens a line to a server at `host:port`. */
export async function openLine(target: { readonly host: string; readonly port: number }): Promise<Line> {
  const connections = new Set<Connection>();
  let state: 'whole' | 'cut' | 'silent' = 'whole';
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    if (state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const connection = new Connection(near, target);
    connections.add(connection);
    near.once('close', () => connections.delete(connection));
    if (state === 'whole') connection.flow();
  });
  const reset = (): void => {
    for (const connection of connections) connection.reset();
  };
  server.listen(0, HOST);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut';
      reset();
    },
    silence() {
      state = 'silent';
      for (const connection of connections) connection.hold();
    },
    mend() {
      state = 'whole';
      for (const connection of connections) connection.flow();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      reset();
      await closed;
    },
  };
}

/** Whoever connected, and the server behind. */
class Connection {
  private readonly far: Socket;

  constructor(
    private readonly near: Socket,
    target: { readonly host: string; readonly port: number },
  ) {
    this.far = connect({ ...target, noDelay: true });
    for (const [socket, other] of [
      [this.near, this.far],
      [this.far, this.near],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.once('close', () => other.destroy());
    }
  }

  /** What flows already goes on as it does. */
  flow(): void {
    this.hold();
    this.near.pipe(this.far);
    this.far.pipe(this.near);
  }

  hold(): void {
    for (const socket of [this.near, this.far]) socket.unpipe().pause();
  }

  reset(): void {
    this.near.resetAndDestroy();
    this.far.resetAndDestroy();
  }
}
