import { BrokerUnavailable, type Admin, type Cluster } from '@rekam/kafka';
import { missingTopicsSentence } from '@rekam/runtime';

/** An answer of the brokers is good for so long; a bad one is asked for again sooner. */
const ANSWER_AGE_MS_MAX = 5_000;
const FAULT_AGE_MS_MAX = 1_000;
/** Who asks has a limit of its own, and gets the last answer when this one takes longer. */
const ANSWER_WAIT_MS_MAX = 1_500;

/** Whether the brokers answer and have the topics: known also to a publisher that has nothing to send. */
export class BrokerWatch {
  private admin: Promise<Admin> | null = null;
  private asking: Promise<void> | null = null;
  private answeredAt = Number.NEGATIVE_INFINITY;
  private fault: string | null = 'the brokers have not answered yet';

  constructor(
    private readonly cluster: Pick<Cluster, 'admin'>,
    private readonly topics: readonly string[],
  ) {}

  /** Null when all is well, else what is not and what to do, without personal data. */
  async faultNow(): Promise<string | null> {
    const ageMsMax = this.fault === null ? ANSWER_AGE_MS_MAX : FAULT_AGE_MS_MAX;
    if (performance.now() - this.answeredAt > ageMsMax) {
      this.asking ??= this.ask();
      await Promise.race([this.asking, waited(ANSWER_WAIT_MS_MAX)]);
    }
    return this.fault;
  }

  async close(): Promise<void> {
    await this.asking;
    await (await this.admin)?.close();
  }

  private async ask(): Promise<void> {
    try {
      this.admin ??= this.cluster.admin({ timeoutMs: ANSWER_WAIT_MS_MAX });
      const missing = await (await this.admin).missingTopics(this.topics);
      this.fault = missing.length === 0 ? null : missingTopicsSentence(missing);
    } catch (error) {
      this.fault = error instanceof BrokerUnavailable ? 'the brokers do not answer' : (error as Error).message;
    } finally {
      this.answeredAt = performance.now();
      this.asking = null;
    }
  }
}

const waited = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms).unref());
