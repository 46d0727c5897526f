import { CATALOGUE } from '../catalogue';
import type { CommandContract, JsonSchema } from '../contract';
import { schemaRef } from '../openapi';
import { text, textOrNull } from '../schema-parts';
import { DEAD_LETTER_HEADERS_SCHEMA, deadLetterHeaders } from './dead-letter';
import { eventHeaders, eventMessage } from './event-message';
import type { EventKind } from './event-schemas';
import { INTAKE_KEY_SCHEMA, intakeExamples, intakeHeadersSchema } from './intake-message';
import { ledgerHeadersSchema } from './ledger-headers';
import { OUTCOMES, outcomeHeaders, outcomeSchema, outcomeType, type OutcomeMessage } from './outcome';
import {
  coordinatesExample,
  eventExample,
  OUTCOME_ID,
  outcomeExample,
  PROBLEM_EXAMPLE,
  viewExample,
} from './sent-examples';
import { viewHeaders, viewKey, viewType, type PublishedRow, type PublishedView } from './view-message';

/** One message as the AsyncAPI document describes it. */
export interface MessageDescription {
  /** Its name in the document. */
  readonly id: string;
  /** Its CloudEvent type, where it has one only. */
  readonly name?: string;
  readonly summary: string;
  readonly description?: string;
  readonly contentType: string;
  readonly headers: JsonSchema;
  readonly payload: JsonSchema;
  readonly key: JsonSchema;
  /** Where the CloudEvent's id is by which an outcome and its message are told to belong together. */
  readonly correlation?: string;
  readonly examples: readonly {
    readonly name: string;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly payload: unknown;
  }[];
}

const JSON_TYPE = 'application/json';

function commandMessage(contract: CommandContract): MessageDescription {
  const { dto, cloudEvent, summary, name } = contract;
  const examples = intakeExamples(contract);
  return {
    id: dto.name,
    name: cloudEvent,
    summary,
    description: `The command \`${name}\`.${examples.length === 0 ? ' Only a person may send it, and a person sends it over HTTP.' : ''}`,
    contentType: JSON_TYPE,
    headers: intakeHeadersSchema(contract),
    payload: schemaRef(dto.name),
    key: INTAKE_KEY_SCHEMA,
    correlation: '$message.header#/ce_id',
    examples,
  };
}

/** What a source may send: every command in binary mode, and any of them in structured mode. */
export function intakeMessages(): readonly MessageDescription[] {
  const [shown] = intakeExamples(CATALOGUE[0]!);
  const { ce_time: time, ce_type: type, ce_source: source } = shown!.headers;
  const structured: MessageDescription = {
    id: 'StructuredCloudEvent',
    summary: 'Any command in structured mode',
    description:
      "The whole CloudEvent in the JSON format; its `data` is the payload of its type's message. No batches.",
    contentType: 'application/cloudevents+json',
    headers: {
      type: 'object',
      properties: { 'content-type': { type: 'string', pattern: '^application/cloudevents\\+json' } },
      required: ['content-type'],
    },
    payload: schemaRef('CloudEvent'),
    key: INTAKE_KEY_SCHEMA,
    correlation: '$message.payload#/id',
    examples: [
      {
        name: 'structured',
        headers: { 'content-type': 'application/cloudevents+json' },
        // The same record under another id: what the ledger holds already is answered with the first receipt.
        payload: { specversion: '1.0', id: 'example-structured', source, type, time, data: shown!.payload },
      },
    ],
  };
  return [...CATALOGUE.map(commandMessage), structured];
}

const OUTCOME_SUMMARIES: Readonly<Record<OutcomeMessage['outcome'], string>> = {
  accepted: 'Recorded; the same message taken again says so again, with the first receipt',
  duplicate: 'The ledger held it already, of another message; the receipt is the first one',
  rejected: 'Nothing was recorded; the problem says what to mend, and the message is among the dead letters',
};

