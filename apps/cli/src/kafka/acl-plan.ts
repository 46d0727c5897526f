import {
  agencyViewsTopic,
  deadLettersTopic,
  eventsTopic,
  outcomesTopic,
  unattributedOutcomesTopic,
  viewsTopic,
} from '@rekam/contracts';
import type { AclRule } from '@rekam/kafka';
import type { KafkaTopics } from '@rekam/runtime';

export interface AclOptions {
  readonly prefix: string;
  /** The consumer group that the writers share. */
  readonly group: string;
  /** Principals of the two services; one and the same where they run as one. */
  readonly writer: string;
  readonly reader: string;
}

const topic = (principal: string, operation: AclRule['operation'], name: string): AclRule => ({
  principal,
  resource: 'topic',
  name,
  pattern: 'literal',
  operation,
});

/** Groups of one's own, which begin with one's name and a dot: nobody can join another's. */
const ownGroups = (principal: string): AclRule => ({
  principal,
  resource: 'group',
  name: `${principal.replace(/^User:/, '')}.`,
  pattern: 'prefixed',
  operation: 'read',
});

/** What each principal needs and nothing more. A topic that is not shared binds its sources to their principal. */
export function aclPlan({ intake, agencyViews, wholeLedger }: KafkaTopics, options: AclOptions): readonly AclRule[] {
  const { prefix, group, writer, reader } = options;
  const sources = intake.flatMap((entry) =>
    entry.sources.map(({ source, principal }) => ({ source, principal, topic: entry.topic })),
  );
  const outcomes = [
    ...sources.map(({ source }) => outcomesTopic(prefix, source)),
    unattributedOutcomesTopic(prefix),
    deadLettersTopic(prefix),
  ];
  const views = [viewsTopic(prefix), ...agencyViews.map(({ agency }) => agencyViewsTopic(prefix, agency))];
  const rules = [
    ...intake.map((entry) => topic(writer, 'read', entry.topic)),
    { principal: writer, resource: 'group', name: group, pattern: 'literal', operation: 'read' } as const,
    ...outcomes.map((name) => topic(writer, 'write', name)),
    ...[eventsTopic(prefix), ...views].map((name) => topic(reader, 'write', name)),
    ...sources.flatMap(({ principal, source, topic: name }) =>
      principal === null
        ? []
        : [
            topic(principal, 'write', name),
            topic(principal, 'read', outcomesTopic(prefix, source)),
            ownGroups(principal),
          ],
    ),
    ...agencyViews.flatMap(({ agency, principals }) =>
      principals.flatMap((principal) => [
        topic(principal, 'read', agencyViewsTopic(prefix, agency)),
        ownGroups(principal),
      ]),
    ),
    ...wholeLedger.flatMap((principal) => [
      ...[eventsTopic(prefix), ...views].map((name) => topic(principal, 'read', name)),
      ownGroups(principal),
    ]),
  ];
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The rule as whoever runs the cluster can apply it. */
export function aclLine(
  { principal, resource, name, pattern, operation }: AclRule,
  brokers: readonly string[],
): string {
  return [
    `kafka-acls.sh --bootstrap-server ${quoted(brokers.join(','))} --command-config admin.properties --add`,
    `--allow-principal ${quoted(principal)} --operation ${capital(operation)}`,
    `--${resource} ${quoted(name)}`,
    ...(pattern === 'prefixed' ? ['--resource-pattern-type prefixed'] : []),
  ].join(' ');
}
