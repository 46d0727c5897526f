import { agencyName, type Parts } from '@rekam/domain';
import { DAY, FACT, object, orNull, RULE, text, textOrNull } from '../../json-schema';
import type { Section } from './section';

type Move = NonNullable<Parts['transfer']['last']>;

interface TransferAnswer {
  readonly last: (Move & { readonly fromName: string | null; readonly agencyName: string }) | null;
  readonly rule: string;
}

/** The last move, to another agency or to another region within one. */
export const transfer: Section<TransferAnswer> = {
  of: ({
    parts: {
      transfer: { last },
    },
  }) => ({
    last:
      last === null
        ? null
        : {
            ...last,
            fromName: last.from === null ? null : agencyName(last.from),
            agencyName: agencyName(last.agency),
          },
    rule: 'the last move effective by then, PP 11/2017; version 1',
  }),
  schema: object({
    last: orNull(
      object({
        kind: { enum: ['agency', 'region'] },
        from: textOrNull('Code of the agency that let the person go.'),
        fromName: textOrNull('Its name, or the code.'),
        agency: text('Code of the agency where the person works since.'),
        agencyName: text('Its name, or the code.'),
        unit: textOrNull('Unit.'),
        position: textOrNull('Title of the post.'),
        workplace: textOrNull('Place of work.'),
        since: DAY,
        fact: FACT,
      }),
    ),
    rule: RULE,
  }),
};