export const outcomeMessages = (intakeTopic: string): readonly MessageDescription[] =>
  OUTCOMES.map((outcome) => {
    const example = outcomeExample(outcome, intakeTopic);
    return {
      id: outcomeName(outcome),
      name: outcomeType(outcome),
      summary: OUTCOME_SUMMARIES[outcome],
      contentType: JSON_TYPE,
      headers: ledgerHeadersSchema('Follows from the coordinates of the message: sent again it is the same.', [
        outcomeType(outcome),
      ]),
      payload: schemaRef(outcomeName(outcome)),
      key: textOrNull('The key of the message that is answered.'),
      correlation: '$message.payload#/event/id',
      examples: [{ name: outcome, headers: outcomeHeaders(OUTCOME_ID, example), payload: example }],
    };
  });

const outcomeName = (outcome: OutcomeMessage['outcome']): string =>
  `${outcome[0]!.toUpperCase()}${outcome.slice(1)}Outcome`;

export const outcomeSchemas = (): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(OUTCOMES.map((each) => [outcomeName(each), outcomeSchema(each, '#/components/schemas/')]));

export function eventDescription(kind: EventKind): MessageDescription {
  const { name, summary, cloudEvents } = kind;
  const event = eventExample(kind);
  return {
    id: name,
    ...(cloudEvents.length === 1 && { name: cloudEvents[0]! }),
    summary,
    contentType: JSON_TYPE,
    headers: ledgerHeadersSchema('Id of the event.', cloudEvents, ['ce_time', 'ce_position']),
    payload: schemaRef(name),
    key: text('The person of a career, else the name of the stream.'),
    examples: [{ name: event.type, headers: eventHeaders(event), payload: eventMessage(event) }],
  };
}

const pascal = (name: string): string => name.replaceAll(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase());

/** The name of the schema of a view's messages. */
export const viewName = (view: PublishedView): string => `${pascal(view)}Row`;

/** A row as it stands, and the tombstone that says that it is gone. */
export function viewMessages(view: PublishedView, row: PublishedRow): readonly MessageDescription[] {
  const example = viewExample(view, row);
  const common = {
    name: viewType(view),
    contentType: JSON_TYPE,
    headers: ledgerHeadersSchema(
      'View, key and position, and of a row that is gone: gone.',
      [viewType(view)],
      ['ce_position'],
    ),
    key: text(
      `${viewKey(view, '<key>')}: of the messages with one key that of the greatest position holds, and of two of one position the later.`,
    ),
  };
  return [
    {
      ...common,
      id: viewName(view),
      summary: `The whole row of ${view} as it stands`,
      payload: schemaRef(viewName(view)),
      examples: [{ name: view, headers: viewHeaders(example, false), payload: example }],
    },
    {
      ...common,
      id: `${viewName(view)}Gone`,
      summary: `The row of ${view} is gone: a message without a value`,
      payload: { type: 'null' },
      examples: [{ name: `${view}-gone`, headers: viewHeaders(example, true), payload: null }],
    },
  ];
}

export function deadLetterDescription(intakeTopic: string): MessageDescription {
  const [shown] = intakeExamples(CATALOGUE[0]!);
  const letter = {
    ...coordinatesExample(intakeTopic),
    problem: PROBLEM_EXAMPLE,
    outcomeId: OUTCOME_ID,
    valueBytesLost: null,
  };
  return {
    id: 'DeadLetter',
    summary: 'A rejected message: its key, value and headers as they came, and why it was rejected',
    description: 'It holds what the sender sent, personal data too: for operators only.',
    contentType: 'application/octet-stream',
    headers: DEAD_LETTER_HEADERS_SCHEMA,
    payload: { description: 'Whatever was sent.' },
    key: textOrNull('The key of the rejected message.'),
    examples: [{ name: 'dead-letter', headers: deadLetterHeaders(shown!.headers, letter), payload: shown!.payload }],
  };
}
