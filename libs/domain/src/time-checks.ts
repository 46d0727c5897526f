import type { CommandMeta, Statement } from './command';
import { daysBetween } from './plain-date';
import { birthDateOf, exitBefore, serviceStart } from './service';
import type { CheckContext, Finding } from './subject';

/** A live act effective earlier than this many days needs a second approver. A setting of the ledger, not a law. */
export const BACKDATE_DAYS_MAX = 730;
/** A decree is signed at most this many days before it takes effect. A setting of the ledger, not a law. */
export const AHEAD_DAYS_MAX = 366;

/** The checks that hold for the dates of every act. */
export function checkTime(
  statement: Statement,
  meta: CommandMeta,
  context: CheckContext,
  opens: boolean,
): readonly Finding[] {
  const { effectiveAt, effectiveUntil, decree } = statement;
  const findings: Finding[] = [];
  const field = '/effectiveAt';
  if (effectiveUntil !== null && effectiveUntil < effectiveAt) {
    findings.push({ code: 'until-before-effective', field: '/effectiveUntil', severity: 'impossible' });
  }
  if (decree !== null && decree.date > context.today) {
    findings.push({ code: 'decree-in-future', field: '/decree/date', severity: 'impossible' });
  }
  if (daysBetween(context.today, effectiveAt) > AHEAD_DAYS_MAX) {
    findings.push({ code: 'effective-too-far', field, severity: 'unlawful', params: { days: AHEAD_DAYS_MAX } });
  }
  const isApproved = meta.approvedBy !== null && meta.approvedBy !== meta.actor;
  if (daysBetween(effectiveAt, context.today) > BACKDATE_DAYS_MAX && !isApproved && meta.channel !== 'import') {
    findings.push({
      code: 'second-approver-needed',
      field: '/approvedBy',
      severity: 'unlawful',
      params: { days: BACKDATE_DAYS_MAX },
    });
  }
  for (const career of context.careers.values()) {
    const birthDate = birthDateOf(career);
    const start = serviceStart(career);
    const exit = exitBefore(career, effectiveAt);
    if (birthDate !== null && effectiveAt < birthDate) {
      findings.push({ code: 'effective-before-birth', field, severity: 'impossible' });
    } else if (!opens && start !== null && effectiveAt < start) {
      findings.push({ code: 'effective-before-service', field, severity: 'unlawful', params: { start } });
    }
    if (!opens && exit !== null)
      findings.push({ code: 'effective-after-exit', field, severity: 'unlawful', params: { exit } });
  }
  return findings;
}
