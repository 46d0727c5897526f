import { outcomesTopic, unattributedOutcomesTopic, type OutcomeMessage } from '@rekam/contracts';
import type { Admin, Cluster, Coordinates } from '@rekam/kafka';
import type { KafkaTopics } from '@rekam/runtime';
import { CliError } from '../exit-code';

/** Every topic on which an outcome of these intake topics may appear; all intake topics without a list. */
export function outcomeTopicsOf(
  { intake }: Pick<KafkaTopics, 'intake'>,
  prefix: string,
  topics?: ReadonlySet<string>,
): readonly string[] {
  const played = intake.filter(({ topic }) => topics === undefined || topics.has(topic));
  const sources = played.flatMap((entry) => entry.sources.map(({ source }) => outcomesTopic(prefix, source)));
  return [...sources, unattributedOutcomesTopic(prefix)];
}

/** The ends of topics as they are now: what is sent from here on lies behind them. Throws CliError for a missing topic. */
export async function endsOf(admin: Admin, topics: readonly string[]): Promise<readonly Coordinates[]> {
  const states = await admin.describeTopics(topics);
  const missing = topics.filter((topic) => !states.has(topic));
  if (missing.length > 0) {
    throw new CliError(`There is no topic ${missing.join(', ')}. rekam topics create makes those that are missing.`);
  }
  return [...states].flatMap(([topic, { offsets }]) =>
    offsets.map(({ partition, end }) => ({ topic, partition, offset: end })),
  );
}

/** The outcomes behind these places as they come, until the signal; brokers that are away are waited for. */
export async function* outcomesFrom(
  cluster: Cluster,
  from: readonly Coordinates[],
  signal: AbortSignal,
): AsyncGenerator<OutcomeMessage> {
  for await (const { value } of cluster.read({ from, until: 'abort', signal })) {
    if (value !== null) yield JSON.parse(value.toString('utf8')) as OutcomeMessage;
  }
}

/** The stable code of a problem. */
export const codeOf = ({ problem }: OutcomeMessage): string | null =>
  problem === null ? null : problem.type.replace(/^.*\//, '');
