import type { CommandMeta, Statement } from './command';
import type { Decree, PlainDate, Uuid } from './event';
import type { CareerState } from './fact';
import { addDays, daysBetween } from './plain-date';
import { birthDateOf, exitBefore, serviceOf, serviceStart } from './service';
import type { Finding, Subject } from './subject';

/** A live act effective earlier than this many days needs a second approver. A setting of the ledger, not a law. */
const BACKDATE_DAYS_MAX = 730;
/** A decree is signed at most this many days before it takes effect. A setting of the ledger, not a law. */
const AHEAD_DAYS_MAX = 366;

/** The checks of the recording itself, be it of a statement or of its withdrawal; `rewrittenFrom` is the first day it changes. */
export function checkRecording(rewrittenFrom: PlainDate, decree: Decree | null, meta: CommandMeta): Finding[] {
  const findings: Finding[] = [];
  if (decree !== null && decree.date > meta.today) {
    findings.push({ code: 'decree-in-future', field: '/decree/date', severity: 'impossible' });
  }
  const isApproved = meta.approvedBy !== null && meta.approvedBy !== meta.actor;
  if (!isApproved && meta.channel !== 'import' && daysBetween(rewrittenFrom, meta.today) > BACKDATE_DAYS_MAX) {
    const params = { days: BACKDATE_DAYS_MAX };
    findings.push({ code: 'second-approver-needed', field: '/approvedBy', severity: 'unlawful', params });
  }
  return findings;
}

/**
 * The checks of the dates that a source states. A correction rewrites from the day that was stated before, when that
 * is the earlier one; null when the fact is new.
 */
export function checkDates(
  { effectiveAt, effectiveUntil, decree }: Statement,
  statedBefore: PlainDate | null,
  meta: CommandMeta,
): Finding[] {
  const rewrittenFrom = statedBefore !== null && statedBefore < effectiveAt ? statedBefore : effectiveAt;
  const findings = checkRecording(rewrittenFrom, decree, meta);
  if (effectiveUntil !== null && effectiveUntil < effectiveAt) {
    findings.push({ code: 'until-before-effective', field: '/effectiveUntil', severity: 'impossible' });
  }
  if (effectiveAt > meta.today && daysBetween(meta.today, effectiveAt) > AHEAD_DAYS_MAX) {
    const params = { days: AHEAD_DAYS_MAX };
    findings.push({ code: 'effective-too-far', field: '/effectiveAt', severity: 'unlawful', params });
  }
  return findings;
}

/** The checks of when an act falls in the service of those it is about, leaving out what the fact itself said of it before. */
export function checkService(
  { servicePeriod, endsService }: Pick<Subject, 'servicePeriod' | 'endsService'>,
  effectiveAt: PlainDate,
  careers: readonly CareerState[],
  fact: Uuid,
): Finding[] {
  const findings: Finding[] = [];
  if (servicePeriod === 'begins') return findings;
  // What ends service takes effect on the first day out of it: the day before was still to be served.
  const lastServed = endsService === undefined ? effectiveAt : addDays(effectiveAt, -1);
  const field = '/effectiveAt';
  for (const career of careers) {
    const service = serviceOf(career, fact);
    const birthDate = birthDateOf(service);
    const start = serviceStart(service);
    const exit = exitBefore(service, lastServed);
    if (birthDate !== null && effectiveAt < birthDate) {
      findings.push({ code: 'effective-before-birth', field, severity: 'impossible' });
    } else if (servicePeriod === 'any') continue;
    else if (start !== null && effectiveAt < start) {
      findings.push({ code: 'effective-before-service', field, severity: 'unlawful', params: { start } });
    } else if (exit !== null) {
      findings.push({ code: 'effective-after-exit', field, severity: 'unlawful', params: { exit } });
    }
  }
  return findings;
}
