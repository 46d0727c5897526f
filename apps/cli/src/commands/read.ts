import type { Command } from 'commander';
import { normaliseNumber } from '@rekam/domain';
import type { CareerAnswer, MergedAnswer } from '@rekam/reader';
import type { ServiceClient } from '../client';
import { connect, type GlobalOptions } from '../connection';
import { CliError, EXIT } from '../exit-code';
import { printJson } from '../output';
import { printCareer, printTimeline, type TimelineAnswer } from '../tables';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The person id behind what was typed: the id itself, a NIP, a NI PPPK or an old NIP, printed any way. */
export async function personOf(typed: string, client: ServiceClient): Promise<string> {
  if (UUID.test(typed.toLowerCase())) return typed.toLowerCase();
  const number = normaliseNumber(typed);
  const kinds = number.length === 9 ? ['nip-lama'] : ['nip', 'ni-pppk'];
  for (const kind of kinds) {
    const found = await client
      .post<{ person: string }>('/v1/persons/resolve', { identifier: { kind, number } })
      .catch(() => null);
    if (found !== null) return found.person;
  }
  throw new CliError('No person is known by that id or number.', EXIT.rejected);
}

/** Commands that ask. They read as the auditor does, and the person sees it in the access trail. */
export function addReadCommands(program: Command, signal: AbortSignal): void {
  program
    .command('show <person>')
    .description("a person's state, by id or number, on either time axis")
    .option('--valid-at <date>', 'effective on this day (YYYY-MM-DD)')
    .option('--known-at <instant>', 'as known then: an instant (RFC 3339) or a position of the log')
    .addHelpText(
      'after',
      '\nExample:\n  npm run rekam -- show "19890314 201201 1 999" --valid-at 2024-12-31 --known-at 2025-06-01T00:00:00Z',
    )
    .action(async (typed: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { validAt?: string; knownAt?: string }>();
      const connection = await connect(options, signal);
      try {
        await connection.caughtUp();
        const query = new URLSearchParams();
        if (options.validAt !== undefined) query.set('validAt', options.validAt);
        if (options.knownAt !== undefined) query.set('knownAt', options.knownAt);
        const person = await personOf(typed, connection.client);
        const answer = await connection.reading.get<CareerAnswer | MergedAnswer>(
          `/v1/careers/${person}?${query.toString()}`,
        );
        if (options.json) printJson(answer);
        else printCareer(answer);
      } finally {
        await connection.close();
      }
    });

  program
    .command('timeline <person>')
    .description('every entry of a person, newest first, with what changed and why')
    .option('--limit <n>', 'entries at most', '50')
    .addHelpText('after', '\nExample:\n  npm run rekam -- timeline 198903142012011999 --limit 20')
    .action(async (typed: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { limit: string }>();
      const connection = await connect(options, signal);
      try {
        await connection.caughtUp();
        const person = await personOf(typed, connection.client);
        const answer = await connection.reading.get<TimelineAnswer>(
          `/v1/careers/${person}/timeline?limit=${encodeURIComponent(options.limit)}`,
        );
        if (options.json) printJson(answer);
        else printTimeline(answer);
      } finally {
        await connection.close();
      }
    });
}
