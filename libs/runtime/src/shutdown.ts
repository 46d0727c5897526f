import { setMaxListeners } from 'node:events';

/**
 * That the process is stopping. Feeds and waits listen to `signal` and end; new requests are refused, those in flight
 * finish. Nest's hooks follow: `onModuleDestroy` and `beforeApplicationShutdown` while requests still run,
 * `onApplicationShutdown` when the last has ended, which is where what requests use is closed.
 */
export class Shutdown {
  private readonly controller = new AbortController();

  constructor() {
    // Every open feed listens, so Node's warning of many listeners would be a false alarm.
    setMaxListeners(0, this.controller.signal);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }
  get isStopping(): boolean {
    return this.controller.signal.aborted;
  }
  begin(): void {
    this.controller.abort();
  }
}
