import { CATALOGUE } from './catalogue';
import { BATCH_SIZE_MAX } from './cloud-events/cloud-event';
import type { Alternative, CommandContract, JsonSchema } from './contract';
import { schemaOf, schemasOf, type RefPrefix } from './derived-schema';
import { decimal, DIALECT, growing, text, textOrNull } from './schema-parts';

export const RECEIPT_SCHEMA: JsonSchema = growing({
  person: textOrNull('The person recorded of; null for a mentoring pair.'),
  fact: textOrNull('The fact, to be named by later commands.'),
  edition: { type: ['integer', 'null'], description: 'Which edition of the fact this command made.' },
  revision: decimal('Place in the stream.'),
  position: decimal('Place in the log; give it to a read as at-least.'),
  duplicate: { type: 'boolean', description: 'The ledger held it already; this is the first answer again.' },
  flags: {
    type: 'array',
    description: 'What is unlawful or contradictory in the act, and was recorded all the same.',
    items: growing(
      {
        code: text('Stable literal.'),
        field: text("JSON pointer into the command's data."),
        params: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
      },
      ['params'],
    ),
  },
});

const PROBLEM_ERROR_SCHEMA = growing(
  {
    code: text('Stable literal.'),
    field: text("JSON pointer into the request's data; empty for the whole."),
    rule: text('The regulation, or the rule of the ledger or of its contract.'),
    message: growing({ id: text('Indonesian.'), en: text('English.') }),
    accepted: text('What would be accepted.'),
  },
  ['rule', 'accepted'],
);

export const PROBLEM_SCHEMA: JsonSchema = growing(
  {
    type: { ...text('Stable reference of the kind of problem, /problems/<code>.'), format: 'uri-reference' },
    title: text('What kind of problem it is.'),
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: text('What to do.'),
    instance: text('This very occurrence.'),
    errors: { type: 'array', items: PROBLEM_ERROR_SCHEMA, description: 'One entry a thing to mend.' },
    retryable: { type: 'boolean', description: 'The same request may succeed later without a change.' },
  },
  ['instance', 'errors', 'retryable'],
);

/** The envelope; which `data` a `type` has is the command's schema. Extension attributes are kept. */
export const CLOUD_EVENT_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'A CloudEvent 1.0.2 in the JSON format.',
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', minLength: 1, maxLength: 256, description: 'With source it names the command for ever.' },
    source: { type: 'string', minLength: 1, maxLength: 256, format: 'uri-reference' },
    type: { type: 'string', minLength: 1, maxLength: 128 },
    time: { type: 'string', format: 'date-time' },
    subject: { type: 'string', minLength: 1, maxLength: 256 },
    datacontenttype: { type: 'string' },
    dataschema: { type: 'string' },
    data: { type: 'object' },
  },
  required: ['specversion', 'id', 'source', 'type'],
  additionalProperties: { type: ['string', 'integer', 'boolean', 'null'] },
};

export const CLOUD_EVENT_BATCH_SCHEMA: JsonSchema = {
  type: 'array',
  items: { $ref: '#/components/schemas/CloudEvent' },
  maxItems: BATCH_SIZE_MAX,
};

const given = (field: string): JsonSchema => ({
  required: [field],
  properties: { [field]: { not: { type: 'null' } } },
});

const alternativeSchema = ({ fields: [first, second], required }: Alternative): JsonSchema =>
  required ? { oneOf: [given(first), given(second)] } : { not: { allOf: [given(first), given(second)] } };

/** A command's own schema, with what its class cannot say; nested classes are references. */
function commandBody({ dto, alternatives, summary, example }: CommandContract, prefix: RefPrefix): JsonSchema {
  return {
    title: dto.name,
    description: `${summary}.`,
    ...schemaOf(dto, prefix),
    ...(alternatives.length > 0 && { allOf: alternatives.map(alternativeSchema) }),
    examples: [example],
  };
}

/** JSON Schema 2020-12 of a command's data, complete in itself; it accepts what the service's contract accepts. */
export function commandSchema(contract: CommandContract): JsonSchema {
  const { [contract.dto.name]: _own, ...$defs } = schemasOf([contract.dto], '#/$defs/');
  return {
    $schema: DIALECT,
    $id: `/schemas/${contract.name}.v1.json`,
    ...commandBody(contract, '#/$defs/'),
    ...(Object.keys($defs).length > 0 && { $defs }),
  };
}

/** The schemas of all commands and of the classes that they nest, by class name. */
export const catalogueSchemas = (prefix: RefPrefix): Readonly<Record<string, JsonSchema>> => ({
  ...schemasOf(
    CATALOGUE.map(({ dto }) => dto),
    prefix,
  ),
  ...Object.fromEntries(CATALOGUE.map((contract) => [contract.dto.name, commandBody(contract, prefix)])),
});
