import type { MappedRow } from '@rekam/siasn';
import type { ItemResult } from '../client';
import type { RefusedRow } from './candidates';
import type { Finding } from './findings';
import { NOT_OPENED, type PersonPlan, type PlannedEvent } from './plan';
import type { Reason } from './rejects';
import type { Tally } from './report';

/** What is left of a person after the service has answered: rows to mend, and findings. */
export interface Settled {
  readonly refused: readonly RefusedRow[];
  readonly findings: readonly Finding[];
}

type Receipt = NonNullable<ItemResult['receipt']>;
type Problem = NonNullable<ItemResult['problem']>;

/** What an event would lead to, were it sent. */
export const foreseen = ({ purpose }: PlannedEvent): ItemResult => ({
  status: 200,
  receipt: { person: null, fact: null, edition: purpose === 'new' ? 0 : 1, position: '0', duplicate: false, flags: [] },
});

/** Counts what became of a person. `resultOf` is null for an event that was never sent. */
export function settle(plan: PersonPlan, resultOf: (event: PlannedEvent) => ItemResult, tally: Tally): Settled {
  const reasons = new Map<MappedRow, Reason[]>();
  const findings = [...plan.findings];
  let isOpeningRefused = false;
  for (const planned of plan.events) {
    const { receipt, problem } = resultOf(planned);
    const { row, type, event } = planned;
    if (receipt !== undefined) count(planned, receipt, tally);
    else if (row === null || planned.purpose === 'found') {
      findings.push({
        path: row?.path ?? `${plan.person.nip}/`,
        type,
        finding: 'not-reported',
        reason: reasonsIn(problem!)[0]!.code,
      });
    } else {
      if (event.type.startsWith('asn.career.appointment.')) isOpeningRefused = true;
      // What follows on a refused act of the same row is refused for that.
      if (!reasons.has(row)) reasons.set(row, [...reasonsIn(problem!)]);
    }
  }
  for (const why of reasons.values()) {
    if (isOpeningRefused && why.every(({ code }) => code === 'unknown-person')) why.splice(0, why.length, NOT_OPENED);
  }
  const refused = [...plan.refused, ...[...reasons].map(([row, why]) => ({ row, why }))];
  tally.persons++;
  for (const { type } of plan.person.rows) tally.add(type, 'rows');
  for (const type of plan.duplicates) tally.add(type, 'duplicate');
  for (const type of plan.skipped) tally.add(type, 'skipped');
  for (const { row } of refused) tally.add(row.type, 'rejected');
  for (const { finding } of findings) tally.found(finding);
  return { refused, findings };
}

function count({ type, purpose }: PlannedEvent, { duplicate, edition, flags }: Receipt, tally: Tally): void {
  switch (purpose) {
    case 'new':
    case 'changed':
      tally.add(type, duplicate ? 'duplicate' : (edition ?? 0) > 0 ? 'corrected' : 'recorded');
      if (!duplicate && flags.length > 0) tally.add(type, 'flagged');
      return;
    case 'annul':
      tally.add(type, 'annulled');
      return;
    case 'missing':
      tally.add(type, 'vanished');
      return;
    case 'found':
      tally.add(type, 'found');
      return;
    case 'reinstate':
      // The correction that it makes room for is what counts.
      return;
    default:
      throw new Error(`no figure for ${String(purpose satisfies never)}`);
  }
}

function reasonsIn({ type, title, detail, errors = [] }: Problem): readonly Reason[] {
  if (errors.length > 0)
    return errors.map(({ code, field, message, accepted = '' }) => ({ code, field, message, accepted }));
  const text = `${title} ${detail}`;
  return [{ code: type.slice(type.lastIndexOf('/') + 1), field: '', message: { id: text, en: text }, accepted: '' }];
}
