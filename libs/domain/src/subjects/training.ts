import type { JsonObject, PlainDate } from '../event';
import { yearOf } from '../plain-date';
import {
  EMPLOYER,
  type CheckContext,
  type Entry,
  type Finding,
  type FoldedEdition,
  type Proposal,
  type Stated,
  type Subject,
} from '../subject';
import { LEDGER } from '../text';
import { PAIRED_KINDS, trainingKind } from '../tables/training-kinds';

/** A course passed (diklat, kursus and every other form), PP 11/2017 art. 203 and PerLAN 10/2018. */
export interface TrainingContent {
  /** Code of the table of training kinds (jenisDiklat). */
  readonly kind: string;
  readonly name: string;
  readonly provider: string;
  /** Lesson hours (jam pelajaran). */
  readonly jp: number;
  readonly certificate: string | null;
  readonly startedAt: PlainDate | null;
  /** Competencies of PermenPANRB 38/2017 that it serves, with the level it leads to, 1 to 5. */
  readonly competencies: readonly { readonly code: string; readonly level: number }[];
}

/** JP by calendar year of completion, of trainings that count. */
export interface TrainingPart {
  readonly jpByYear: Readonly<Record<string, number>>;
  readonly count: number;
  /** Recorded by a provider and not yet confirmed by the employer: these do not count. */
  readonly unconfirmed: number;
}

const contentOf = (content: JsonObject): TrainingContent => content as unknown as TrainingContent;

/**
 * `sums` with `amount` added under `year`; `sums` stays as it was. Copied key by key: years are far from 0 as indexes
 * go, and such objects are slow to spread, which a rebuild of the views does for every entry.
 */
export function addedTo(sums: Readonly<Record<string, number>>, year: number, amount: number): Record<string, number> {
  const added: Record<string, number> = {};
  for (const key of Object.keys(sums)) added[key] = sums[key]!;
  added[year] = (added[year] ?? 0) + amount;
  return added;
}

export const training: Subject<TrainingPart> = {
  name: 'training',
  types: {
    recorded: 'TrainingRecorded',
    corrected: 'TrainingCorrected',
    annulled: 'TrainingAnnulled',
    reinstated: 'TrainingReinstated',
  },
  confirmed: 'TrainingConfirmed',
  schema: 2,
  upcasts: {
    // Version 1 said `hours` and knew no competencies.
    1: ({ hours, ...kept }) => ({ ...kept, jp: hours ?? 0, competencies: [] }),
  },
  stream: 'career',
  opensStream: false,
  sensitive: [],
  texts: {
    'unknown-training-kind': {
      rule: 'PerLAN 10/2018',
      id: 'Jenis diklat {kind} tidak ada.',
      en: 'There is no training kind {kind}.',
      accepted: 'codes 1 to 25',
    },
    'record-as-mentoring': {
      rule: LEDGER,
      id: 'Coaching dan mentoring dicatat dengan pasangan dan sesi.',
      en: 'Coaching and mentoring are recorded with a pair and sessions.',
      accepted: 'record-mentoring and record-mentoring-session',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],
  confirmers: ({ role }) => (role === 'provider' ? [EMPLOYER] : []),

  check({ content: raw, effectiveAt }: Proposal, { today }: CheckContext): readonly Finding[] {
    const { kind, startedAt } = contentOf(raw);
    const findings: Finding[] = [];
    if (trainingKind(kind) === undefined) {
      findings.push({
        code: 'unknown-training-kind',
        field: '/content/kind',
        severity: 'impossible',
        params: { kind },
      });
    } else if (PAIRED_KINDS.includes(kind)) {
      findings.push({ code: 'record-as-mentoring', field: '/content/kind', severity: 'unlawful' });
    }
    if (startedAt !== null && startedAt > effectiveAt) {
      findings.push({ code: 'ends-before-start', field: '/content/startedAt', severity: 'impossible' });
    }
    if (effectiveAt > today) findings.push({ code: 'act-in-future', field: '/effectiveAt', severity: 'impossible' });
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt &&
    one.content['kind'] === other.content['kind'] &&
    one.content['name'] === other.content['name'],

  initial: () => ({ jpByYear: {}, count: 0, unconfirmed: 0 }),

  fold(part: TrainingPart, entry: Entry<FoldedEdition>): TrainingPart {
    if (entry.subject !== 'training') return part;
    if (!entry.confirmed) return { ...part, unconfirmed: part.unconfirmed + 1 };
    const { jp } = contentOf(entry.edition.content!);
    return { ...part, jpByYear: addedTo(part.jpByYear, yearOf(entry.edition.effectiveAt), jp), count: part.count + 1 };
  },
};
