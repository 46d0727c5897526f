import type { JsonObject, PersonRole, Uuid } from '../event';
import { isAnnulled, lastEdition } from '../fact';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Subject } from '../subject';
import { LEDGER } from '../text';

/** A pair and its goal; the sessions are facts of their own in the same stream. */
export interface MentoringContent {
  /** `14` coaching or `15` mentoring, codes of the table of training kinds. */
  readonly kind: '14' | '15';
  readonly mentor: Uuid;
  readonly mentee: Uuid;
  readonly goal: string;
}

export interface MentoringPart {
  readonly asMentor: number;
  readonly asMentee: number;
}

const contentOf = (content: JsonObject): MentoringContent => content as unknown as MentoringContent;

/** Both sides of a pair; it shows in the records of each. */
export const pairOf = (content: JsonObject): readonly PersonRole[] => [
  { id: contentOf(content).mentee, role: 'mentee' },
  { id: contentOf(content).mentor, role: 'mentor' },
];

/** The sessions of the pair still stand on it. */
const changesThePair = (content: MentoringContent, context: CheckContext): boolean => {
  const known = context.state.facts.get(context.fact);
  if (known === undefined || isAnnulled(known)) return false;
  const { mentor, mentee } = contentOf(lastEdition(known).content!);
  return mentor !== content.mentor || mentee !== content.mentee;
};

export const mentoring: Subject<MentoringPart> = {
  name: 'mentoring',
  types: {
    recorded: 'MentoringRecorded',
    corrected: 'MentoringCorrected',
    annulled: 'MentoringAnnulled',
    reinstated: 'MentoringReinstated',
  },
  schema: 1,
  stream: 'mentoring',
  opensStream: true,
  sensitive: ['goal'],
  texts: {
    'mentors-oneself': {
      rule: LEDGER,
      id: 'Mentor dan mentee orang yang sama.',
      en: 'Mentor and mentee are the same person.',
      accepted: 'two persons',
    },
    'pair-changed': {
      rule: LEDGER,
      id: 'Pasangan tidak dapat diganti; sesi-sesinya berdiri di atasnya.',
      en: 'The pair cannot be changed; its sessions stand on it.',
      accepted: 'annul this pair and record another',
    },
  },
  persons: pairOf,

  check({ content: raw }: Proposal, context: CheckContext): readonly Finding[] {
    const content = contentOf(raw);
    const findings: Finding[] = [];
    if (content.mentor === content.mentee) {
      findings.push({ code: 'mentors-oneself', field: '/content/mentor', severity: 'impossible' });
    }
    if (changesThePair(content, context)) {
      findings.push({ code: 'pair-changed', field: '/content/mentor', severity: 'impossible' });
    }
    return findings;
  },

  initial: () => ({ asMentor: 0, asMentee: 0 }),

  fold(part: MentoringPart, entry: Entry<FoldedEdition>, person: Uuid): MentoringPart {
    if (entry.subject !== 'mentoring') return part;
    const isMentor = contentOf(entry.edition.content!).mentor === person;
    return isMentor ? { ...part, asMentor: part.asMentor + 1 } : { ...part, asMentee: part.asMentee + 1 };
  },
};
