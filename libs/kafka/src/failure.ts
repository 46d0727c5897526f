import { BrokerUnavailable, MessageRefused, type RefusalReason } from './errors';

/** Errors of the protocol that the same request meets again, however often it is repeated. */
const REFUSALS: Readonly<Record<string, RefusalReason>> = {
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  TOPIC_AUTHORIZATION_FAILED: 'not-authorised',
  GROUP_AUTHORIZATION_FAILED: 'not-authorised',
  CLUSTER_AUTHORIZATION_FAILED: 'not-authorised',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'not-authorised',
  INVALID_TOPIC_EXCEPTION: 'invalid',
  INVALID_RECORD: 'invalid',
  INVALID_TIMESTAMP: 'invalid',
  CORRUPT_MESSAGE: 'invalid',
  INVALID_PARTITIONS: 'invalid',
  INVALID_REPLICATION_FACTOR: 'invalid',
  INVALID_CONFIG: 'invalid',
  INVALID_REQUEST: 'invalid',
  POLICY_VIOLATION: 'invalid',
  SECURITY_DISABLED: 'invalid',
};

const ADVICE: Readonly<Record<RefusalReason, string>> = {
  'too-large': 'make the message smaller, or raise max.message.bytes of the topic',
  'unknown-topic': 'create the topic',
  'not-authorised': 'let the principal of this process do this, by an ACL',
  invalid: 'see the log of the broker',
};

/** What a failure of kafkajs means: refused for good, or not now. `doing` says what was asked, without contents. */
export function failureOf(error: unknown, doing: string): BrokerUnavailable | MessageRefused {
  if (error instanceof BrokerUnavailable || error instanceof MessageRefused) return error;
  const type = protocolErrorOf(error);
  const reason = type === null ? undefined : REFUSALS[type];
  if (reason !== undefined) {
    const topic = topicOf(error);
    const what = topic === null ? type : `${type}: ${topic}`;
    return new MessageRefused(reason, `${doing} was refused by the broker (${what}): ${ADVICE[reason]}.`);
  }
  if (isOf(error, 'KafkaJSGroupCoordinatorNotFound')) {
    // kafkajs does not tell which of the two it is.
    return new BrokerUnavailable(
      `${doing} failed: no coordinator for the group. Either the brokers are starting, or this principal may not read the group: let it, by an ACL.`,
    );
  }
  if (isOf(error, 'KafkaJSNotImplemented')) {
    return new MessageRefused(
      'invalid',
      `${doing} failed: ${rootOf(error).message}. Let the brokers unpack what producers send: compression.type=uncompressed of the topic.`,
    );
  }
  return isOf(error, 'KafkaJSSASLAuthenticationError')
    ? new BrokerUnavailable(
        `${doing} failed: the broker refuses the login (${rootOf(error).message}). Check user name, password and mechanism.`,
      )
    : new BrokerUnavailable(`${doing} failed: ${rootOf(error).message}`);
}

/** The protocol's name of the error, such as `UNKNOWN_MEMBER_ID`; null for errors that are not the broker's. */
export function protocolErrorOf(error: unknown): string | null {
  for (const cause of causesOf(error)) {
    if ('type' in cause && typeof cause.type === 'string') return cause.type;
  }
  return null;
}

/** The topic of which an error tells, where it does. */
function topicOf(error: unknown): string | null {
  for (const cause of causesOf(error)) {
    if ('topic' in cause && typeof cause.topic === 'string') return cause.topic;
  }
  return null;
}

const isOf = (error: unknown, name: string): boolean => [...causesOf(error)].some((cause) => cause.name === name);

function rootOf(error: unknown): Error {
  const causes = [...causesOf(error)];
  return causes.at(-1) ?? new Error(String(error));
}

/** The error and what it wraps; kafkajs wraps several times, and collects several of a request into one. */
function* causesOf(error: unknown): Generator<Error> {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 10; depth++) {
    yield cause;
    const { errors } = cause as { readonly errors?: readonly unknown[] };
    cause = cause.cause ?? errors?.[0];
  }
}
