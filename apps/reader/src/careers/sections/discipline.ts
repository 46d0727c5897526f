import { sanctionOf, type Parts } from '@rekam/domain';
import { DAY, FACT, list, object, orNull, RULE, text, textOrNull, UUID } from '../../json-schema';
import type { Section } from './section';

type Sanction = Parts['discipline']['inForce'][number];

interface SanctionAnswer extends Sanction {
  readonly sanctionName: string | null;
}

/** Grounds and notes are not here: they are the facts' and the timeline's to show. */
interface DisciplineAnswer {
  readonly inForce: readonly SanctionAnswer[];
  readonly past: readonly SanctionAnswer[];
  readonly rule: string;
}

const answerOf = (sanction: Sanction): SanctionAnswer => ({
  ...sanction,
  sanctionName: sanctionOf(sanction.sanction)?.name ?? null,
});

const SANCTION = object({
  sanction: text('Code.'),
  sanctionName: textOrNull('Name.'),
  level: { enum: ['R', 'S', 'B'], description: 'Light, medium or heavy.' },
  since: DAY,
  until: { ...orNull(DAY), description: 'The last day on which it is served; null when only a decision ends it.' },
  endedBy: { ...orNull(UUID), description: 'The fact of the decision that ended it.' },
  fact: FACT,
});

export const discipline: Section<DisciplineAnswer> = {
  of({ validAt, parts: { discipline: part } }) {
    const isServed = ({ until }: Sanction): boolean => until !== null && until < validAt;
    const past = [...part.past, ...part.inForce.filter(isServed)];
    return {
      inForce: part.inForce.filter((sanction) => !isServed(sanction)).map(answerOf),
      past: past.toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0)).map(answerOf),
      rule: 'sanctions imposed by then: in force until the last day served or the decision that ends them, PP 94/2021; version 1',
    };
  },
  schema: object({ inForce: list(SANCTION), past: list(SANCTION), rule: RULE }),
};
