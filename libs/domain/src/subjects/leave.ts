import type { JsonObject, PlainDate } from '../event';
import { addDays, addYears } from '../plain-date';
import { lastBefore } from '../standing';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEAVE_TERMS, type LeaveKind } from '../tables/leave-kinds';
import { LEDGER } from '../text';

/** What an act does to an absence: it begins it, lets it last longer, or brings the person back to the post. */
export const ABSENCE_ACTIONS = ['start', 'extend', 'return'] as const;
export type AbsenceAction = (typeof ABSENCE_ACTIONS)[number];

/**
 * Unpaid leave (CLTN) or a duty elsewhere, PP 11/2017; `effectiveUntil` is its last day. A return takes effect on the
 * first day back. BKN's letter is the approval (pertek).
 */
export interface LeaveContent {
  readonly action: AbsenceAction;
  readonly kind: LeaveKind;
}

export interface LeavePart {
  /** Null while at the post. */
  readonly current: {
    readonly kind: LeaveKind;
    /** The first day of it, which an extension leaves as it was. */
    readonly since: PlainDate;
    /** The last day as decreed; nobody is back before a return says so. */
    readonly until: PlainDate | null;
    /** The fact that stated it last. */
    readonly fact: string;
  } | null;
}

const contentOf = (content: JsonObject): LeaveContent => content as unknown as LeaveContent;

/**
 * Whether the last act up to a day, of those `wanted`, left an absence of this subject running. The day itself counts:
 * an extension may state the whole absence anew, from its first day.
 */
export function isAbsentOn(
  subject: 'leave' | 'study-assignment',
  date: PlainDate,
  context: CheckContext,
  wanted?: (content: JsonObject) => boolean,
): boolean {
  const last = lastBefore(context, [subject], addDays(date, 1), ({ content }) => wanted?.(content!) ?? true);
  return last !== null && last.content!['action'] !== 'return';
}

function checkLength({ content, effectiveAt, effectiveUntil }: Proposal): Finding[] {
  const { action, kind } = contentOf(content);
  const years = action === 'return' ? undefined : LEAVE_TERMS[kind].yearsMax?.[action];
  // Whether the last day is the one before the anniversary or the anniversary itself is read both ways.
  if (years === undefined || effectiveUntil === null || effectiveUntil <= addYears(effectiveAt, years)) return [];
  return [{ code: 'leave-too-long', field: '/effectiveUntil', severity: 'warning', params: { years } }];
}

export const leave: Subject<LeavePart> = {
  name: 'leave',
  types: {
    recorded: 'LeaveRecorded',
    corrected: 'LeaveCorrected',
    annulled: 'LeaveAnnulled',
    reinstated: 'LeaveReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: [],
  texts: {
    'leave-not-started': {
      rule: LEDGER,
      id: 'Tidak ada {name} yang sedang berjalan.',
      en: 'There is no absence of this kind ({name}) under way.',
      accepted: 'action start, or its start recorded first',
    },
    'leave-too-long': {
      rule: 'PP 11/2017, in a doubtful reading',
      id: 'Lebih lama dari {years} tahun.',
      en: 'Longer than {years} year(s).',
      accepted: 'an effectiveUntil within {years} year(s) of effectiveAt',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check(proposal: Proposal, context: CheckContext): readonly Finding[] {
    const { action, kind } = contentOf(proposal.content);
    const findings = checkLength(proposal);
    const isRunning = () => isAbsentOn('leave', proposal.effectiveAt, context, (other) => other['kind'] === kind);
    if (action !== 'start' && !isRunning()) {
      const params = { name: LEAVE_TERMS[kind].name };
      findings.push({ code: 'leave-not-started', field: '/content/action', severity: 'unlawful', params });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt &&
    one.content['action'] === other.content['action'] &&
    one.content['kind'] === other.content['kind'],

  initial: () => ({ current: null }),

  fold(part: LeavePart, entry: Entry<FoldedEdition>): LeavePart {
    if (entry.subject !== 'leave') return part;
    const { effectiveAt, effectiveUntil, content } = entry.edition;
    const { action, kind } = contentOf(content!);
    if (action === 'return') return { current: null };
    const since = action === 'extend' && part.current?.kind === kind ? part.current.since : effectiveAt;
    return { current: { kind, since, until: effectiveUntil, fact: entry.fact } };
  },
};
