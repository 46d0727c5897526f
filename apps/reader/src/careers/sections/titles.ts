import type { PlainDate, Uuid } from '@rekam/domain';
import { DAY, FACT_OR_NULL, object, orNull, RULE, textOrNull } from '../../json-schema';
import type { Section } from './section';

interface TitlesAnswer {
  readonly titlePrefix: string | null;
  readonly titleSuffix: string | null;
  readonly since: PlainDate | null;
  readonly rule: string;
  readonly fact: Uuid | null;
}

/** Academic titles, and the fact that last changed the name or them. */
export const titles: Section<TitlesAnswer> = {
  of({ parts: { 'name-change': change } }) {
    const { titlePrefix, titleSuffix, since, fact } = change;
    return {
      titlePrefix,
      titleSuffix,
      since,
      rule: 'the last change of name or titles effective by then; version 1',
      fact,
    };
  },
  schema: object({
    titlePrefix: textOrNull('Put before the name.'),
    titleSuffix: textOrNull('Put after the name.'),
    since: orNull(DAY),
    rule: RULE,
    fact: FACT_OR_NULL,
  }),
};
