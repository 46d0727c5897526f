import type { PlainDate, Uuid } from '@rekam/domain';
import { DAY, FACT_OR_NULL, list, object, orNull, RULE, text, textOrNull } from '../../json-schema';
import type { Section } from './section';

interface IdentityAnswer {
  readonly name: string | null;
  readonly birthDate: PlainDate | null;
  /** The present one last. */
  readonly numbers: readonly string[];
  readonly rule: string;
  readonly fact: Uuid | null;
}

export const identity: Section<IdentityAnswer> = {
  of: ({ parts: { appointment } }) => ({
    name: appointment.name,
    birthDate: appointment.birthDate,
    numbers: appointment.numbers,
    rule: 'the last appointment or change of name effective by then; version 2',
    fact: appointment.fact,
  }),
  schema: object({
    name: textOrNull('As the last appointment or change of name states it.'),
    birthDate: orNull(DAY),
    numbers: list(text('NIP, NI PPPK or old NIP; the present one last.')),
    rule: RULE,
    fact: FACT_OR_NULL,
  }),
};
