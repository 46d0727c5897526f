import type { Parts } from '@rekam/domain';
import { count, DAY, FACT, list, object, orNull, RULE, text } from '../../json-schema';
import type { Section } from './section';

interface ServiceReviewAnswer {
  /** What was recognised and counts, together. */
  readonly years: number;
  readonly months: number;
  readonly reviews: Parts['service-review']['reviews'];
  readonly rule: string;
}

const LENGTH = { years: count('Whole years.'), months: count('Months beside the years.') };

/** Work before the service that was recognised as service (peninjauan masa kerja, PMK). */
export const serviceReview: Section<ServiceReviewAnswer> = {
  of: ({
    parts: {
      'service-review': { counted, reviews },
    },
  }) => ({
    ...counted,
    reviews,
    rule: 'the sum of the reviews by then that count toward service in grade, PP 11/2017; version 1',
  }),
  schema: object({
    ...LENGTH,
    reviews: list(
      object({
        experience: text('What the work was.'),
        from: DAY,
        to: orNull(DAY),
        ...LENGTH,
        counted: { type: 'boolean' },
        fact: FACT,
      }),
    ),
    rule: RULE,
  }),
};
