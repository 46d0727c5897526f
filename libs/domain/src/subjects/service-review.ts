import type { JsonObject, PlainDate } from '../event';
import { addDays, addMonths } from '../plain-date';
import type { Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEDGER } from '../text';

/** Recognition of earlier work as service in grade (peninjauan masa kerja, PMK), with the approval of BKN. */
export interface ServiceReviewContent {
  /** What the work was, such as a contract at a ministry. */
  readonly experience: string;
  readonly from: PlainDate;
  readonly to: PlainDate | null;
  /** The length recognised. */
  readonly years: number;
  readonly months: number;
  /** Whether it counts toward service in grade. */
  readonly counted: boolean;
}

interface ReviewSummary extends ServiceReviewContent {
  readonly fact: string;
}

/** What the reviews that count sum up to, and the last reviews, newest last. */
export interface ServiceReviewPart {
  readonly counted: { readonly years: number; readonly months: number };
  readonly reviews: readonly ReviewSummary[];
}

const REVIEWS_MAX = 10;

const contentOf = (content: JsonObject): ServiceReviewContent => content as unknown as ServiceReviewContent;

const monthsIn = ({ years, months }: { readonly years: number; readonly months: number }): number =>
  years * 12 + months;

export const serviceReview: Subject<ServiceReviewPart> = {
  name: 'service-review',
  types: {
    recorded: 'ServiceReviewRecorded',
    corrected: 'ServiceReviewCorrected',
    annulled: 'ServiceReviewAnnulled',
    reinstated: 'ServiceReviewReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  servicePeriod: 'any',
  sensitive: [],
  texts: {
    'experience-ends-before-start': {
      rule: LEDGER,
      id: 'Pengalaman kerja selesai sebelum mulai.',
      en: 'The experience ends before it starts.',
      accepted: 'to on or after from',
    },
    'recognised-beyond-experience': {
      rule: LEDGER,
      id: 'Masa kerja yang diakui lebih lama daripada pengalamannya.',
      en: 'More service is recognised than the experience lasted.',
      accepted: 'years and months within from and to',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content: raw }: Proposal): readonly Finding[] {
    const content = contentOf(raw);
    const { from, to } = content;
    if (to === null) return [];
    if (to < from) return [{ code: 'experience-ends-before-start', field: '/content/to', severity: 'impossible' }];
    return addMonths(from, monthsIn(content)) > addDays(to, 1)
      ? [{ code: 'recognised-beyond-experience', field: '/content/years', severity: 'unlawful' }]
      : [];
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.content['from'] === other.content['from'] && one.content['to'] === other.content['to'],

  initial: () => ({ counted: { years: 0, months: 0 }, reviews: [] }),

  fold(part: ServiceReviewPart, { subject, edition, fact }: Entry<FoldedEdition>): ServiceReviewPart {
    if (subject !== 'service-review') return part;
    const { experience, from, to, years, months, counted } = contentOf(edition.content!);
    const sum = monthsIn(part.counted) + (counted ? monthsIn({ years, months }) : 0);
    const review = { experience, from, to, years, months, counted, fact };
    return {
      counted: { years: Math.floor(sum / 12), months: sum % 12 },
      reviews: [...part.reviews, review].slice(-REVIEWS_MAX),
    };
  },
};
