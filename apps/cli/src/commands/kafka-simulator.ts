import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { isPlainDate } from '@rekam/domain';
import { localDate, type Config } from '@rekam/runtime';
import type { Command } from 'commander';
import { configOf, type GlobalOptions } from '../connection';
import { CliError, EXIT } from '../exit-code';
import { clusterOf, requiredTopicsOf } from '../kafka/open';
import { outcomeTopicsOf } from '../kafka/outcomes';
import { printJson, printTable, progress } from '../output';
import { playersOf } from '../simulator/players';
import { simulate, type SimulationReport } from '../simulator/simulate';
import { AGENCIES_MAX, exampleTopics } from '../simulator/topics-file';
import { wholeNumber } from './data';
import { durationOption, rate, shareOption } from './kafka-options';

const EVENTS_MAX = 10_000_000;
const PEOPLE_MAX = 1_000_000;
const AGENCIES_LIMIT = 1_000;
/** Careers side by side: enough for many keys at once, few enough for an appointment to follow soon. */
const CAREERS_AT_ONCE_MAX = 256;
const CAREERS_SECONDS = 2;
const EXAMPLE_AGENCIES = 3;

interface SimulatorOptions extends GlobalOptions {
  readonly events: number;
  readonly agencies?: number;
  readonly people: number;
  readonly rate: number;
  readonly duplicates: number;
  readonly bad: number;
  readonly disorder: number;
  readonly seed: number;
  readonly run?: string;
  readonly timeout: number;
  readonly writeTopicsFile?: string;
}

/** Agencies as the ledger sees them from outside, played over Kafka. */
export function addSimulatorCommand(program: Command, signal: AbortSignal): void {
  program
    .command('agency-simulator')
    .description(
      'play the sources of the topics file: send made-up careers, wait for every outcome; 3 when one is lost or wrong',
    )
    .option('--events <n>', 'how many messages', wholeNumber(1, EVENTS_MAX), 10_000)
    .option(
      '--agencies <n>',
      'the first so many agencies of the topics file; all without',
      wholeNumber(1, AGENCIES_LIMIT),
    )
    .option('--people <n>', 'how many careers', wholeNumber(1, PEOPLE_MAX), 500)
    .option('--rate <n/s>', 'messages a second; 0 is as fast as it goes', rate, 0)
    .addOption(shareOption('--duplicates <share>', 'that repeat an earlier message, at once or later', 0.05))
    .addOption(shareOption('--bad <share>', 'that have to be rejected', 0.01))
    .addOption(shareOption('--disorder <share>', 'that come before the appointment of whom they are about', 0.01))
    .option('--seed <n>', 'which careers', wholeNumber(0, 4_294_967), 1)
    .option('--run <id>', 'repeat the messages of this run: all are duplicates')
    .addOption(durationOption('--timeout <time>', 'how long nothing may come before the rest counts as lost', '60s'))
    .option(
      '--write-topics-file <path>',
      `write an example of a topics file (--agencies up to ${AGENCIES_MAX}) and end`,
    )
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npm run rekam -- agency-simulator --write-topics-file topics.json --agencies 3\n' +
        '  npm run rekam -- agency-simulator --events 100000 --people 5000 --rate 2000/s --duplicates 5% --bad 1%',
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SimulatorOptions>();
      const config = configOf(options);
      if (options.writeTopicsFile !== undefined) writeTopicsFile(options.writeTopicsFile, config, options);
      else await play(config, options, signal);
    });
}

