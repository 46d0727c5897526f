import type { JsonObject, PlainDate } from '../event';
import { lastBefore } from '../standing';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { isPromotionDate, promotionDatesAt, promotionKind, type PromotionKind } from '../tables/promotion-kinds';
import { rankOf, stepsBetween } from '../tables/ranks';

/** A rise in rank (kenaikan pangkat), PP 99/2000 jo. PP 12/2002. */
export interface PromotionContent {
  /** Code of the table of promotion kinds (jenisKP). */
  readonly kind: string;
  /** Code of the new rank. */
  readonly golongan: string;
  /** Service in grade (MKG) at the TMT. */
  readonly serviceYears: number | null;
  readonly serviceMonths: number | null;
}

export interface PromotionPart {
  /** Code of the rank held; of a PPPK the grade. Null before any appointment. */
  readonly golongan: string | null;
  readonly pangkat: string | null;
  readonly tmt: PlainDate | null;
  readonly fact: string | null;
}

const contentOf = (content: JsonObject): PromotionContent => content as unknown as PromotionContent;

/** The rank held just before a day, by appointments and promotions other than the fact itself. */
export const rankBefore = (context: CheckContext, date: PlainDate): string | null =>
  (lastBefore(context, ['appointment', 'promotion'], date)?.content!['golongan'] as string | undefined) ?? null;

function checkSteps({ family, maySkipRanks }: PromotionKind, golongan: string, before: string | null): Finding[] {
  // The first rank comes with the appointment, which states it already.
  if (before === null || family === 'pengadaan') return [];
  const field = '/content/golongan';
  if (rankOf(before) === undefined) return [{ code: 'pppk-has-no-promotion', field, severity: 'unlawful' }];
  const steps = stepsBetween(before, golongan);
  const params = { before: rankOf(before)!.golongan };
  if (steps <= 0) return [{ code: 'rank-not-higher', field, severity: 'unlawful', params }];
  return steps > 1 && !maySkipRanks ? [{ code: 'rank-step-skipped', field, severity: 'unlawful', params }] : [];
}

export const promotion: Subject<PromotionPart> = {
  name: 'promotion',
  types: {
    recorded: 'PromotionRecorded',
    corrected: 'PromotionCorrected',
    annulled: 'PromotionAnnulled',
    reinstated: 'PromotionReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  payEffect: 'rank',
  sensitive: [],
  texts: {
    'unknown-promotion-kind': {
      rule: 'PP 99/2000 jo. PP 12/2002',
      id: 'Jenis kenaikan pangkat {kind} tidak ada.',
      en: 'There is no promotion kind {kind}.',
      accepted: '101, 201 to 211, anumerta, pengabdian',
    },
    'tmt-not-a-promotion-date': {
      rule: 'PP 99/2000; PerBKN 4/2023; PerBKN 4/2025',
      id: 'TMT bukan tanggal kenaikan pangkat menurut {source}.',
      en: 'The TMT is not a promotion date under {source}.',
      accepted: 'the 1st of month {months}',
    },
    'rank-not-higher': {
      rule: 'PP 99/2000 jo. PP 12/2002',
      id: 'Golongan tidak lebih tinggi dari {before}.',
      en: 'The rank is not above {before}.',
      accepted: 'the rank above {before}',
    },
    'rank-step-skipped': {
      rule: 'PP 99/2000 jo. PP 12/2002',
      id: 'Melompati golongan di atas {before}.',
      en: 'Skips the rank above {before}.',
      accepted: 'one rank above {before}',
    },
    'pppk-has-no-promotion': {
      rule: 'PP 49/2018',
      id: 'PPPK tidak naik pangkat; golongan baru datang dengan kontrak baru.',
      en: 'Contract staff have no rank promotion; a new grade comes with a new contract.',
      accepted: 'an appointment with the new grade',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content: raw, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const content = contentOf(raw);
    const kind = promotionKind(content.kind);
    const findings: Finding[] = [];
    if (kind === undefined) {
      findings.push({
        code: 'unknown-promotion-kind',
        field: '/content/kind',
        severity: 'impossible',
        params: { kind: content.kind },
      });
    }
    if (rankOf(content.golongan) === undefined) {
      findings.push({
        code: 'unknown-rank',
        field: '/content/golongan',
        severity: 'impossible',
        params: { golongan: content.golongan },
      });
    }
    if (findings.length > 0) return findings;
    if (kind!.onPromotionDate && !isPromotionDate(effectiveAt)) {
      const { months, source } = promotionDatesAt(effectiveAt);
      findings.push({
        code: 'tmt-not-a-promotion-date',
        field: '/effectiveAt',
        severity: 'unlawful',
        params: { months: months.join(', '), source },
      });
    }
    return [...findings, ...checkSteps(kind!, content.golongan, rankBefore(context, effectiveAt))];
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt && one.content['golongan'] === other.content['golongan'],

  initial: () => ({ golongan: null, pangkat: null, tmt: null, fact: null }),

  fold(part: PromotionPart, entry: Entry<FoldedEdition>): PromotionPart {
    if (entry.subject !== 'promotion' && entry.subject !== 'appointment') return part;
    const golongan = entry.edition.content!['golongan'] as string;
    // The step from CPNS to PNS states the rank that is already held.
    if (entry.subject === 'appointment' && golongan === part.golongan) return part;
    return { golongan, pangkat: rankOf(golongan)?.pangkat ?? null, tmt: entry.edition.effectiveAt, fact: entry.fact };
  },
};
