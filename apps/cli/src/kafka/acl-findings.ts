import type { AclRule } from '@rekam/kafka';
import type { KafkaTopics } from '@rekam/runtime';
import { fine, warning, type Finding } from '../finding';
import { aclPlan } from './acl-plan';

const CHECK = 'kafka access';
const ANYBODY = 'User:*';
/** Of the rules that are other than they should be, those that are told. */
const TOLD_MAX = 5;

/**
 * Whether those who may write to and read the topics that the file gives to somebody are those that it names: the
 * service cannot see who wrote a message, so the brokers' rules are all that binds a source to its principal. `kept` is
 * null where the brokers keep no rules; `own` is who asks, and may do what it likes.
 */
export function aclFindings(
  kept: readonly AclRule[] | null,
  topics: KafkaTopics,
  { prefix, own }: { readonly prefix: string; readonly own: string | null },
): readonly Finding[] {
  // Under which names the services run is not in the file.
  const services = { group: '', writer: '', reader: '' };
  const planned = aclPlan(topics, { prefix, ...services }).filter(
    ({ principal, resource }) => principal !== '' && resource === 'topic',
  );
  if (planned.length === 0) return [];
  if (kept === null) {
    const advice =
      'Anybody who reaches the brokers can speak for every source: give the cluster logins and access rules.';
    return [warning(CHECK, 'the topics file names principals, and the brokers keep no access rules', advice)];
  }
  const strangers = kept.flatMap((rule) =>
    planned
      .filter((each) => covers(rule, each) && rule.principal !== own)
      .filter(({ name, operation }) => !planned.some((each) => isSame(each, { ...rule, name, operation })))
      .map(({ name, operation }) => `${rule.principal} may ${operation} ${name}`),
  );
  const barred = planned
    .filter((each) => !kept.some((rule) => [each.principal, ANYBODY].includes(rule.principal) && covers(rule, each)))
    .map(({ principal, operation, name }) => `${principal} may not ${operation} ${name}`);
  const findings = [
    ...told(strangers, 'The topics file does not say so: take the rule away, or name the principal there.'),
    ...told(barred, 'The topics file says so: rekam topics create prints the rules, and --acls creates them.'),
  ];
  return findings.length > 0 ? findings : [fine(CHECK, `${planned.length} rules, as the topics file names them`)];
}

/** Whether the rule lets its principal do to the topic what the other one is about. */
const covers = (rule: AclRule, { name, operation }: AclRule): boolean =>
  rule.resource === 'topic' &&
  (rule.operation === operation || rule.operation === 'all') &&
  (rule.pattern === 'prefixed' ? name.startsWith(rule.name) : rule.name === name || rule.name === '*');

const isSame = (one: AclRule, other: Pick<AclRule, 'principal' | 'name' | 'operation'>): boolean =>
  one.principal === other.principal && one.name === other.name && one.operation === other.operation;

function told(all: readonly string[], advice: string): readonly Finding[] {
  const each = [...new Set(all)];
  if (each.length === 0) return [];
  const more = each.length > TOLD_MAX ? `; and ${each.length - TOLD_MAX} more` : '';
  return [warning(CHECK, `${each.slice(0, TOLD_MAX).join('; ')}${more}`, advice)];
}
