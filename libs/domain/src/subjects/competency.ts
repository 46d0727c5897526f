import type { JsonObject, PlainDate } from '../event';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import {
  competencyOf,
  MATCH_RULE,
  matchCategory,
  type CompetencyKind,
  type MatchCategory,
} from '../tables/competencies';

export interface CompetencyScore {
  readonly kind: CompetencyKind;
  /** Code of the dictionary; of a technical competency, the code that its post gives it. */
  readonly code: string;
  readonly name: string | null;
  /** Level reached, 1 to 5. */
  readonly level: number;
  /** Level that the post requires, 1 to 5. */
  readonly required: number | null;
}

/** An assessment of competencies (uji kompetensi, assessment center), PermenPANRB 38/2017. Valid until `effectiveUntil`. */
export interface CompetencyContent {
  readonly method: string;
  /** Who assessed, a person or an office. */
  readonly assessor: string;
  readonly scores: readonly CompetencyScore[];
  /** Potential, 0 to 100. */
  readonly potential: number | null;
  /** The category that the source states; recomputed here, and flagged when it contradicts the levels. */
  readonly statedCategory: MatchCategory | null;
}

/** What the rules add; frozen with the assessment and never recomputed in place. */
interface CompetencyVerdict {
  /** Job-person match in hundredths of a percent; null unless every score has what is required. */
  readonly matchBasisPoints: number | null;
  readonly category: MatchCategory | null;
  readonly matchRule: string | null;
}

interface AssessmentSummary {
  readonly method: string;
  readonly potential: number | null;
  readonly matchBasisPoints: number | null;
  readonly category: MatchCategory | null;
  readonly rule: string | null;
  readonly assessedAt: PlainDate;
  readonly until: PlainDate | null;
  readonly fact: string;
}

interface CompetencyLevel extends CompetencyScore {
  readonly assessedAt: PlainDate;
  readonly until: PlainDate | null;
  readonly fact: string;
}

/** The latest assessment, and the latest level of each competency, oldest assessed first, at most fifty. */
export interface CompetencyPart {
  readonly latest: AssessmentSummary | null;
  readonly levels: readonly CompetencyLevel[];
}

const LEVELS_MAX = 50;

const contentOf = (content: JsonObject): CompetencyContent & CompetencyVerdict =>
  content as unknown as CompetencyContent & CompetencyVerdict;
const keyOf = ({ kind, code }: Pick<CompetencyScore, 'kind' | 'code'>): string => `${kind} ${code}`;

/** Sum of the levels reached over the sum of those required, in hundredths of a percent. */
function matchOf(scores: readonly CompetencyScore[]): number | null {
  let reached = 0;
  let required = 0;
  for (const score of scores) {
    if (score.required === null) return null;
    reached += score.level;
    required += score.required;
  }
  return required > 0 ? Math.round((reached / required) * 10_000) : null;
}

function checkScores(scores: readonly CompetencyScore[]): Finding[] {
  if (scores.length === 0) return [{ code: 'no-competency-scored', field: '/content/scores', severity: 'impossible' }];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [index, { kind, code }] of scores.entries()) {
    const field = `/content/scores/${index}/code`;
    if (kind !== 'technical' && competencyOf(code)?.kind !== kind) {
      const params = { kind, competency: code };
      findings.push({ code: 'unknown-competency', field, severity: 'impossible', params });
    }
    if (seen.has(keyOf({ kind, code }))) {
      findings.push({ code: 'competency-scored-twice', field, severity: 'impossible', params: { competency: code } });
    }
    seen.add(keyOf({ kind, code }));
  }
  return findings;
}

export const competency: Subject<CompetencyPart> = {
  name: 'competency',
  types: {
    recorded: 'CompetencyRecorded',
    corrected: 'CompetencyCorrected',
    annulled: 'CompetencyAnnulled',
    reinstated: 'CompetencyReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: ['assessor'],
  texts: {
    'unknown-competency': {
      rule: 'PermenPANRB 38/2017',
      id: 'Kompetensi {competency} tidak ada di antara kompetensi {kind}.',
      en: 'There is no {kind} competency {competency}.',
      accepted: 'one of the nine of the dictionary, or kind technical',
    },
    'competency-scored-twice': {
      rule: 'ledger rule: one level a competency',
      id: 'Kompetensi {competency} dinilai dua kali.',
      en: 'The competency {competency} has two levels.',
      accepted: 'each competency once',
    },
    'no-competency-scored': {
      rule: 'PermenPANRB 38/2017',
      id: 'Tidak ada kompetensi yang dinilai.',
      en: 'No competency has a level.',
      accepted: '1 to 50 scores',
    },
    'category-contradicts-levels': {
      rule: 'PermenPANRB 38/2017',
      id: 'Kategori bertentangan dengan level; seharusnya {category}.',
      en: 'The category contradicts the levels; they give {category}.',
      accepted: 'statedCategory {category}, or none',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  derive({ content: raw }: Proposal): JsonObject {
    const matchBasisPoints = matchOf(contentOf(raw).scores);
    const isJudged = matchBasisPoints !== null;
    return {
      ...raw,
      matchBasisPoints,
      category: isJudged ? matchCategory(matchBasisPoints) : null,
      matchRule: isJudged ? MATCH_RULE : null,
    };
  },

  check({ content: raw, effectiveAt }: Proposal, { today }: CheckContext): readonly Finding[] {
    const { scores, statedCategory, category } = contentOf(raw);
    const findings = checkScores(scores);
    if (statedCategory !== null && category !== null && statedCategory !== category) {
      findings.push({
        code: 'category-contradicts-levels',
        field: '/content/statedCategory',
        severity: 'unlawful',
        params: { category },
      });
    }
    if (effectiveAt > today) findings.push({ code: 'act-in-future', field: '/effectiveAt', severity: 'impossible' });
    return findings;
  },

  isSameAct(one: Stated, other: Stated): boolean {
    if (one.effectiveAt !== other.effectiveAt) return false;
    const keys = contentOf(one.content).scores.map(keyOf);
    return contentOf(other.content).scores.some((score) => keys.includes(keyOf(score)));
  },

  initial: () => ({ latest: null, levels: [] }),

  fold(part: CompetencyPart, { subject, fact, edition }: Entry<FoldedEdition>): CompetencyPart {
    if (subject !== 'competency') return part;
    const { effectiveAt: assessedAt, effectiveUntil: until } = edition;
    const { method, scores, potential, matchBasisPoints, category, matchRule } = contentOf(edition.content!);
    const scored = new Set(scores.map(keyOf));
    const kept = part.levels.filter((level) => !scored.has(keyOf(level)));
    return {
      latest: { method, potential, matchBasisPoints, category, rule: matchRule, assessedAt, until, fact },
      levels: [...kept, ...scores.map((score) => ({ ...score, assessedAt, until, fact }))].slice(-LEVELS_MAX),
    };
  },
};
