import type { Command } from 'commander';
import type { Coordinates, Producer } from '@rekam/kafka';
import { configOf, type GlobalOptions } from '../connection';
import { CliError, EXIT } from '../exit-code';
import {
  codeOfLetter,
  deadLetterAt,
  deadLetters,
  fingerprintOf,
  originalOf,
  placeOf,
  type LyingLetter,
} from '../kafka/dead-letters';
import { clusterOf, requiredTopicsOf, withAdmin } from '../kafka/open';
import { codeOf, endsOf, outcomesFrom, outcomeTopicsOf } from '../kafka/outcomes';
import { printJson, printTable } from '../output';
import { groupNamed } from './group';
import { durationOption, moment } from './kafka-options';

const SLICE_MAX = 100;

interface RetryOptions extends GlobalOptions {
  readonly all?: boolean;
  readonly problem?: string;
  readonly since?: number;
  readonly wait?: boolean;
  readonly timeout: number;
}

/** A message that was sent again, and what became of it where that was waited for. */
interface Retried {
  readonly at: string;
  /** `<topic>/<partition>/<offset>`; null where its content was too large to be kept. */
  readonly sentTo: string | null;
  outcome: string | null;
  problem: string | null;
}

/** Sends rejected messages again, when what they were rejected for was mended. */
export function addRetryCommand(program: Command, signal: AbortSignal): void {
  groupNamed(program, 'dead-letters', '')
    .command('retry [places...]')
    .description('send the original again, to the topic it came by')
    .option('--all', 'every message that has one now, each once')
    .option('--problem <code>', 'with --all: only those with this problem')
    .option('--since <moment>', 'with --all: an instant, or a length of time ago, such as 2h', moment)
    .option('--wait', 'wait for the outcome of each; 3 when one is rejected again')
    .addOption(durationOption('--timeout <time>', 'with --wait: how long no outcome may come', '60s'))
    .addHelpText(
      'after',
      '\nExamples:\n  npm run rekam -- dead-letters retry 0:17 0:18 --wait\n' +
        '  npm run rekam -- dead-letters retry --all --problem unknown-person',
    )
    .action(async (places: readonly string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<RetryOptions>();
      if ((options.all === true) === places.length > 0) {
        throw new CliError('Name the places, or give --all.', EXIT.usage);
      }
      const retried = await retry(places, options, signal);
      if (options.json) printJson(retried);
      else
        printTable(
          ['at', 'sent to', 'outcome', 'problem'],
          retried.map(({ at, sentTo, outcome, problem }) => [
            at,
            sentTo ?? 'not sent: its content was too large to be kept',
            outcome,
            problem,
          ]),
        );
      const isRefused = retried.some(({ sentTo, outcome }) => sentTo === null || outcome === 'rejected');
      if (isRefused) process.exitCode = EXIT.rejected;
      const isOpen =
        options.wait === true && retried.some(({ sentTo, outcome }) => sentTo !== null && outcome === null);
      if (isOpen) throw new CliError('Some have no outcome yet; nothing came for as long as --timeout says.');
    });
}

async function retry(
  places: readonly string[],
  options: RetryOptions,
  signal: AbortSignal,
): Promise<readonly Retried[]> {
  const config = configOf(options);
  const { kafkaTopicPrefix: prefix } = config;
  const cluster = clusterOf(config);
  const wanted = places.map((each) => placeOf(each, prefix));
  const watched = options.wait === true ? outcomeTopicsOf(requiredTopicsOf(config), prefix) : [];
  const ends = await withAdmin(cluster, (admin) => endsOf(admin, watched));
  const producer = await cluster.producer();
  const retried: Retried[] = [];
  try {
    let slice: LyingLetter[] = [];
    const flush = async (): Promise<void> => {
      retried.push(...(await sendAgain(slice, producer)));
      slice = [];
    };
    for await (const each of chosen()) {
      signal.throwIfAborted();
      slice.push(each);
      if (slice.length === SLICE_MAX) await flush();
    }
    await flush();
  } finally {
    await producer.stop();
  }
  if (options.wait === true) await settle(retried, ends);
  return retried;

  async function* chosen(): AsyncGenerator<LyingLetter> {
    for (const place of wanted) yield await deadLetterAt(cluster, place, signal);
    if (options.all !== true) return;
    const scan = { sinceMs: options.since ?? null, onTotal: () => undefined, signal };
    // A message that is rejected again lies there twice: all of them would be twice as many at every retry.
    const found = new Set<string>();
    for await (const each of deadLetters(cluster, prefix, scan)) {
      if (options.problem !== undefined && codeOfLetter(each.letter) !== options.problem) continue;
      if (found.size < found.add(fingerprintOf(each)).size) yield each;
    }
  }

  /** Waits until each has its outcome, or none came for as long as the time-out says. */
  async function settle(sent: readonly Retried[], from: readonly Coordinates[]): Promise<void> {
    const open = new Map(sent.flatMap((each) => (each.sentTo === null ? [] : [[each.sentTo, each] as const])));
    if (open.size === 0) return;
    const ended = new AbortController();
    let patience = setTimeout(() => ended.abort(), options.timeout);
    try {
      for await (const outcome of outcomesFrom(cluster, from, AbortSignal.any([signal, ended.signal]))) {
        const { topic, partition, offset } = outcome.message;
        const each = open.get(`${topic}/${partition}/${offset}`);
        if (each === undefined) continue;
        open.delete(each.sentTo!);
        each.outcome = outcome.outcome;
        each.problem = codeOf(outcome);
        clearTimeout(patience);
        patience = setTimeout(() => ended.abort(), options.timeout);
        if (open.size === 0) ended.abort();
      }
    } finally {
      clearTimeout(patience);
    }
  }
}

async function sendAgain(slice: readonly LyingLetter[], producer: Producer): Promise<readonly Retried[]> {
  const originals = slice.map((each) => originalOf(each));
  const sent = await producer.send(originals.flatMap((each) => each ?? []));
  let next = 0;
  return slice.map(({ message }, index) => {
    const place = originals[index] === null ? null : sent[next++]!;
    return {
      at: `${message.partition}:${message.offset}`,
      sentTo: place === null ? null : `${place.topic}/${place.partition}/${place.offset}`,
      outcome: null,
      problem: null,
    };
  });
}
