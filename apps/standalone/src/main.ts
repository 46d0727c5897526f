import '@rekam/runtime/require-node';
import 'reflect-metadata';
import { createLogger, loadConfig, stopOnSignals } from '@rekam/runtime';
import { startStandalone } from './standalone';

/** The service on one machine: writer and reader in one process, until SIGTERM or Ctrl-C. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const service = await startStandalone(config);
  stopOnSignals(() => service.stop(), createLogger(config));
  process.stdout.write(`Rekam Jejak listens on ${service.url}; Ctrl-C stops it.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
