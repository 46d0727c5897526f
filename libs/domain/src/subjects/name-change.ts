import type { JsonObject, PlainDate } from '../event';
import { lastBefore } from '../standing';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEDGER } from '../text';

/** A change of name, or of the academic titles that are put with it (pencantuman gelar). */
export interface NameChangeContent {
  /** Without titles. */
  readonly name: string;
  readonly titlePrefix: string | null;
  readonly titleSuffix: string | null;
}

/** The name as last changed; all null before any change. The appointment's part has the name of everybody. */
export interface NameChangePart {
  readonly name: string | null;
  readonly titlePrefix: string | null;
  readonly titleSuffix: string | null;
  readonly since: PlainDate | null;
  readonly fact: string | null;
}

const contentOf = (content: JsonObject): NameChangeContent => content as unknown as NameChangeContent;

/** An appointment states a name too, and no titles. */
const isSameName = (one: NameChangeContent, other: JsonObject): boolean =>
  one.name === other['name'] &&
  one.titlePrefix === (other['titlePrefix'] ?? null) &&
  one.titleSuffix === (other['titleSuffix'] ?? null);

export const nameChange: Subject<NameChangePart> = {
  name: 'name-change',
  types: {
    recorded: 'NameChangeRecorded',
    corrected: 'NameChangeCorrected',
    annulled: 'NameChangeAnnulled',
    reinstated: 'NameChangeReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: ['name', 'titlePrefix', 'titleSuffix'],
  texts: {
    'name-unchanged': {
      rule: LEDGER,
      id: 'Nama dan gelar sama dengan yang sudah tercatat.',
      en: 'Name and titles are the ones on record already.',
      accepted: 'another name or other titles',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const before = lastBefore(context, ['appointment', 'name-change'], effectiveAt);
    if (before === null || !isSameName(contentOf(content), before.content!)) return [];
    return [{ code: 'name-unchanged', field: '/content/name', severity: 'warning' }];
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt && isSameName(contentOf(one.content), other.content),

  initial: () => ({ name: null, titlePrefix: null, titleSuffix: null, since: null, fact: null }),

  fold(part: NameChangePart, entry: Entry<FoldedEdition>): NameChangePart {
    if (entry.subject !== 'name-change') return part;
    // All of it is missing once it is erased.
    const { name, titlePrefix, titleSuffix } = contentOf(entry.edition.content!) as Partial<NameChangeContent>;
    return {
      name: name ?? null,
      titlePrefix: titlePrefix ?? null,
      titleSuffix: titleSuffix ?? null,
      since: entry.edition.effectiveAt,
      fact: entry.fact,
    };
  },
};
