import type { IncomingMessage } from './message';

/** Which attempt at a message this is. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** Milliseconds since the first attempt began; 0 in the first. */
  readonly waitedMs: number;
  /** Whether all before it with the same order key are done; not so where one has but called `next`. */
  readonly isFirst: boolean;
}

export interface ConsumeOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /**
   * Messages of one partition with equal order keys are worked on one after the other, all others side by side. Called
   * once a message, when it is taken, with the very object that `work` gets. MUST NOT throw.
   */
  orderKey(message: IncomingMessage): string;
  /**
   * Works on one message. Resolved: its effect is durable, the offset may be committed. Rejected: not done, it is tried
   * again with back-off for as long as the partition is ours, while its successors with the same order key wait and all
   * others go on. MUST be safe to repeat: a message comes again after a crash, a rebalance or a replay.
   * `signal` aborts when the partition is lost or the consumption stops; work SHOULD then end soon.
   * `next` lets the successor with the same order key begin before this promise ends: for work whose effect is decided
   * and only waits to be acknowledged, or that keeps its order itself. The offset still waits for the promise. When the
   * promise rejects all the same, what has not begun waits for the next attempt, and a successor whose own attempt fails
   * is tried again when this one is done.
   */
  work(message: IncomingMessage, signal: AbortSignal, next: () => void, attempt: Attempt): Promise<void>;
  /** How many messages are worked on at a time, over all partitions; those that `next` lets begin come on top. */
  readonly concurrencyMax?: number;
  /** How many messages wait in memory, over all partitions; one fetch more may lie beyond it. */
  readonly pendingMax?: number;
}

/** A member of a consumer group at work. */
export interface Consumption {
  /** `away`: the brokers have not answered lately. It comes back by itself. */
  state(): 'joining' | 'running' | 'away' | 'stopped';
  /** Messages not yet committed by the whole group, by topic. Throws BrokerUnavailable, MessageRefused. */
  lag(): Promise<ReadonlyMap<string, bigint>>;
  /** Fetches no more, finishes what is under way within a limit, commits and leaves the group. */
  stop(): Promise<void>;
}
