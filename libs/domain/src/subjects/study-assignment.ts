import type { JsonObject, PlainDate } from '../event';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEDGER } from '../text';
import { checkLevel } from './education';
import { isAbsentOn, type AbsenceAction } from './leave';

/**
 * Study at the state's order, away from the post (tugas belajar); `effectiveUntil` is its last day. A return takes
 * effect on the first day back.
 */
export interface StudyAssignmentContent {
  readonly action: AbsenceAction;
  readonly programme: string | null;
  /** Code of the table of education levels (tkPendidikanId). */
  readonly level: string | null;
  readonly institution: string | null;
}

export interface StudyAssignmentPart {
  /** Null while at the post. */
  readonly current: {
    readonly programme: string | null;
    readonly level: string | null;
    readonly institution: string | null;
    /** The first day of it, which an extension leaves as it was. */
    readonly since: PlainDate;
    /** The last day as decreed; nobody is back before a return says so. */
    readonly until: PlainDate | null;
    /** The fact that stated it last. */
    readonly fact: string;
  } | null;
}

const contentOf = (content: JsonObject): StudyAssignmentContent => content as unknown as StudyAssignmentContent;

export const studyAssignment: Subject<StudyAssignmentPart> = {
  name: 'study-assignment',
  types: {
    recorded: 'StudyAssignmentRecorded',
    corrected: 'StudyAssignmentCorrected',
    annulled: 'StudyAssignmentAnnulled',
    reinstated: 'StudyAssignmentReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: [],
  texts: {
    'study-not-started': {
      rule: LEDGER,
      id: 'Tidak ada tugas belajar yang sedang berjalan.',
      en: 'There is no study assignment under way.',
      accepted: 'action start, or its start recorded first',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const { action, level } = contentOf(content);
    const findings = checkLevel(level);
    if (action !== 'start' && !isAbsentOn('study-assignment', effectiveAt, context)) {
      findings.push({ code: 'study-not-started', field: '/content/action', severity: 'unlawful' });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt && one.content['action'] === other.content['action'],

  initial: () => ({ current: null }),

  fold(part: StudyAssignmentPart, entry: Entry<FoldedEdition>): StudyAssignmentPart {
    if (entry.subject !== 'study-assignment') return part;
    const { effectiveAt, effectiveUntil, content } = entry.edition;
    const { action, programme, level, institution } = contentOf(content!);
    if (action === 'return') return { current: null };
    // An extension may leave out what its start has said.
    const extended = action === 'extend' ? part.current : null;
    return {
      current: {
        programme: programme ?? extended?.programme ?? null,
        level: level ?? extended?.level ?? null,
        institution: institution ?? extended?.institution ?? null,
        since: extended?.since ?? effectiveAt,
        until: effectiveUntil,
        fact: entry.fact,
      },
    };
  },
};
