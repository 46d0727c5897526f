import type { PlainDate } from '../event';
import type { Finding } from '../subject';
import { LEDGER, type Text } from '../text';
import { isOfYear, REGIMES } from '../tables/appraisal-regimes';
import type { AppraisalContent, Indicator } from './appraisal';
import type { AppraisalVerdict } from './appraisal-verdict';

/** Refusals and flags of appraisals. */
export const APPRAISAL_TEXTS: Readonly<Record<string, Text>> = {
  'period-part-out-of-range': {
    rule: LEDGER,
    id: 'Bagian ini tidak ada dalam periodenya.',
    en: 'The period has no such part.',
    accepted: 'quarter 1 to 4, month 1 to 12, null for a year',
  },
  'period-part-unknown': {
    rule: LEDGER,
    id: 'Triwulan atau bulan yang dinilai tidak disebut.',
    en: 'It does not say which quarter or month it is of.',
    accepted: 'part: quarter 1 to 4, month 1 to 12',
  },
  'appraisal-before-period-end': {
    rule: 'PP 30/2019',
    id: 'Penilaian berlaku sebelum periodenya berakhir ({end}).',
    en: 'Effective before its period ends ({end}).',
    accepted: 'a date from {end} on',
  },
  'appraises-oneself': {
    rule: 'PP 30/2019',
    id: 'Penilai tidak boleh orang yang dinilai.',
    en: 'The appraiser is the person appraised.',
    accepted: 'the direct superior, and the superior of that one',
  },
  'ratings-missing': {
    rule: 'PermenPANRB 6/2022',
    id: 'Hasil kerja dan perilaku kerja wajib diisi untuk penilaian sejak 2022.',
    en: 'Result and behaviour are required of an appraisal from 2022 on.',
    accepted: 'result and behaviour, 1 to 3 each',
  },
  'regime-not-of-year': {
    rule: 'PP 46/2011; PP 30/2019; PermenPANRB 6/2022; DP3 before 2014',
    id: 'Peraturan penilaian ini untuk tahun {years}.',
    en: 'This regime is of the years {years}.',
    accepted: 'a year among {years}, the regime of the year, or none',
  },
  'predicate-contradicts-ratings': {
    rule: 'PermenPANRB 6/2022',
    id: 'Predikat bertentangan dengan hasil dan perilaku; seharusnya {predicate}.',
    en: 'The predicate contradicts result and behaviour; they give {predicate}.',
    accepted: 'statedPredicate {predicate}, or none',
  },
  'predicate-contradicts-score': {
    rule: 'the bands of DP3; PP 46/2011',
    id: 'Predikat bertentangan dengan nilai; seharusnya {predicate}.',
    en: 'The predicate contradicts the score, which gives {predicate}.',
    accepted: 'statedPredicate {predicate}, or none',
  },
  'score-contradicts-elements': {
    rule: 'the bands of DP3; PP 46/2011',
    id: 'Nilai akhir bertentangan dengan unsur-unsurnya; seharusnya {score}.',
    en: 'The final score contradicts its elements; they give {score}.',
    accepted: 'statedScore {score}, or none',
  },
  'weights-not-100': {
    rule: LEDGER,
    id: 'Jumlah bobot indikator {sum}, bukan 100.',
    en: 'The weights of the indicators sum to {sum}, not 100.',
    accepted: 'weights that sum to 100',
  },
  'target-not-positive': {
    rule: LEDGER,
    id: 'Target indikator ini tidak lebih dari nol, jadi capaiannya tidak terukur.',
    en: 'The target of this indicator is not above zero, so nothing measures its achievement.',
    accepted: 'a target above zero',
  },
};

/** Hundredths by which rounding may set two scores apart. */
const SCORE_TOLERANCE = 1;

const PARTS_OF_YEAR = { year: 1, quarter: 4, month: 12 } as const;

/** Null too where the period has a part that the source does not know. */
const isPartOf = ({ period, part }: AppraisalContent): boolean =>
  part === null || (period !== 'year' && part >= 1 && part <= PARTS_OF_YEAR[period]);

const isPartUnknown = ({ period, part }: AppraisalContent): boolean => period !== 'year' && part === null;

/** The last day of the period. */
function lastDayOf({ period, year, part }: AppraisalContent): PlainDate {
  const month = part === null ? 12 : (part * 12) / PARTS_OF_YEAR[period];
  const day = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${day}`;
}

export function isSamePeriod(a: AppraisalContent, b: AppraisalContent): boolean {
  if (a.period !== b.period || a.year !== b.year || a.regime !== b.regime) return false;
  return a.part === b.part && !isPartUnknown(a);
}

export function checkPeriod(content: AppraisalContent, effectiveAt: PlainDate): Finding[] {
  const field = '/content/part';
  if (!isPartOf(content)) return [{ code: 'period-part-out-of-range', field, severity: 'impossible' }];
  if (isPartUnknown(content)) return [{ code: 'period-part-unknown', field, severity: 'unlawful' }];
  const end = lastDayOf(content);
  return effectiveAt < end
    ? [{ code: 'appraisal-before-period-end', field: '/effectiveAt', severity: 'unlawful', params: { end } }]
    : [];
}

export function checkVerdict(content: AppraisalContent & AppraisalVerdict): Finding[] {
  const { regime: name, year, statedPredicate, predicate, predicateRule, statedScore, score, scoreRule } = content;
  const regime = REGIMES[name];
  const isByMatrix = name === 'permenpanrb-6-2022';
  if (isByMatrix && predicate === null) {
    const field = content.result === null ? '/content/result' : '/content/behaviour';
    return [{ code: 'ratings-missing', field, severity: 'impossible' }];
  }
  const findings: Finding[] = [];
  if (!isOfYear(regime, year)) {
    const years = `${regime.from}-${regime.to ?? ''}`;
    findings.push({ code: 'regime-not-of-year', field: '/content/regime', severity: 'unlawful', params: { years } });
  }
  if (statedPredicate !== null && predicateRule !== null && statedPredicate !== predicate) {
    findings.push({
      code: isByMatrix ? 'predicate-contradicts-ratings' : 'predicate-contradicts-score',
      field: '/content/statedPredicate',
      severity: 'unlawful',
      params: { predicate: predicate! },
    });
  }
  if (
    statedScore !== null &&
    scoreRule !== null &&
    Math.abs(Math.round((statedScore - score!) * 100)) > SCORE_TOLERANCE
  ) {
    findings.push({
      code: 'score-contradicts-elements',
      field: '/content/statedScore',
      severity: 'unlawful',
      params: { score: score! },
    });
  }
  return findings;
}

export function checkIndicators(indicators: readonly Indicator[]): Finding[] {
  const findings: Finding[] = [];
  const weights = indicators.reduce((sum, { weight }) => sum + weight, 0);
  if (indicators.length > 0 && Math.abs(weights - 100) > 0.005) {
    const sum = Math.round(weights * 100) / 100;
    findings.push({ code: 'weights-not-100', field: '/content/indicators', severity: 'unlawful', params: { sum } });
  }
  const unmeasured = indicators.findIndex(({ target }) => target <= 0);
  if (unmeasured >= 0) {
    const field = `/content/indicators/${unmeasured}/target`;
    findings.push({ code: 'target-not-positive', field, severity: 'unlawful' });
  }
  return findings;
}
