import type { JsonObject, Uuid } from '../event';
import { yearOf } from '../plain-date';
import { factsOf, isAnnulled, statedEdition, type FactState } from '../fact';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEDGER } from '../text';
import { SESSION_JP } from '../tables/training-kinds';
import { pairOf } from './mentoring';
import { addedTo } from './training';

/** One meeting of a pair. Counts once mentor and mentee have both confirmed the very edition. */
export interface MentoringSessionContent {
  readonly jp: number;
  readonly topic: string;
  /** Copied from the pair when decided, so that each session stands alone. */
  readonly mentor: Uuid;
  readonly mentee: Uuid;
}

/** JP of confirmed sessions by calendar year; only the mentee's count toward the yearly duty (PerLAN 10/2018). */
export interface MentoringSessionPart {
  readonly jpByYear: Readonly<Record<string, number>>;
  readonly confirmed: number;
  readonly unconfirmed: number;
}

const contentOf = (content: JsonObject): MentoringSessionContent => content as unknown as MentoringSessionContent;

/** The pair whose stream it is; absent when the session arrives before it. */
const pairIn = ({ state }: CheckContext): FactState | undefined => factsOf(state, 'mentoring')[0];

export const mentoringSession: Subject<MentoringSessionPart> = {
  name: 'mentoring-session',
  types: {
    recorded: 'MentoringSessionRecorded',
    corrected: 'MentoringSessionCorrected',
    annulled: 'MentoringSessionAnnulled',
    reinstated: 'MentoringSessionReinstated',
  },
  confirmed: 'MentoringSessionConfirmed',
  schema: 1,
  stream: 'mentoring',
  opensStream: false,
  sensitive: ['topic'],
  texts: {
    'pair-annulled': {
      rule: LEDGER,
      id: 'Pasangan mentoring ini telah dibatalkan.',
      en: 'This mentoring pair is annulled.',
      accepted: 'a session of a pair that stands, or reinstate-mentoring first',
    },
    'session-jp': {
      rule: 'PerLAN 10/2018, in a doubtful reading',
      id: 'Satu sesi bernilai {jp} JP.',
      en: 'A session counts {jp} JP.',
      accepted: '{jp}',
    },
  },
  // Without its pair a session names nobody.
  persons: (content) => (typeof content['mentee'] === 'string' ? pairOf(content) : []),
  confirmers: ({ content }) => (content === null ? [] : [contentOf(content).mentee, contentOf(content).mentor]),

  derive({ content }: Proposal, context: CheckContext): JsonObject {
    const pair = pairIn(context);
    const { mentor = null, mentee = null } = (pair && statedEdition(pair).content) ?? {};
    return { ...content, mentor, mentee };
  },

  check({ content: raw, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const content = contentOf(raw);
    const findings: Finding[] = [];
    // Sessions that a pair had before it was annulled took place all the same, and can be corrected.
    if (isAnnulled(pairIn(context)!) && !context.state.facts.has(context.fact)) {
      findings.push({ code: 'pair-annulled', field: '/mentoring', severity: 'impossible' });
    }
    if (effectiveAt > context.today) {
      findings.push({ code: 'act-in-future', field: '/effectiveAt', severity: 'impossible' });
    }
    if (content.jp !== SESSION_JP) {
      findings.push({ code: 'session-jp', field: '/content/jp', severity: 'warning', params: { jp: SESSION_JP } });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt && one.content['topic'] === other.content['topic'],

  initial: () => ({ jpByYear: {}, confirmed: 0, unconfirmed: 0 }),

  fold(part: MentoringSessionPart, entry: Entry<FoldedEdition>, person: Uuid): MentoringSessionPart {
    if (entry.subject !== 'mentoring-session') return part;
    if (!entry.confirmed) return { ...part, unconfirmed: part.unconfirmed + 1 };
    const { jp, mentee } = contentOf(entry.edition.content!);
    const jpByYear = mentee === person ? addedTo(part.jpByYear, yearOf(entry.edition.effectiveAt), jp) : part.jpByYear;
    return { ...part, jpByYear, confirmed: part.confirmed + 1 };
  },
};
