import type { JsonObject, PlainDate } from '../event';
import { factsOf, lastEdition } from '../fact';
import { yearOf } from '../plain-date';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { educationLevel } from '../tables/education-levels';
import { LEDGER } from '../text';

/** A graduation (riwayat pendidikan); it takes effect on the day of graduation. */
export interface EducationContent {
  /** Code of the table of education levels (tkPendidikanId). */
  readonly level: string;
  /** Field of study, as the diploma has it. */
  readonly programme: string;
  /** The source's id of the programme (pendidikanId). */
  readonly programmeCode: string | null;
  readonly institution: string | null;
  /** Number of the diploma. */
  readonly certificate: string | null;
  readonly titlePrefix: string | null;
  readonly titleSuffix: string | null;
  /** The diploma on which the person was taken into service. */
  readonly first: boolean;
}

interface Graduation {
  readonly level: string;
  readonly programme: string;
  readonly institution: string | null;
  readonly titlePrefix: string | null;
  readonly titleSuffix: string | null;
  /** The day of graduation. */
  readonly at: PlainDate;
  readonly fact: string;
}

export interface EducationPart {
  /** Of the highest level; of two of one level the later. */
  readonly highest: Graduation | null;
  /** In the order of graduation, the last `GRADUATIONS_MAX`. */
  readonly all: readonly Graduation[];
}

/** A bound on what a person's state keeps; the facts themselves are all in the ledger. */
const GRADUATIONS_MAX = 20;

const contentOf = (content: JsonObject): EducationContent => content as unknown as EducationContent;

/** The finding on a level that the table lacks, of whichever subject names one. */
export function checkLevel(level: string | null): Finding[] {
  if (level === null || educationLevel(level) !== undefined) return [];
  return [{ code: 'unknown-education-level', field: '/content/level', severity: 'impossible', params: { level } }];
}

/** The contents and days of the facts of a subject that stand, but for the one that is spoken of. */
const othersOf = ({ state, fact: own }: CheckContext, subject: string): readonly Stated[] =>
  factsOf(state, subject).flatMap((fact) => {
    const { content, effectiveAt } = lastEdition(fact);
    return fact.fact === own || content === null ? [] : [{ content, effectiveAt }];
  });

function checkFirst(graduatedAt: PlainDate, context: CheckContext): Finding[] {
  const findings: Finding[] = [];
  const field = '/content/first';
  if (othersOf(context, 'education').some(({ content }) => content['first'] === true)) {
    findings.push({ code: 'first-education-twice', field, severity: 'warning' });
  }
  // A CPNS who becomes PNS is not taken into service anew.
  const hirings = othersOf(context, 'appointment').filter(({ content }) => content['kind'] !== 'PNS');
  if (hirings.length > 0 && hirings.every(({ effectiveAt }) => effectiveAt < graduatedAt)) {
    findings.push({ code: 'first-education-after-hiring', field, severity: 'warning' });
  }
  return findings;
}

/** The source's id of a programme tells more than its name, which is written in many ways. */
function isSameProgramme(one: EducationContent, other: EducationContent): boolean {
  if (one.programmeCode !== null && other.programmeCode !== null) return one.programmeCode === other.programmeCode;
  return one.programme.toLowerCase() === other.programme.toLowerCase();
}

export const education: Subject<EducationPart> = {
  name: 'education',
  types: {
    recorded: 'EducationRecorded',
    corrected: 'EducationCorrected',
    annulled: 'EducationAnnulled',
    reinstated: 'EducationReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  servicePeriod: 'any',
  sensitive: [],
  texts: {
    'first-education-twice': {
      rule: LEDGER,
      id: 'Pendidikan lain sudah dicatat sebagai dasar pengangkatan.',
      en: 'Another diploma is recorded as the one of the hiring.',
      accepted: 'one diploma marked as first',
    },
    'first-education-after-hiring': {
      rule: LEDGER,
      id: 'Lulus sesudah diangkat, padahal dicatat sebagai dasar pengangkatan.',
      en: 'Graduated after being hired, though marked as the diploma of the hiring.',
      accepted: 'first = false, or a graduation up to the day of the appointment',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content: raw, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const { level, first } = contentOf(raw);
    const findings = checkLevel(level);
    if (effectiveAt > context.today) {
      findings.push({ code: 'act-in-future', field: '/effectiveAt', severity: 'impossible' });
    }
    return first ? [...findings, ...checkFirst(effectiveAt, context)] : findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    yearOf(one.effectiveAt) === yearOf(other.effectiveAt) &&
    one.content['level'] === other.content['level'] &&
    isSameProgramme(contentOf(one.content), contentOf(other.content)),

  initial: () => ({ highest: null, all: [] }),

  fold(part: EducationPart, entry: Entry<FoldedEdition>): EducationPart {
    if (entry.subject !== 'education') return part;
    const { level, programme, institution, titlePrefix, titleSuffix } = contentOf(entry.edition.content!);
    const at = entry.edition.effectiveAt;
    const graduation = { level, programme, institution, titlePrefix, titleSuffix, at, fact: entry.fact };
    const { highest, all } = part;
    return {
      highest: highest !== null && highest.level > level ? highest : graduation,
      all: [...all, graduation].slice(-GRADUATIONS_MAX),
    };
  },
};
