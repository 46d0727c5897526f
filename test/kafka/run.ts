import { parseArgs } from 'node:util';
import { startBroker } from './broker';
import { KAFKA_VERSION } from './jars';

const FOLDER = './data-kafka';
const PORT = '9092';

const HELP = `npm run kafka [-- [--folder PATH]]

Starts a single Kafka ${KAFKA_VERSION} broker on this machine for development, without Docker: Java 17 or later, and Maven the
first time, which fetches it. No logins, no TLS; topics are not created by themselves. Ctrl-C stops it in good order.

  --folder PATH   where its data stay; ${FOLDER}
  --help

KAFKA_PORT is the port of 127.0.0.1 it listens on; ${PORT}.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: FOLDER },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const port = Number(process.env['KAFKA_PORT'] ?? PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`KAFKA_PORT is "${process.env['KAFKA_PORT']}"; accepted: a whole number from 1 to 65535`);
  }
  let stopping = false;
  const broker = await startBroker({
    folder: values.folder,
    port,
    onOutput: console.log,
    onExit: () => {
      if (stopping) return;
      console.error('The broker has ended by itself.');
      process.exitCode = 1;
    },
  });
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping.');
    void broker.stop().then(() => console.log('Stopped.'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  console.log(howToConnect(broker.brokers.join(), values.folder));
}

const howToConnect = (brokers: string, folder: string): string => `
Kafka ${KAFKA_VERSION} listens on ${brokers}, data in ${folder}. No logins; topics are not created by themselves. Ctrl-C
stops it. For instance, in another terminal:

  REKAM_KAFKA_BROKERS=${brokers} npm start
  kcat -L -b ${brokers}`;

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
