import { golonganLabel, type PlainDate, type Uuid } from '@rekam/domain';
import { DAY, FACT_OR_NULL, object, orNull, RULE, textOrNull } from '../../json-schema';
import type { Section } from './section';

interface RankAnswer {
  /** Code of the rank table, or the grade of a PPPK. */
  readonly code: string | null;
  readonly golongan: string | null;
  readonly pangkat: string | null;
  readonly tmt: PlainDate | null;
  readonly rule: string;
  readonly fact: Uuid | null;
}

export const rank: Section<RankAnswer> = {
  of: ({ parts: { promotion } }) => ({
    code: promotion.golongan,
    golongan: promotion.golongan === null ? null : golonganLabel(promotion.golongan),
    pangkat: promotion.pangkat,
    tmt: promotion.tmt,
    rule: 'the last appointment or promotion effective by then, PP 99/2000 and Perpres 11/2024; version 1',
    fact: promotion.fact,
  }),
  schema: object({
    code: textOrNull('Code of the rank table, or the grade of a PPPK.'),
    golongan: textOrNull('As shown, such as III/c.'),
    pangkat: textOrNull('Name of the rank; grades have none.'),
    tmt: orNull(DAY),
    rule: RULE,
    fact: FACT_OR_NULL,
  }),
};
