import type { JsonObject, PlainDate } from '../event';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { rankOf } from '../tables/ranks';
import { rankBefore } from './promotion';

/** The service examinations of the two rises of group, and the one that adjusts the rank to a new diploma. */
export const EXAM_KINDS = ['ujian-dinas-1', 'ujian-dinas-2', 'upkp'] as const;
type ExamKind = (typeof EXAM_KINDS)[number];

/** An examination taken, passed or not, PP 99/2000 jo. PP 12/2002. */
export interface ExamContent {
  readonly kind: ExamKind;
  readonly passed: boolean;
  /** 0 to 100. */
  readonly score: number | null;
  /** Number of the certificate (STLUD, STLUPKP). */
  readonly certificate: string | null;
  readonly organiser: string | null;
}

interface PassedExam {
  readonly kind: ExamKind;
  readonly at: PlainDate;
  readonly fact: string;
}

export interface ExamPart {
  /** In the order of the examinations, the last `PASSED_MAX`. */
  readonly passed: readonly PassedExam[];
}

/** A bound on what a person's state keeps; the facts themselves are all in the ledger. */
const PASSED_MAX = 20;

/** The group of ranks that an examination leads out of: the first digit of the rank's code, and its numeral. */
const GROUP_LEFT: Readonly<Partial<Record<ExamKind, readonly [digit: string, group: string]>>> = {
  'ujian-dinas-1': ['2', 'II'],
  'ujian-dinas-2': ['3', 'III'],
};

const contentOf = (content: JsonObject): ExamContent => content as unknown as ExamContent;

/** Whether the examination leads out of the group in which the person is. Exemptions and odd cases exist. */
function checkRank(kind: ExamKind, effectiveAt: PlainDate, context: CheckContext): Finding[] {
  const left = GROUP_LEFT[kind];
  const rank = rankOf(rankBefore(context, effectiveAt) ?? '');
  if (left === undefined || rank === undefined || rank.id.startsWith(left[0])) return [];
  const params = { golongan: rank.golongan, group: left[1] };
  return [{ code: 'exam-not-for-rank', field: '/content/kind', severity: 'warning', params }];
}

export const exam: Subject<ExamPart> = {
  name: 'exam',
  types: {
    recorded: 'ExamRecorded',
    corrected: 'ExamCorrected',
    annulled: 'ExamAnnulled',
    reinstated: 'ExamReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: [],
  texts: {
    'exam-not-for-rank': {
      rule: 'PP 99/2000 jo. PP 12/2002, in a doubtful reading',
      id: 'Ujian ini untuk golongan {group}, sedangkan golongan saat itu {golongan}.',
      en: 'This examination is for group {group}, and the rank held then was {golongan}.',
      accepted: 'an examination taken in group {group}',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const findings = checkRank(contentOf(content).kind, effectiveAt, context);
    if (effectiveAt > context.today) {
      findings.push({ code: 'act-in-future', field: '/effectiveAt', severity: 'impossible' });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt && one.content['kind'] === other.content['kind'],

  initial: () => ({ passed: [] }),

  fold(part: ExamPart, entry: Entry<FoldedEdition>): ExamPart {
    if (entry.subject !== 'exam') return part;
    const { kind, passed } = contentOf(entry.edition.content!);
    if (!passed) return part;
    const exam = { kind, at: entry.edition.effectiveAt, fact: entry.fact };
    return { passed: [...part.passed, exam].slice(-PASSED_MAX) };
  },
};