function writeTopicsFile(path: string, { kafkaTopicPrefix }: Config, { agencies, json }: SimulatorOptions): void {
  const count = agencies ?? EXAMPLE_AGENCIES;
  if (count > AGENCIES_MAX) throw new CliError(`The example has at most ${AGENCIES_MAX} agencies.`, EXIT.usage);
  const topics = exampleTopics(kafkaTopicPrefix, count);
  try {
    writeFileSync(path, `${JSON.stringify(topics, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    throw new CliError(`Cannot write ${path}: ${(error as Error).message}`, EXIT.usage);
  }
  if (json) printJson({ file: path });
  else process.stdout.write(`Written to ${path}. Name it in REKAM_KAFKA_TOPICS_FILE, then: rekam topics create\n`);
}

async function play(config: Config, options: SimulatorOptions, signal: AbortSignal): Promise<void> {
  if (options.duplicates + options.bad > 0.9) {
    throw new CliError('--duplicates and --bad together are at most 90%: the rest has to make careers.', EXIT.usage);
  }
  const cluster = clusterOf(config);
  const topics = requiredTopicsOf(config);
  const players = playersOf(topics, options.agencies ?? null);
  const today = localDate(Date.now(), config.timeZone);
  const run = options.run ?? `${today}-${randomBytes(3).toString('hex')}`;
  const played = new Set(players.flatMap(({ home, guests }) => [home, ...guests].map(({ topic }) => topic)));
  const bar = progress('outcomes', options.events, { json: options.json === true });
  const { people, rate: ratePerSecond } = options;
  const careersAtOnce =
    ratePerSecond === 0
      ? CAREERS_AT_ONCE_MAX
      : Math.min(CAREERS_AT_ONCE_MAX, Math.max(1, Math.floor(ratePerSecond * CAREERS_SECONDS)));
  const report = await simulate({
    cluster,
    plan: {
      ...options,
      run,
      until: lastDayOf(run, today),
      people: Math.min(people, options.events),
      careersAtOnce,
      players,
    },
    ratePerSecond,
    timeoutMs: options.timeout,
    isRepeat: options.run !== undefined,
    outcomeTopics: outcomeTopicsOf(topics, config.kafkaTopicPrefix, played),
    signal,
    onAnswered: (answered) => bar.update(answered),
  }).finally(() => bar.stop());
  if (options.json) printJson(report);
  else printReport(report);
  if (report.state === 'interrupted') process.exitCode = EXIT.interrupted;
  else if (report.lost > 0 || report.unexpected > 0) process.exitCode = EXIT.rejected;
}

/** The careers of a run end on the day in its name, so that it can be repeated word for word on another day. */
function lastDayOf(run: string, today: string): string {
  const day = /^(\d{4}-\d\d-\d\d)-[a-z0-9]{1,20}$/.exec(run)?.[1];
  if (day !== undefined && isPlainDate(day) && day <= today) return day;
  throw new CliError(
    `--run is "${run}"; accepted: a day up to today, a hyphen, and up to 20 letters and digits, such as ${today}-a1.`,
    EXIT.usage,
  );
}

function printReport(report: SimulationReport): void {
  const { accepted, duplicate, rejected, lost, unexpected, repeated, sent, latencyMs, state, waiting } = report;
  printTable(
    ['sent', 'accepted', 'duplicate', 'rejected', 'lost', 'unexpected', 'repeated'],
    [[sent, accepted, duplicate, rejected, lost, unexpected, repeated]],
  );
  if (rejected > 0) printTable(['rejected because', 'messages'], Object.entries(report.rejectedBy));
  if (latencyMs !== null) {
    const { p50, p95, p99, max } = latencyMs;
    printTable(
      ['ms to the outcome', 'p50', 'p95', 'p99', 'max'],
      [['of those that wait for no one', p50, p95, p99, max]],
    );
  }
  if (report.surprises.length > 0) {
    printTable(
      ['unexpected', 'expected', 'outcome', 'problem'],
      report.surprises.map(({ message, expected, outcome, code }) => [message, expected, outcome, code]),
    );
  }
  process.stdout.write(
    `Run ${report.run}: ${report.agencies} agencies, sent in ${report.sendSeconds} s, the last outcome after ${report.seconds} s, ` +
      `those that wait for no one at ${report.outcomesPerSecond}/s. The same again: --run ${report.run}\n`,
  );
  if (state === 'interrupted') process.stderr.write(`Stopped; ${waiting} messages had no outcome yet.\n`);
}
