import '@rekam/runtime/require-node';
import 'reflect-metadata';
import { loadConfig } from '@rekam/runtime';
import { startStandalone } from './standalone';

/** The service on one machine: writer and reader in one process. */
async function main(): Promise<void> {
  const service = await startStandalone(loadConfig(process.env), (message) => process.stderr.write(`${message}\n`));
  process.stdout.write(`Rekam Jejak listens on ${service.url}\n`);
  await service.stopped;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
