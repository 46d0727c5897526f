import type { Command } from 'commander';
import { configOf, type GlobalOptions } from '../connection';
import {
  codeOfLetter,
  deadLetterAt,
  deadLetters,
  lineOf,
  originalOf,
  placeOf,
  type LetterLine,
  type LyingLetter,
} from '../kafka/dead-letters';
import { clusterOf } from '../kafka/open';
import { printJson, printTable, progress } from '../output';
import { wholeNumber } from './data';
import { groupNamed } from './group';
import { moment } from './kafka-options';
import { addRetryCommand } from './kafka-retry';

const LIMIT_MAX = 100_000;

/** Commands for messages that were rejected. */
export function addDeadLetterCommands(program: Command, signal: AbortSignal): void {
  groupNamed(program, 'dead-letters', 'messages of agencies that were rejected, each with its problem');
  addList(program, signal);
  addShow(program, signal);
  addRetryCommand(program, signal);
}

interface ListOptions extends GlobalOptions {
  readonly since?: number;
  readonly limit: number;
  readonly problem?: string;
}

function addList(program: Command, signal: AbortSignal): void {
  groupNamed(program, 'dead-letters', '')
    .command('list')
    .description('the newest, without key and content: those are personal data')
    .option('--since <moment>', 'an instant (RFC 3339), or a length of time ago, such as 2h', moment)
    .option('--limit <n>', 'at most so many', wholeNumber(1, LIMIT_MAX), 100)
    .option('--problem <code>', 'only those with this problem, such as unknown-person')
    .addHelpText('after', '\nExample:\n  npm run rekam -- dead-letters list --since 2h --problem unknown-person')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ListOptions>();
      const config = configOf(options);
      const newest: LetterLine[] = [];
      let bar = progress('dead letters', 0, { json: true });
      let read = 0;
      for await (const each of deadLetters(clusterOf(config), config.kafkaTopicPrefix, {
        sinceMs: options.since ?? null,
        onTotal: (total) => (bar = progress('dead letters', total, { json: options.json === true })),
        signal,
      })) {
        bar.update(++read);
        if (options.problem !== undefined && codeOfLetter(each.letter) !== options.problem) continue;
        newest.push(lineOf(each));
        if (newest.length > options.limit) newest.shift();
      }
      bar.stop();
      if (options.json) printJson(newest);
      else
        printTable(
          ['at', 'time', 'message', 'source', 'type', 'problem'],
          newest.map(({ at, time, message, source, type, problem, title }) => [
            at,
            time,
            message,
            source,
            type,
            `${problem}: ${title}`,
          ]),
        );
    });
}

function addShow(program: Command, signal: AbortSignal): void {
  groupNamed(program, 'dead-letters', '')
    .command('show <place>')
    .description('one of them with its whole problem, by its place, such as 0:17')
    .option('--payload', 'also key, headers and content as they came: personal data')
    .addHelpText('after', '\nExample:\n  npm run rekam -- dead-letters show 0:17')
    .action(async (typed: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { payload?: boolean }>();
      const config = configOf(options);
      const place = placeOf(typed, config.kafkaTopicPrefix);
      const lying = await deadLetterAt(clusterOf(config), place, signal);
      printJson({
        ...lineOf(lying),
        problem: lying.letter.problem,
        outcomeId: lying.letter.outcomeId,
        valueBytesLost: lying.letter.valueBytesLost,
        ...(options.payload === true && payloadOf(lying)),
      });
    });
}

function payloadOf(lying: LyingLetter) {
  const { key, value } = lying.message;
  const headers = Object.entries(originalOf({ ...lying, letter: { ...lying.letter, valueBytesLost: null } })!.headers!);
  const text = (bytes: unknown): unknown => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : bytes);
  return {
    key: text(key),
    headers: Object.fromEntries(
      headers.map(([name, bytes]) => [name, Array.isArray(bytes) ? bytes.map(text) : text(bytes)]),
    ),
    value: text(value),
  };
}
