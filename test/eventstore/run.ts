import { startEventStore } from './server';

/** A stand-in server as a process of its own: prints its `esdb://` address in a line, and ends with its standard input. */
async function main(): Promise<void> {
  const server = await startEventStore();
  process.stdout.write(`${server.directUrl}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => void server.stop());
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
