import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SKIP_FOLDER, skipNotes } from '../needs-server';
import { startBroker, type Broker } from './broker';
import { BROKER_DOOR } from './for-tests';

/**
 * The one broker of a run of tests. The run's main process owns it: it outlives the workers, and specs of all of them
 * ask it by HTTP; the first that does so starts the broker.
 */
export class SharedBroker {
  private broker: Promise<Broker> | null = null;
  private readonly folder = mkdtempSync(join(tmpdir(), 'rekam-jest-'));

  private constructor(private readonly server: Server) {}

  /** Opens the door and tells it to the workers, which inherit the environment. */
  static async open(): Promise<SharedBroker> {
    const server = createServer((_request, response) => {
      shared.start().then(
        ({ brokers }) => response.end(JSON.stringify({ brokers })),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    const shared = new SharedBroker(server);
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    // A run that has no more to do ends, also when it forgets to close.
    server.unref();
    process.env[BROKER_DOOR] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env[SKIP_FOLDER] = shared.folder;
    return shared;
  }

  private start(): Promise<Broker> {
    this.broker ??= startBroker();
    return this.broker;
  }

  /** Stops the broker if it was started, and says why specs were skipped if any were. */
  async close(): Promise<void> {
    this.server.close();
    // Why it could not start is what the specs have said already.
    const broker = await this.broker?.catch(() => null);
    await broker?.stop();
    for (const note of skipNotes(this.folder)) process.stderr.write(note);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
