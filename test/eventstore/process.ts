import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface EventStoreProcess {
  readonly url: string;
  /** Null for the server that `EVENTSTORE_URL` names. */
  readonly pid: number | null;
  stop(): Promise<void>;
}

/** The server that `EVENTSTORE_URL` names, or a stand-in in a process of its own. */
export async function eventStoreProcess(): Promise<EventStoreProcess> {
  const given = process.env['EVENTSTORE_URL'];
  if (given !== undefined) return { url: given, pid: null, stop: async () => undefined };
  const args = ['--require', join(__dirname, '../register.cjs'), join(__dirname, 'run.ts')];
  // A group of its own: a Ctrl-C reaches this process alone; the end of its input ends it, however this process ends.
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url,
    pid: child.pid!,
    async stop() {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    },
  };
}
