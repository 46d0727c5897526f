import {
  careerStream,
  emptyState,
  entriesAt,
  evolve,
  foldEntry,
  initialParts,
  isParty,
  type CareerState,
  type Entry,
  type Parts,
  type PlainDate,
  type Recorded,
  type Uuid,
} from '@rekam/domain';
import type { Scanned, ViewStore } from '@rekam/projection';
import type { RecentStreams } from './recent-streams';

/** Streams listed a page, and read side by side. */
const STREAMS_PAGE_MAX = 32;

/** Everything known of a person, from every stream that names them. */
export interface History {
  readonly person: Uuid;
  readonly state: CareerState;
  /** The ids that the person went by: its own, and those of careers merged into it as far as was known. */
  readonly aliases: ReadonlySet<Uuid>;
  readonly eventCount: number;
}

const isMerge = ({ type }: Recorded): boolean => type === 'PersonMerged' || type === 'PersonUnmerged';

/** The person that a career was merged into, by the last such event among these; null when it stands for itself. */
function mergedInto(events: readonly Recorded[]): Uuid | null {
  const last = events.findLast(isMerge);
  if (last?.type !== 'PersonMerged' || !('content' in last.body)) return null;
  return (last.body.content?.['into'] as Uuid | undefined) ?? null;
}

/**
 * Reads and folds what was known of a person: the own career, the mentoring pairs, and the careers merged into it,
 * which `person-stream` lists. A merge counts from when it was known, so that an older question still sees two persons.
 */
export async function readHistory(
  events: Pick<RecentStreams, 'read'>,
  directory: ViewStore,
  person: Uuid,
  isKnown: (event: Recorded) => boolean,
): Promise<History> {
  const aliases = new Set<Uuid>([person]);
  const byStream = new Map<string, readonly Recorded[]>();
  const own = (await events.read(careerStream(person))).filter(isKnown);
  byStream.set(careerStream(person), own);
  for (const alias of aliases) {
    for await (const streams of streamsNaming(directory, alias)) {
      const unread = streams.filter((stream) => !byStream.has(stream));
      const read = await Promise.all(unread.map(async (stream) => (await events.read(stream)).filter(isKnown)));
      for (const [at, stream] of unread.entries()) {
        const career = /^career-(.+)$/.exec(stream)?.[1];
        if (career === undefined) byStream.set(stream, read[at]!);
        else if (mergedInto(read[at]!) === alias) {
          byStream.set(stream, read[at]!);
          // A set hands out what is added while it is walked: careers merged into the merged one follow.
          aliases.add(career);
        }
      }
    }
  }
  const all = [...byStream.values()].flat().sort((a, b) => (a.position < b.position ? -1 : 1));
  const state = emptyState();
  let eventCount = 0;
  for (const event of all) {
    const isOther = isMerge(event) && event.stream !== careerStream(person);
    if (isOther || !event.meta.persons.some((each) => aliases.has(each.id) && isParty(each))) continue;
    evolve(state, event);
    eventCount += 1;
  }
  return { person, state, aliases, eventCount };
}

async function* streamsNaming(directory: ViewStore, person: Uuid): AsyncGenerator<readonly string[]> {
  let after: Scanned['next'] = null;
  do {
    const page: Scanned = await directory.scan('person-stream', 'key', {
      equals: [person],
      limit: STREAMS_PAGE_MAX,
      ...(after === null ? {} : { after }),
    });
    if (page.rows.length > 0) yield page.rows.map((row) => String(row['stream']));
    after = page.next;
  } while (after !== null);
}

/** Under which of its ids an entry names the person, so that a merged person's mentoring keeps its side. */
export const namedIn = ({ edition }: Entry, { person, aliases }: History): Uuid =>
  edition.persons.find(({ id }) => aliases.has(id))?.id ?? person;

/** What the ledger says of the person on a day, with the entries that say it. */
export function partsOf(history: History, validAt: PlainDate): { parts: Parts; entries: readonly Entry[] } {
  const entries = entriesAt(history.state, validAt);
  const parts = entries.reduce((parts, entry) => foldEntry(parts, entry, namedIn(entry, history)), initialParts());
  return { parts, entries };
}
