import type { Role } from '@rekam/domain';
import { byName, CATALOGUE } from './catalogue';
import type { CommandContract, JsonData } from './contract';
import { APPROVER, BUDI, DUPLICATE, SITI } from './subjects/people';

/** As whom an example is sent. */
interface ExampleCaller {
  readonly role: Exclude<Role, 'system'>;
  readonly agency: string | null;
  readonly person: string | null;
  readonly source: string;
}

export interface ExampleStep {
  readonly contract: CommandContract;
  readonly data: JsonData;
  readonly caller: ExampleCaller;
}

const AGENCY: ExampleCaller = { role: 'agency', agency: '5500', person: null, source: '/agencies/5500/simpeg' };
const PROVIDER: ExampleCaller = {
  role: 'provider',
  agency: null,
  person: null,
  source: '/providers/balai-diklat-contoh',
};
const MENTEE: ExampleCaller = { role: 'person', agency: null, person: SITI.person, source: '/agencies/5500/portal' };
const OPERATOR: ExampleCaller = { role: 'operator', agency: null, person: null, source: '/agencies/4011/rekam' };

function callerOf({ kind, subject }: CommandContract): ExampleCaller {
  if (kind === 'report-missing' || kind === 'report-found') return AGENCY;
  if (subject === null) return OPERATOR;
  if (kind === 'confirm') return subject.addressedBy === 'mentoring' ? MENTEE : AGENCY;
  // A training waits for the employer's confirmation when its provider recorded it.
  return subject.subject === 'training' ? PROVIDER : AGENCY;
}

const appointmentOf = (who: typeof BUDI | typeof DUPLICATE, recordId: string, effectiveAt: string): JsonData => ({
  person: who.person,
  recordId,
  effectiveAt,
  approvedBy: APPROVER,
  content: {
    kind: 'CPNS',
    agency: '5500',
    golongan: '31',
    name: who.name,
    birthDate: who.birthDate,
    number: who.number,
  },
});

/** The other persons that the examples name. */
const others: readonly ExampleStep[] = [
  appointmentOf(BUDI, 'CPNS-2005-902', '2005-01-01'),
  appointmentOf(DUPLICATE, 'CPNS-2018-903', '2018-03-01'),
].map((data) => ({ contract: byName('record-appointment')!, data, caller: AGENCY }));

/**
 * The example of every command, in an order and from callers with which an empty ledger accepts all of them; the
 * appointments of two more persons come first.
 */
export const EXAMPLE_SEQUENCE: readonly ExampleStep[] = [
  ...others,
  ...CATALOGUE.map((contract) => ({ contract, data: contract.example, caller: callerOf(contract) })),
];
