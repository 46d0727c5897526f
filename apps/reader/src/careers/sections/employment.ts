import { addDays, agencyName, type PlainDate, type Uuid } from '@rekam/domain';
import { DAY, FACT_OR_NULL, object, orNull, RULE, textOrNull } from '../../json-schema';
import type { Section } from './section';

interface EmploymentAnswer {
  readonly kind: string | null;
  readonly agency: string | null;
  readonly agencyName: string | null;
  readonly unit: string | null;
  readonly since: PlainDate | null;
  readonly until: PlainDate | null;
  readonly rule: string;
  readonly fact: Uuid | null;
}

/** The last day of service: that of the contract, or the one before an exit, whichever is the earlier. */
function lastDay(until: PlainDate | null, exitedAt: PlainDate | null): PlainDate | null {
  if (exitedAt === null) return until;
  const last = addDays(exitedAt, -1);
  return until !== null && until < last ? until : last;
}

export const employment: Section<EmploymentAnswer> = {
  of: ({ parts: { appointment, exit } }) => ({
    kind: appointment.kind,
    agency: appointment.agency,
    agencyName: appointment.agency === null ? null : agencyName(appointment.agency),
    unit: appointment.unit,
    since: appointment.since,
    until: lastDay(appointment.until, exit.since),
    rule: 'the last appointment, transfer or placement effective by then, until contract or exit end it, PP 11/2017 and PP 49/2018; version 2',
    fact: appointment.fact,
  }),
  schema: object({
    kind: { enum: ['CPNS', 'PNS', 'PPPK', null] },
    agency: textOrNull('Code.'),
    agencyName: textOrNull('Name, or the code where the ledger knows no name.'),
    unit: textOrNull('Unit.'),
    since: orNull(DAY),
    until: { ...orNull(DAY), description: 'The last day of service; null while none is known.' },
    rule: RULE,
    fact: FACT_OR_NULL,
  }),
};
