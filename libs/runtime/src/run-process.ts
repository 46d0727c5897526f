import { loadConfig, type Config } from './config';
import { checkConfiguredFiles } from './configured-files';
import { createLogger } from './logging';
import { stopOnSignals } from './shutdown';
import type { RunningProcess } from './start-process';

/** The life of a process: reads the environment, starts, says where it listens, and ends on SIGTERM or Ctrl-C. */
export function runProcess(name: string, start: (config: Config) => Promise<RunningProcess>): void {
  const run = async (): Promise<void> => {
    const config = loadConfig(process.env);
    checkConfiguredFiles(config);
    const running = await start(config);
    stopOnSignals(() => running.stop(), createLogger(config));
    process.stdout.write(`${name} listens on ${running.url}; Ctrl-C stops it.\n`);
  };
  run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
