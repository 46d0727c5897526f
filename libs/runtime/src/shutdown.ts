import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';

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

/** Ends the process in good order on SIGTERM or Ctrl-C (exit code 0, or 1 when that failed); a second signal at once (130). */
export function stopOnSignals(stop: () => Promise<void>, log: Pick<Logger, 'error'>): void {
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) process.exit(130);
    isStopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the service did not stop in good order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
