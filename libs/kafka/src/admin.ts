/** A topic as it should be. */
export interface TopicPlan {
  readonly topic: string;
  readonly partitions: number;
  /** Copies of each partition; -1 for the brokers' default. */
  readonly replication: number;
  /** Settings by their Kafka names, such as `cleanup.policy` and `retention.ms`. */
  readonly configs: Readonly<Record<string, string>>;
}

/** A topic as it is. */
export interface TopicState {
  readonly partitions: number;
  readonly replication: number;
  /** Every setting, defaults too. */
  readonly configs: Readonly<Record<string, string>>;
  /** The first offset held and the one after the last message; in order of partitions. */
  readonly offsets: readonly { readonly partition: number; readonly first: bigint; readonly end: bigint }[];
}

/** Who may do what, as the brokers enforce it. Allowing rules only: what no rule allows is denied. */
export interface AclRule {
  /** `User:name`. */
  readonly principal: string;
  readonly resource: 'topic' | 'group';
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
  readonly operation: 'read' | 'write' | 'describe' | 'create' | 'all';
}

export interface AdminOptions {
  /** How long an answer is waited for. */
  readonly timeoutMs?: number;
}

/**
 * What an operator does with a cluster. It connects when it is first used, and again after a failure. Every method throws
 * BrokerUnavailable, and MessageRefused for what can never succeed: not authorised, no such topic, invalid.
 */
export interface Admin {
  /** `host:port` of each broker of the cluster. */
  brokers(): Promise<readonly string[]>;
  /** Creates those that do not exist and returns their names. Those that exist stay as they are. */
  createTopics(plans: readonly TopicPlan[]): Promise<readonly string[]>;
  /** Topics that do not exist are left out. */
  describeTopics(topics: readonly string[]): Promise<ReadonlyMap<string, TopicState>>;
  /** Those that do not exist, or that we may not see. Needs no right but to describe the topics. */
  missingTopics(topics: readonly string[]): Promise<readonly string[]>;
  deleteTopics(topics: readonly string[]): Promise<void>;
  /** The first offset held and the one after the last message, in order of partitions. */
  offsets(topic: string): Promise<TopicState['offsets']>;
  /** The first offset at or after this time (milliseconds since 1970), by partition; the end where there is none. */
  offsetsAt(topic: string, timestampMs: number): Promise<ReadonlyMap<number, bigint>>;
  /** What the group has committed, by partition; partitions without a commit are left out. */
  groupOffsets(groupId: string, topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** Messages that the group has not committed, by topic. */
  groupLag(groupId: string, topics: readonly string[]): Promise<ReadonlyMap<string, bigint>>;
  /** Creating a rule that exists changes nothing. */
  createAcls(rules: readonly AclRule[]): Promise<void>;
  /** Every allowing rule for topics and groups; null where the brokers keep no rules. */
  describeAcls(): Promise<readonly AclRule[] | null>;
  close(): Promise<void>;
}
