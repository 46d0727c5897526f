import { exitKind, legalStatus, type PlainDate, type Uuid } from '@rekam/domain';
import { DAY, FACT_OR_NULL, object, orNull, RULE, textOrNull } from '../../json-schema';
import type { Section } from './section';

interface ExitAnswer {
  readonly kind: string | null;
  readonly kindName: string | null;
  readonly status: string | null;
  readonly statusName: string | null;
  /** The first day out of service. */
  readonly since: PlainDate | null;
  readonly rule: string;
  readonly fact: Uuid | null;
}

/** All null while in service, but for the rule. */
export const exit: Section<ExitAnswer> = {
  of: ({
    parts: {
      exit: { kind, status, since, fact },
    },
  }) => ({
    kind,
    kindName: kind === null ? null : (exitKind(kind)?.name ?? null),
    status,
    statusName: status === null ? null : (legalStatus(status) ?? null),
    since,
    rule: 'the last exit effective by then that no later appointment followed, UU 20/2023 and PP 11/2017; version 1',
    fact,
  }),
  schema: object({
    kind: textOrNull('Code of the kind of exit.'),
    kindName: textOrNull('Name of the kind.'),
    status: textOrNull('Code of the legal status that it led to.'),
    statusName: textOrNull('Name of the status.'),
    since: { ...orNull(DAY), description: 'The first day out of service; null while in service.' },
    rule: RULE,
    fact: FACT_OR_NULL,
  }),
};
