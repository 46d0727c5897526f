import { addMonths, RANK_IDS, type PlainDate } from '@rekam/domain';
import type { FactAnswer } from '@rekam/reader';
import type { PersonRecord } from './agency';
import { said } from './fact-text';

/** A leadership training passed; level 1 is the highest. */
export interface Leadership {
  readonly level: 1 | 2 | 3 | 4;
  readonly name: string;
  readonly at: PlainDate;
}

/** What the place of a civil servant in the list is decided by, in this order (PP 15/1979). */
export interface Ranked {
  readonly record: PersonRecord;
  /** Months of service; null without an appointment. */
  readonly serviceMonths: number | null;
  readonly leadership: Leadership | null;
}

type Level = Leadership['level'];

/** DIKLATPIM TK II, Kepemimpinan Tingkat III, PKN Tingkat I: one scale of four, whatever the course was called. */
const NUMBERED = /(?:PIM|KEPEMIMPINAN|KEPEMIMPINAN NASIONAL|PKN)\s*(?:TINGKAT|TK)?\.?\s*(IV|III|II|I|[1-4])\b/;
const NUMERALS: Readonly<Record<string, Level>> = { I: 1, II: 2, III: 3, IV: 4, '1': 1, '2': 2, '3': 3, '4': 4 };

/** The names without a number: the present ones of PerLAN, and the older ones as `latihanStruktural` joins them to the scale. */
const BY_NAME: readonly (readonly [RegExp, Level])[] = [
  [/\bSEPATI\b/, 1],
  [/\b(?:SPAMEN|SESPA|SESPANAS)\b/, 2],
  [/\b(?:PKA|KEPEMIMPINAN ADMINISTRATOR|SEPADYA|SPAMA)\b/, 3],
  [/\b(?:PKP|KEPEMIMPINAN PENGAWAS|SEPALA|ADUM)\b/, 4],
];

/** Structural and managerial courses (jenisDiklat). */
const LEADERSHIP_KINDS: ReadonlySet<string | number | null> = new Set(['1', '5']);

export function leadershipLevel(name: string): Level | null {
  const upper = name.toUpperCase();
  const numeral = NUMBERED.exec(upper)?.[1];
  if (numeral !== undefined) return NUMERALS[numeral]!;
  return BY_NAME.find(([pattern]) => pattern.test(upper))?.[1] ?? null;
}

/** The highest leadership training that counts, and of one level the earliest. */
export function leadershipOf(facts: readonly FactAnswer[]): Leadership | null {
  const passed = facts.flatMap((fact): Leadership[] => {
    if (fact.subject !== 'training' || !fact.confirmed || !LEADERSHIP_KINDS.has(said(fact, 'kind'))) return [];
    const name = String(said(fact, 'name') ?? '');
    const level = leadershipLevel(name);
    return level === null ? [] : [{ level, name, at: fact.effectiveAt }];
  });
  return passed.sort((a, b) => a.level - b.level || ascending(a.at, b.at))[0] ?? null;
}

/** Whole months from one day to another; none when it lies before. */
export function monthsBetween(from: PlainDate, to: PlainDate): number {
  const [fromYear, fromMonth] = from.split('-').map(Number);
  const [toYear, toMonth] = to.split('-').map(Number);
  const months = (toYear! - fromYear!) * 12 + toMonth! - fromMonth!;
  return Math.max(0, addMonths(from, Math.max(0, months)) > to ? months - 1 : months);
}

/** Months away on unpaid leave up to a day: each from its start to the return, or for as long as no return is known. */
function unpaidMonths(facts: readonly FactAnswer[], until: PlainDate): number {
  let months = 0;
  let since: PlainDate | null = null;
  for (const fact of facts) {
    if (fact.subject !== 'leave' || said(fact, 'kind') !== 'cltn') continue;
    if (said(fact, 'action') !== 'return') since ??= fact.effectiveAt;
    else if (since !== null) {
      months += monthsBetween(since, fact.effectiveAt);
      since = null;
    }
  }
  return since === null ? months : months + monthsBetween(since, until);
}

/** Service that counts, up to the day of the answer. `facts` are those in force, in the order of effect. */
export function serviceMonthsOf({ career }: PersonRecord, facts: readonly FactAnswer[]): number | null {
  const begun = facts.find((fact) => fact.subject === 'appointment' && said(fact, 'kind') !== 'PPPK');
  if (begun === undefined) return null;
  const { years, months } = career.serviceReview;
  const served = monthsBetween(begun.effectiveAt, career.validAt) - unpaidMonths(facts, career.validAt);
  return Math.max(0, served) + years * 12 + months;
}

export function rankedOf(record: PersonRecord): Ranked {
  const facts = record.facts.filter(({ annulled }) => !annulled);
  return { record, serviceMonths: serviceMonthsOf(record, facts), leadership: leadershipOf(facts) };
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** What is missing comes last. */
const earlier = (a: string | null | undefined, b: string | null | undefined): number =>
  ascending(a ?? '9999-12-31', b ?? '9999-12-31');

/** Grades of functional posts, the highest first. */
const JENJANG_ORDER = ['UT', 'MA', 'MU', 'PT', 'PY', 'MH', 'TR', 'PM'];
/** Codes of echelons that mean none. */
const NO_ESELON: ReadonlySet<string> = new Set(['00', '99']);

/** Posts with an echelon by it, then functional ones by their grade, then the rest. No law puts the two on one scale. */
function postLevel({ career: { post } }: PersonRecord): number {
  const { eselon = null, jenjang = null } = post.definitive ?? {};
  if (eselon !== null && !NO_ESELON.has(eselon)) return Number(eselon);
  const grade = JENJANG_ORDER.indexOf(jenjang ?? '');
  return grade < 0 ? 200 : 100 + grade;
}

const rankLevel = ({ career: { rank } }: PersonRecord): number => RANK_IDS.indexOf(rank.code ?? '');

/** Who stands before whom: each criterion decides only where those before it leave two people alike. */
export function dukOrder(a: Ranked, b: Ranked): number {
  const [one, other] = [a.record.career, b.record.career];
  return (
    // 1. Rank, and who has had it longer.
    rankLevel(b.record) - rankLevel(a.record) ||
    earlier(one.rank.tmt, other.rank.tmt) ||
    // 2. Post, and who has held it longer.
    postLevel(a.record) - postLevel(b.record) ||
    earlier(one.post.definitive?.since, other.post.definitive?.since) ||
    // 3. Service.
    (b.serviceMonths ?? -1) - (a.serviceMonths ?? -1) ||
    // 4. Leadership training, and who passed it first.
    (a.leadership?.level ?? 5) - (b.leadership?.level ?? 5) ||
    earlier(a.leadership?.at, b.leadership?.at) ||
    // 5. Education, and who graduated first.
    ascending(other.education.highest?.level ?? '', one.education.highest?.level ?? '') ||
    earlier(one.education.highest?.at, other.education.highest?.at) ||
    // 6. Age; after it nothing but an order that stays the same.
    earlier(one.identity.birthDate, other.identity.birthDate) ||
    ascending(one.person, other.person)
  );
}
