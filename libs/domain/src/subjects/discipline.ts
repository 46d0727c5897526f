import type { JsonObject, PlainDate, Uuid } from '../event';
import { isAnnulled, lastEdition, type FactState } from '../fact';
import { addDays, addMonths } from '../plain-date';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEDGER } from '../text';
import { legalStatus } from '../tables/legal-statuses';
import { isGolongan } from '../tables/ranks';
import { sanctionOf, type SanctionLevel } from '../tables/sanctions';

/** A disciplinary decision (hukuman disiplin): it imposes a sanction, or ends one before its time; PP 94/2021. */
export interface DisciplineContent {
  readonly action: 'impose' | 'end';
  /** Code of the table of sanctions (jenisHukuman). */
  readonly sanction: string;
  /** The level as the source states it; the table knows it too. */
  readonly level: SanctionLevel;
  /** The regulation relied on, as it stands on the decree. */
  readonly regulation: string | null;
  /** How long it is served. */
  readonly months: number | null;
  /** Codes of the rank after and before, of a lowering in rank. */
  readonly golongan: string | null;
  readonly golonganBefore: string | null;
  /** Code of the legal status (kedudukan hukum) that it leads to. */
  readonly status: string | null;
  /** The fact of the sanction that this decision ends, or replaces with its own. */
  readonly ends: Uuid | null;
  /** What was broken: code of the national list of violations, and the words of the decree. */
  readonly grounds: { readonly code: string | null; readonly text: string | null } | null;
  readonly note: string | null;
}

interface SanctionSummary {
  readonly sanction: string;
  readonly level: SanctionLevel;
  readonly since: PlainDate;
  /** The last day on which it is served; null when only another decision ends it. */
  readonly until: PlainDate | null;
  /** The fact of the decision that ended it. */
  readonly endedBy: Uuid | null;
  readonly fact: Uuid;
}

/**
 * The last sanctions, newest last: those that no decision has ended, and those that one has. A fold knows no day, so
 * whether the time of the former is up is for whoever asks to see, by `until`.
 */
export interface DisciplinePart {
  readonly inForce: readonly SanctionSummary[];
  readonly past: readonly SanctionSummary[];
}

const SANCTIONS_MAX = 20;

const contentOf = (content: JsonObject): DisciplineContent => content as unknown as DisciplineContent;

/** The decision that imposed the sanction which another one cites, as long as it stands. */
function imposed(cited: Uuid, { state, fact: own }: CheckContext): FactState | null {
  const fact = state.facts.get(cited);
  if (fact === undefined || cited === own || fact.subject !== 'discipline' || isAnnulled(fact)) return null;
  return contentOf(lastEdition(fact).content!).action === 'impose' ? fact : null;
}

function checkEnding({ action, ends }: DisciplineContent, effectiveAt: PlainDate, context: CheckContext): Finding[] {
  const field = '/content/ends';
  if (ends === null) return action === 'end' ? [{ code: 'ends-no-sanction', field, severity: 'unlawful' }] : [];
  const cited = imposed(ends, context);
  if (cited === null) return [{ code: 'cites-no-sanction', field, severity: 'unlawful' }];
  const start = lastEdition(cited).effectiveAt;
  return start > effectiveAt
    ? [{ code: 'ends-before-sanction', field: '/effectiveAt', severity: 'unlawful', params: { start } }]
    : [];
}

function checkCodes({ sanction, golongan, golonganBefore, status }: DisciplineContent): Finding[] {
  const findings: Finding[] = [];
  if (sanctionOf(sanction) === undefined) {
    findings.push({
      code: 'unknown-sanction',
      field: '/content/sanction',
      severity: 'impossible',
      params: { sanction },
    });
  }
  for (const [field, code] of [
    ['/content/golongan', golongan],
    ['/content/golonganBefore', golonganBefore],
  ] as const) {
    if (code !== null && !isGolongan(code)) {
      findings.push({ code: 'unknown-rank', field, severity: 'impossible', params: { golongan: code } });
    }
  }
  if (status !== null && legalStatus(status) === undefined) {
    findings.push({
      code: 'unknown-legal-status',
      field: '/content/status',
      severity: 'impossible',
      params: { status },
    });
  }
  return findings;
}

