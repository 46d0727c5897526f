import 'reflect-metadata';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { loadConfig } from '@rekam/runtime';
import { printRequests, showLedger } from '../../apps/cli/src/commands/demo';
import { printTable } from '../../apps/cli/src/output';
import { exampleTopics } from '../../apps/cli/src/simulator/topics-file';
import { Cluster } from './cluster';
import { rekam } from './command-line';
import { Outages } from './demo';
import { openFront } from './front';

const WRITERS = 2;
const READERS = 2;
const AGENCIES = 3;
const PREFIX = 'career';
/** Enough for every kind of outcome. */
const SIMULATION = ['--events', '600', '--people', '40', '--rate', '100/s'];

const HELP = `npm run demo:cluster [-- --once]

Starts ${WRITERS} writers and ${READERS} readers as processes of their own on this machine, on EventStoreDB, PostgreSQL and Kafka, and
shows the demo on them: the sample over HTTP, an agency's load over Kafka, a writer and a reader that are killed under
work. Stays up until Ctrl-C.

  --once   end after showing; exit code 1 when something did not go as it must
  --help

EVENTSTORE_URL   the server of EventStoreDB or KurrentDB; without it a stand-in in memory that speaks its protocol
POSTGRES_URL     a server of PostgreSQL, as a role that may create databases and roles; without it one is started
Kafka is started: Java 17 or later, and Maven the first time, which fetches it.`;

const say = (text = ''): boolean => process.stdout.write(`${text}\n`);

async function main(signal: AbortSignal): Promise<void> {
  const { values } = parseArgs({
    options: { once: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    say(HELP);
    return;
  }
  const cluster = await Cluster.start({
    writers: WRITERS,
    readers: READERS,
    form: 'built',
    kafka: { prefix: PREFIX, topics: exampleTopics(PREFIX, AGENCIES) },
    report: (line) => say(`- ${line}`),
  });
  const front = await openFront({
    writers: cluster.writers.map(({ url }) => url),
    readers: cluster.readers.map(({ url }) => url),
  });
  try {
    await show(cluster, front.url, signal);
    if (!values.once && !signal.aborted) {
      say('\nThe cluster stays up; Ctrl-C stops it and removes its folder.');
      await once(signal, 'abort');
    }
  } finally {
    await front.close();
    await cluster.stop();
    say('Stopped; nothing is left running.');
  }
}

async function show(cluster: Cluster, url: string, signal: AbortSignal): Promise<void> {
  say('\nWhat runs where');
  printTable(
    ['part', 'what', 'process', 'address'],
    [
      ...cluster.parts().map(({ name, what, pid, address }) => [name, what, pid ?? 'elsewhere', address]),
      ['front', 'routes by method and path, as an ingress', process.pid, url],
    ],
  );
  say(`Logs of each: ${cluster.logFolder}\n`);
  const { timeZone } = loadConfig({});
  const shown = await showLedger({ url, folder: cluster.dataFolder, timeZone }, signal);

  say('\n7. Three agencies over Kafka, with duplicates, disorder and bad messages: each message has its outcome');
  const kafka = { form: 'built' as const, env: cluster.kafkaEnv, signal };
  await rekam(['agency-simulator', ...SIMULATION], kafka);

  say('\n8. A writer dies');
  const outages = await Outages.of(cluster, shown, signal, say);
  await outages.ofWriter(cluster.writers[0]!);
  say('9. The reader that folds the views dies');
  await outages.ofActiveReader();
  say('10. Over Kafka again, on the processes that are there now');
  await rekam(['agency-simulator', ...SIMULATION], kafka);

  printRequests(shown);
  say('\nWhat each process measures:');
  for (const { name, metricsUrl } of cluster.members) say(`curl -s ${metricsUrl}   # ${name}`);
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // Whoever cannot wait for a stop in good order leaves it to the watchdogs.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}

main(stop.signal).catch((error: unknown) => {
  if (stop.signal.aborted) {
    process.exitCode = 130;
    return;
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
