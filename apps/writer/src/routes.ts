import { BATCH_SIZE_MAX, COMMANDS_PATH, schemaRef, type JsonSchema, type RouteDescription } from '@rekam/contracts';
import { IDENTIFIER_KINDS } from '@rekam/domain';
import { NUMBERS_MAX } from './imports.controller';

const problemWith = (description: string) => ({
  description,
  contentTypes: { 'application/problem+json': { schema: schemaRef('Problem') } },
});
const receiptWith = (description: string) => ({
  description,
  contentTypes: { 'application/json': { schema: schemaRef('Receipt') } },
});

/** The answers of the doors that record. */
const RECORDED = {
  '200': receiptWith('The ledger had it already; this is the first receipt again.'),
  '201': receiptWith('Recorded, and durable.'),
  '404': problemWith('The person or the fact is not in the ledger; it may come later.'),
  '409': problemWith('It contradicts what the ledger holds; read again before sending.'),
  '422': problemWith('Impossible or unlawful; errors name each field and rule.'),
  '503': problemWith('Not known to be recorded; send the same again later, under the same key: it is recorded once.'),
};

const IDENTIFIER: JsonSchema = {
  type: 'object',
  properties: {
    kind: { enum: [...IDENTIFIER_KINDS] },
    number: { type: 'string', maxLength: 40, description: 'As printed; spaces, dots and dashes are taken out.' },
  },
  required: ['kind', 'number'],
  additionalProperties: false,
};

const EXAMPLE_EVENT = {
  specversion: '1.0',
  id: '5500-kp-000173',
  source: '/agencies/5500/simpeg',
  type: 'asn.career.promotion.recorded.v1',
  data: {
    identifier: { kind: 'nip', number: '199408172018032901' },
    recordId: 'KP-2022-04-0173',
    effectiveAt: '2022-04-01',
    approvedBy: 'kepala-bkd-jambi',
    content: { kind: '101', golongan: '32' },
  },
};

const ITEM_RESULT: JsonSchema = {
  type: 'object',
  description: 'The status the event would have had alone, and its receipt or its problem.',
  properties: { status: { type: 'integer' }, receipt: schemaRef('Receipt'), problem: schemaRef('Problem') },
  required: ['status'],
};

const KNOWN_PERSON: JsonSchema = {
  type: 'object',
  properties: {
    person: { type: ['string', 'null'], description: 'Who holds the number; null for nobody.' },
    mergedInto: { type: ['string', 'null'], description: 'The person that stands for this one since a merge.' },
    facts: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          person: { type: 'string', format: 'uuid' },
          subject: { type: 'string' },
          fact: { type: 'string', format: 'uuid' },
          recordId: { type: ['string', 'null'] },
          edition: { type: 'integer' },
          annulled: { type: 'boolean' },
          missing: { type: 'boolean', description: 'The source has reported that it no longer holds the record.' },
          digest: { type: ['string', 'null'], description: 'The text `digest` in `ext` of the last statement.' },
          time: { type: ['string', 'null'], description: 'The time of the CloudEvent that last stated it.' },
        },
        required: ['person', 'subject', 'fact', 'recordId', 'edition', 'annulled', 'missing', 'digest', 'time'],
      },
    },
  },
  required: ['person', 'mergedInto', 'facts'],
};

/** What the writer's doors take and answer, for the documentation. */
export const WRITER_ROUTES: readonly RouteDescription[] = [
  {
    method: 'post',
    path: COMMANDS_PATH,
    route: 'command',
    tag: 'Commands',
    summary: 'Send a command',
    description: 'Sending the same command again under the same key changes nothing and gives the first receipt.',
    parameters: [
      { name: 'name', in: 'path', description: 'The command, such as record-appraisal.', schema: { type: 'string' } },
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: true,
        description: "The caller's own id of the command: new for each, the same when it is sent again.",
        schema: { type: 'string', minLength: 1, maxLength: 200 },
        example: '5500-kp-000173',
      },
    ],
    responses: RECORDED,
  },
  {
    method: 'post',
    path: '/v1/events',
    route: 'events',
    tag: 'Commands',
    summary: 'Send career events as CloudEvents',
    description:
      `One event in structured or binary mode, or a batch of at most ${BATCH_SIZE_MAX}. In a batch, events of one source about ` +
      'one person keep their order, and each has its own result: a refused one stops no other.',
    request: {
      contentTypes: {
        'application/cloudevents+json': {
          schema: schemaRef('CloudEvent'),
          examples: { promotion: { summary: 'A promotion.', value: EXAMPLE_EVENT } },
        },
        'application/cloudevents-batch+json': {
          schema: schemaRef('CloudEventBatch'),
          examples: { batch: { summary: 'A batch of one.', value: [EXAMPLE_EVENT] } },
        },
        'application/json': {
          schema: { type: 'object', description: 'Binary mode: the data, attributes in ce- headers.' },
        },
      },
    },
    responses: {
      ...RECORDED,
      '200': {
        description: 'Of one event: the ledger had it already. Of a batch: a result for each event, in their order.',
        contentTypes: {
          'application/json': {
            schema: {
              oneOf: [
                schemaRef('Receipt'),
                {
                  type: 'object',
                  properties: { results: { type: 'array', items: ITEM_RESULT } },
                  required: ['results'],
                },
              ],
            },
          },
        },
      },
      '415': problemWith('A format of CloudEvents other than JSON.'),
    },
  },
  {
    method: 'post',
    path: '/v1/persons/resolve',
    route: 'resolve',
    tag: 'Persons',
    summary: 'Find a person by number',
    request: {
      contentTypes: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { identifier: IDENTIFIER },
            required: ['identifier'],
            additionalProperties: false,
          },
          examples: { nip: { value: { identifier: { kind: 'nip', number: '19940817 201803 2 901' } } } },
        },
      },
    },
    responses: {
      '200': {
        description: 'The person who holds the number.',
        contentTypes: {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                person: { type: 'string', format: 'uuid' },
                mergedInto: {
                  type: ['string', 'null'],
                  description: 'The person that stands for this one since a merge.',
                },
              },
              required: ['person', 'mergedInto'],
            },
          },
        },
      },
      '404': problemWith('Nobody in the ledger holds the number.'),
      '422': problemWith('No such number can exist.'),
    },
  },
  {
    method: 'post',
    path: '/v1/imports/known',
    route: 'imports-known',
    tag: 'Commands',
    summary: "What the ledger has of a source's records",
    description:
      'For each number the person who holds it and the facts that came from this source, by its own record ids, so that ' +
      'an import can tell what is new, what changed and what is gone. Nothing of their content is told.',
    request: {
      contentTypes: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              source: { type: 'string', description: "The caller's own source, or one below it." },
              identifiers: { type: 'array', items: IDENTIFIER, minItems: 1, maxItems: NUMBERS_MAX },
            },
            required: ['source', 'identifiers'],
            additionalProperties: false,
          },
          examples: {
            one: {
              value: {
                source: '/agencies/5500/simpeg',
                identifiers: [{ kind: 'nip', number: '19940817 201803 2 901' }],
              },
            },
          },
        },
      },
    },
    responses: {
      '200': {
        description: 'A person for each number, in their order.',
        contentTypes: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { persons: { type: 'array', items: KNOWN_PERSON } },
              required: ['persons'],
            },
          },
        },
      },
      '403': problemWith('The source is not one of the caller.'),
      '422': problemWith('One of the numbers cannot exist.'),
    },
  },
];
