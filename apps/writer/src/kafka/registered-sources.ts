import { outcomesTopic, unattributedOutcomesTopic } from '@rekam/contracts';
import type { Caller, KafkaTopics } from '@rekam/runtime';
import { agencyOfSource } from '../to-command';

/** A source of the topics file, with all that follows from its name. */
export interface RegisteredSource {
  /** Who speaks when it does. One object a source, for the actor is worked out once for each. */
  readonly caller: Caller;
  /** Where it reads what became of its messages. */
  readonly outcomesTopic: string;
}

/** The caller that a source is: an agency's system, or a provider of trainings. */
function callerOf(source: string, issuer: string): Caller {
  const agency = agencyOfSource(source);
  const role = agency === null ? 'provider' : 'agency';
  // No subject of a token: what holds the topic is the brokers' to know.
  return { id: `kafka\n${source}`, issuer, role, agency, person: null, source };
}

/**
 * Which source may come by which topic. The brokers let only a source's principal write to its topic and do not say
 * who wrote a message, so the topic is what a source is checked against.
 */
export class RegisteredSources {
  private readonly byTopic: ReadonlyMap<string, ReadonlyMap<string, RegisteredSource>>;

  /** `issuer` is that of this process's tokens, so that approvers are named alike by every door. */
  constructor(
    { intake }: Pick<KafkaTopics, 'intake'>,
    private readonly topicPrefix: string,
    issuer: string,
  ) {
    this.byTopic = new Map(
      intake.map(({ topic, sources }) => [
        topic,
        new Map(
          sources.map(({ source }) => [
            source,
            { caller: callerOf(source, issuer), outcomesTopic: outcomesTopic(topicPrefix, source) },
          ]),
        ),
      ]),
    );
  }

  get intakeTopics(): readonly string[] {
    return [...this.byTopic.keys()];
  }

  /** Every topic that outcomes may go to. */
  get outcomesTopics(): readonly string[] {
    const registered = [...this.byTopic.values()].flatMap((sources) => [...sources.values()]);
    const isShared = [...this.byTopic.values()].some(({ size }) => size > 1);
    return [
      ...registered.map((each) => each.outcomesTopic),
      ...(isShared ? [unattributedOutcomesTopic(this.topicPrefix)] : []),
    ];
  }

  /** The source of the topic in whose name the stated one speaks: itself, or the nearest one above it. */
  speakingAs(topic: string, stated: string): RegisteredSource | null {
    const sources = this.byTopic.get(topic);
    for (let source = stated; source !== ''; source = source.slice(0, Math.max(0, source.lastIndexOf('/')))) {
      const registered = sources?.get(source);
      if (registered !== undefined) return registered;
    }
    return null;
  }

  /** Where the outcome goes of a message whose source nobody can tell, or is none of the topic's. */
  outcomesTopicWithout(topic: string): string {
    const [only, ...others] = this.byTopic.get(topic)?.values() ?? [];
    return only === undefined || others.length > 0 ? unattributedOutcomesTopic(this.topicPrefix) : only.outcomesTopic;
  }
}
