import type { KafkaTopics } from '@rekam/runtime';
import { CliError, EXIT } from '../exit-code';

/** A source, and the topic by which it comes. */
interface Player {
  readonly source: string;
  readonly topic: string;
}

/** An agency that is played. */
export interface AgencyPlayer {
  readonly agency: string;
  /** Sends whole careers. */
  readonly home: Player;
  /** Its other systems and the training providers: they send acts of persons whom `home` has not appointed yet. */
  readonly guests: readonly Player[];
}

const AGENCY = /^\/agencies\/(\d{4})\//;

/** The first agencies of the topics file with their sources, in its order. Throws CliError where there are too few. */
export function playersOf({ intake }: Pick<KafkaTopics, 'intake'>, agencies: number | null): readonly AgencyPlayer[] {
  const all: readonly Player[] = intake.flatMap(({ topic, sources }) =>
    sources.map(({ source }) => ({ source, topic })),
  );
  const byAgency = new Map<string, Player[]>();
  const providers: Player[] = [];
  for (const player of all) {
    const agency = AGENCY.exec(player.source)?.[1];
    if (agency === undefined) providers.push(player);
    else byAgency.set(agency, [...(byAgency.get(agency) ?? []), player]);
  }
  if (byAgency.size === 0 || (agencies !== null && agencies > byAgency.size)) {
    throw new CliError(
      `The topics file names ${byAgency.size} agencies with a source; --agencies is at least 1 and at most that. ` +
        'rekam agency-simulator --write-topics-file <path> writes one.',
      EXIT.usage,
    );
  }
  return [...byAgency].slice(0, agencies ?? undefined).map(([agency, [home, ...others]]) => ({
    agency,
    home: home!,
    guests: [...others, ...providers],
  }));
}
