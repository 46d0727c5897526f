import type { JsonSchema } from './contract';
import {
  deadLetterDescription,
  eventDescription,
  intakeMessages,
  outcomeMessages,
  outcomeSchemas,
  viewMessages,
  viewName,
  type MessageDescription,
} from './messages/descriptions';
import { EVENT_META_SCHEMA, eventKinds } from './messages/event-schemas';
import {
  agencyViewsTopic,
  deadLettersTopic,
  eventsTopic,
  intakeTopic,
  TOPIC_RULES,
  viewsTopic,
  type TopicKind,
} from './messages/topics';
import { PUBLISHED_VIEWS, viewSchema, type PublishedRows } from './messages/view-message';
import { catalogueSchemas, CLOUD_EVENT_SCHEMA, PROBLEM_SCHEMA, RECEIPT_SCHEMA } from './schemas';

export interface AsyncApiOptions {
  readonly version: string;
  /** First part of the names of the ledger's topics. */
  readonly prefix: string;
  /** The rows of the views that are published; null where the process that is asked makes none. */
  readonly rows: PublishedRows | null;
  /** Absent: the document names no brokers. */
  readonly cluster?: {
    /** `host:port`. */
    readonly brokers: readonly string[];
    readonly tls: boolean;
    readonly sasl: 'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512';
  };
}

interface Channel {
  readonly id: string;
  readonly kind: TopicKind;
  readonly address: string;
  readonly parameters?: Readonly<Record<string, object>>;
  readonly summary: string;
  readonly messages: readonly MessageDescription[];
}

/** The operation on a channel; all but the intake are written by the ledger. */
const OPERATIONS: Readonly<Record<string, { readonly operation: string; readonly summary: string }>> = {
  intake: { operation: 'receiveCommands', summary: 'Takes what happened to a career, and answers every message' },
  outcomes: { operation: 'sendOutcomes', summary: 'Says what became of each message' },
  events: { operation: 'sendEvents', summary: 'Sends every event of the log, in its order per key' },
  views: { operation: 'sendViews', summary: 'Sends the rows of the views as they change' },
  agencyViews: { operation: 'sendAgencyViews', summary: "Sends an agency's rows of the views as they change" },
  deadLetters: { operation: 'sendDeadLetters', summary: 'Keeps every rejected message' },
};

function viewChannels(prefix: string, rows: PublishedRows): readonly Channel[] {
  const messages = PUBLISHED_VIEWS.flatMap((view) => viewMessages(view, rows[view]));
  return [
    {
      id: 'views',
      kind: 'views',
      address: viewsTopic(prefix),
      summary: 'The views of the whole ledger. For those who may see the whole of it.',
      messages,
    },
    {
      id: 'agencyViews',
      kind: 'views',
      address: agencyViewsTopic(prefix, '{agency}'),
      parameters: { agency: { description: 'Code of the agency.', examples: ['5500'] } },
      summary: 'The rows of those whom an agency employs, and its own overview. Who leaves it, leaves its topic.',
      messages,
    },
  ];
}

function channelsOf(prefix: string, rows: PublishedRows | null): readonly Channel[] {
  const intake = intakeTopic(prefix);
  return [
    {
      id: 'intake',
      kind: 'intake',
      address: '{intake}',
      parameters: {
        intake: { description: "The topic that the ledger's operator gave the source.", default: intake },
      },
      summary: 'What agencies and providers record. Only the sources of a topic may come by it.',
      messages: intakeMessages(),
    },
    {
      id: 'outcomes',
      kind: 'outcomes',
      address: `${prefix}.outcomes.{source}.v1`,
      parameters: {
        source: {
          description:
            'The registered source without its first slash, each other slash a dot, and each character outside letters, digits, dot, underscore and hyphen an underscore; `unattributed` for a message of a shared topic whose source cannot be told.',
          examples: ['agencies.5500.simpeg', 'unattributed'],
        },
      },
      summary: 'What became of the messages of one source: at least one outcome for every message.',
      messages: outcomeMessages(intake),
    },
    {
      id: 'events',
      kind: 'events',
      address: eventsTopic(prefix),
      summary: 'The log, without what is stored encrypted. For those who may see the whole ledger.',
      messages: eventKinds().map(eventDescription),
    },
    ...(rows === null ? [] : viewChannels(prefix, rows)),
    {
      id: 'deadLetters',
      kind: 'dead-letters',
      address: deadLettersTopic(prefix),
      summary: 'The rejected messages. For operators only.',
      messages: [deadLetterDescription(intake)],
    },
  ];
}

const byId = <Item>(entries: readonly (readonly [string, Item])[]): Readonly<Record<string, Item>> =>
  Object.fromEntries(entries);
const refTo = (path: string): { readonly $ref: string } => ({ $ref: `#/${path}` });

