import {
  agencyViewsTopic,
  deadLettersTopic,
  eventsTopic,
  outcomesTopic,
  TOPIC_RULES,
  unattributedOutcomesTopic,
  viewsTopic,
  type TopicKind,
} from '@rekam/contracts';
import type { TopicPlan, TopicState } from '@rekam/kafka';
import type { KafkaTopics } from '@rekam/runtime';

export interface PlanOptions {
  readonly prefix: string;
  readonly partitions: number;
  readonly replication: number;
  /** How long intake, outcomes and dead letters are kept; null leaves it, and how long events are, to who made them. */
  readonly retentionMs: number | null;
}

/** What has to hold of every topic, however large an installation makes it: what `list` and `doctor` look at. */
export const RULES_ONLY: Omit<PlanOptions, 'prefix'> = { partitions: 1, replication: -1, retentionMs: null };

export interface PlannedTopic extends TopicPlan {
  readonly kind: TopicKind;
}

/** A tombstone has to outlive a dashboard's longest absence, or it would go on showing what is gone. */
const TOMBSTONE_MS = 7 * 86_400_000;
const FOR_EVER = '-1';

/** Every topic that the configuration and the topics file name, as it should be. */
export function topicPlan({ intake, agencyViews }: KafkaTopics, options: PlanOptions): readonly PlannedTopic[] {
  const { prefix, partitions, replication, retentionMs } = options;
  const planned = (kind: TopicKind, topic: string, more: Readonly<Record<string, string>>, width = partitions) => {
    const { cleanupPolicy, messageBytesMax } = TOPIC_RULES[kind];
    const configs = {
      'cleanup.policy': cleanupPolicy,
      'max.message.bytes': String(messageBytesMax),
      // An acknowledgement then means two copies, so that losing a broker loses nothing.
      ...(replication > 1 && { 'min.insync.replicas': '2' }),
      ...more,
    };
    return { kind, topic, partitions: width, replication, configs };
  };
  const lasting = (ms: string): Readonly<Record<string, string>> =>
    retentionMs === null ? {} : { 'retention.ms': ms };
  const kept = lasting(String(retentionMs));
  const compacted = { 'delete.retention.ms': String(TOMBSTONE_MS) };
  // The broker unpacks what agencies compress, whichever way: the limit then holds for what is unpacked.
  const unpacked = { ...kept, 'compression.type': 'uncompressed' };
  return [
    ...intake.flatMap(({ topic, sources }) => [
      planned('intake', topic, unpacked),
      ...sources.map(({ source }) => planned('outcomes', outcomesTopic(prefix, source), kept)),
    ]),
    // Few come here: one partition keeps them together, and in order.
    planned('outcomes', unattributedOutcomesTopic(prefix), kept, 1),
    planned('dead-letters', deadLettersTopic(prefix), kept, 1),
    planned('events', eventsTopic(prefix), lasting(FOR_EVER)),
    planned('views', viewsTopic(prefix), compacted),
    ...agencyViews.map(({ agency }) => planned('views', agencyViewsTopic(prefix, agency), compacted)),
  ];
}

/** What is other than planned, a sentence each; empty when nothing is. More partitions than planned are as good. */
export function differencesOf(plan: TopicPlan, state: TopicState): readonly string[] {
  const differences: string[] = [];
  const { partitions, replication, configs } = plan;
  if (state.partitions < partitions) differences.push(`${state.partitions} partitions instead of ${partitions}`);
  if (replication > 0 && state.replication < replication) {
    differences.push(`${state.replication} copies instead of ${replication}`);
  }
  for (const [name, value] of Object.entries(configs)) {
    const found = state.configs[name];
    if (found !== value) differences.push(`${name}=${found ?? 'unset'} instead of ${value}`);
  }
  return differences;
}