/** The last day served: as stated, else by the months, else the day itself for what is served at once. */
function servedUntil({ sanction, months }: DisciplineContent, { effectiveAt, effectiveUntil }: FoldedEdition) {
  if (effectiveUntil !== null) return effectiveUntil;
  if (months !== null && months > 0) return addDays(addMonths(effectiveAt, months), -1);
  return sanctionOf(sanction)?.served === 'once' ? effectiveAt : null;
}

export const discipline: Subject<DisciplinePart> = {
  name: 'discipline',
  types: {
    recorded: 'DisciplineRecorded',
    corrected: 'DisciplineCorrected',
    annulled: 'DisciplineAnnulled',
    reinstated: 'DisciplineReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  payEffect: 'penalty',
  sensitive: ['grounds', 'note', 'status'],
  texts: {
    'unknown-sanction': {
      rule: 'PP 94/2021; reference table jenisHukuman of BKN',
      id: 'Jenis hukuman {sanction} tidak ada.',
      en: 'There is no sanction {sanction}.',
      accepted: '1 to 14, 21 to 25, 27, 28',
    },
    'sanction-level-contradicts': {
      rule: 'PP 94/2021; reference table jenisHukuman of BKN',
      id: 'Tingkat hukuman ini {level}.',
      en: 'The level of this sanction is {level}.',
      accepted: 'level {level}',
    },
    'imposes-reactivation': {
      rule: 'PP 94/2021, in a doubtful reading of the national table',
      id: 'Pengaktifan mengakhiri hukuman, tidak menjatuhkannya.',
      en: 'A reactivation ends a sanction and imposes none.',
      accepted: 'action end, citing the sanction that it ends',
    },
    'ends-no-sanction': {
      rule: 'PP 94/2021',
      id: 'Keputusan ini mengakhiri hukuman tanpa menyebut yang mana.',
      en: 'The decision ends a sanction and does not say which.',
      accepted: 'ends, the fact of the sanction that it ends',
    },
    'cites-no-sanction': {
      rule: LEDGER,
      id: 'Hukuman yang diakhiri tidak ada dalam riwayat ini, atau telah dibatalkan.',
      en: 'The sanction that it ends is not in this career, or is annulled.',
      accepted: 'the fact of a sanction of this person that stands',
    },
    'ends-before-sanction': {
      rule: LEDGER,
      id: 'Hukuman diakhiri sebelum mulai berlaku ({start}).',
      en: 'Ends the sanction before that takes effect ({start}).',
      accepted: 'a date from {start} on',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content: raw, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const content = contentOf(raw);
    const findings = checkCodes(content);
    const known = sanctionOf(content.sanction);
    if (known !== undefined && known.level !== content.level) {
      const params = { level: known.level };
      findings.push({ code: 'sanction-level-contradicts', field: '/content/level', severity: 'unlawful', params });
    }
    if (known?.served === 'ends' && content.action === 'impose') {
      findings.push({ code: 'imposes-reactivation', field: '/content/action', severity: 'warning' });
    }
    return [...findings, ...checkEnding(content, effectiveAt, context)];
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt &&
    one.content['action'] === other.content['action'] &&
    one.content['sanction'] === other.content['sanction'],

  initial: () => ({ inForce: [], past: [] }),

  fold(part: DisciplinePart, { subject, edition, fact }: Entry<FoldedEdition>): DisciplinePart {
    if (subject !== 'discipline') return part;
    const content = contentOf(edition.content!);
    const { action, sanction, level, ends } = content;
    const over = part.inForce.filter((each) => each.fact === ends).map((each) => ({ ...each, endedBy: fact }));
    const past = over.length === 0 ? part.past : [...part.past, ...over].slice(-SANCTIONS_MAX);
    const others = over.length === 0 ? part.inForce : part.inForce.filter((each) => each.fact !== ends);
    if (action === 'end' || sanctionOf(sanction)?.served === 'ends') return { inForce: others, past };
    const until = servedUntil(content, edition);
    const added = { sanction, level, since: edition.effectiveAt, until, endedBy: null, fact };
    return { inForce: [...others, added].slice(-SANCTIONS_MAX), past };
  },
};