const BINDING = '0.5.0';

const channelObject = ({ id, kind, address, parameters, summary, messages }: Channel): object => {
  const { cleanupPolicy, messageBytesMax, compressionType } = TOPIC_RULES[kind];
  const topicConfiguration = {
    'cleanup.policy': [cleanupPolicy],
    'max.message.bytes': messageBytesMax,
    ...(compressionType !== undefined && { 'compression.type': compressionType }),
  };
  return {
    address,
    title: id,
    summary,
    ...(parameters !== undefined && { parameters }),
    messages: byId(messages.map((message) => [message.id, refTo(`components/messages/${message.id}`)])),
    bindings: { kafka: { topicConfiguration, bindingVersion: BINDING } },
  };
};

function operationObject({ id, messages }: Channel, reply: Channel): object {
  const messagesOf = (channel: Channel) =>
    channel.messages.map((message) => refTo(`channels/${channel.id}/messages/${message.id}`));
  const isReceived = id === 'intake';
  return {
    action: isReceived ? 'receive' : 'send',
    channel: refTo(`channels/${id}`),
    summary: `${OPERATIONS[id]!.summary}.`,
    messages: messages.map((message) => refTo(`channels/${id}/messages/${message.id}`)),
    ...(isReceived && { reply: { channel: refTo(`channels/${reply.id}`), messages: messagesOf(reply) } }),
  };
}

const messageObject = (message: MessageDescription): object => ({
  name: message.name ?? message.id,
  title: message.id,
  summary: `${message.summary}.`,
  ...(message.description !== undefined && { description: message.description }),
  contentType: message.contentType,
  headers: message.headers,
  payload: message.payload,
  ...(message.correlation !== undefined && {
    correlationId: {
      description: 'The CloudEvent id that a message and its outcome share.',
      location: message.correlation,
    },
  }),
  bindings: { kafka: { key: message.key, bindingVersion: BINDING } },
  ...(message.examples.length > 0 && { examples: message.examples }),
});

const SECURITY = {
  plain: { type: 'plain', description: 'SASL PLAIN; over TLS only.' },
  'scram-sha-256': { type: 'scramSha256', description: 'SASL SCRAM-SHA-256.' },
  'scram-sha-512': { type: 'scramSha512', description: 'SASL SCRAM-SHA-512.' },
} as const;

const serversOf = ({ brokers, tls, sasl }: NonNullable<AsyncApiOptions['cluster']>): Readonly<Record<string, object>> =>
  byId(
    brokers.map((host, index) => [
      `broker-${index + 1}`,
      {
        host,
        protocol: tls ? 'kafka-secure' : 'kafka',
        ...(sasl !== 'none' && { security: [refTo(`components/securitySchemes/${sasl}`)] }),
      },
    ]),
  );

/**
 * What goes over Kafka as one AsyncAPI 3.0 document, from the ledger's point of view: it receives commands and sends the
 * rest. The schemas of what it receives are the ones that messages are validated with.
 */
export function asyncApiDocument({ version, prefix, rows, cluster }: AsyncApiOptions): Record<string, unknown> {
  const channels = channelsOf(prefix, rows);
  const outcomes = channels.find(({ id }) => id === 'outcomes')!;
  const schemas: Readonly<Record<string, JsonSchema>> = {
    ...catalogueSchemas('#/components/schemas/'),
    CloudEvent: CLOUD_EVENT_SCHEMA,
    Receipt: RECEIPT_SCHEMA,
    Problem: PROBLEM_SCHEMA,
    ...outcomeSchemas(),
    EventMeta: EVENT_META_SCHEMA,
    ...byId(eventKinds().map((kind) => [kind.name, kind.schema('#/components/schemas/')])),
    ...(rows !== null && byId(PUBLISHED_VIEWS.map((view) => [viewName(view), viewSchema(view, rows[view])]))),
  };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Rekam Jejak',
      version,
      description:
        "The ledger of civil servants' careers over Kafka. Every message is a CloudEvent 1.0.2. What the ledger sends may gain keys, values and kinds of message: ignore those you do not know. A message may come twice; its ce_id tells. Of a row of a view keep what came with the greatest ce_position, and of two with one position the later.",
    },
    defaultContentType: 'application/json',
    ...(cluster !== undefined && { servers: serversOf(cluster) }),
    channels: byId(channels.map((channel) => [channel.id, channelObject(channel)])),
    operations: byId(
      channels.map((channel) => [OPERATIONS[channel.id]!.operation, operationObject(channel, outcomes)]),
    ),
    components: {
      schemas,
      messages: byId(channels.flatMap(({ messages }) => messages.map((each) => [each.id, messageObject(each)]))),
      securitySchemes: SECURITY,
    },
  };
}
