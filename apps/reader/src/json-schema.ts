import type { JsonSchema } from '@rekam/contracts';

/** An object without other keys than these, all of them always there. */
export const object = (properties: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema => ({
  type: 'object',
  ...(description !== undefined && { description }),
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const text = (description: string): JsonSchema => ({ type: 'string', description });
export const textOrNull = (description: string): JsonSchema => ({ type: ['string', 'null'], description });
export const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
export const numberOrNull = (description: string): JsonSchema => ({ type: ['number', 'null'], description });
export const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

export const UUID: JsonSchema = { type: 'string', format: 'uuid' };
export const POSITION: JsonSchema = { type: 'string', pattern: '^\\d{1,18}$', description: 'A position of the log.' };
export const DAY: JsonSchema = { type: 'string', format: 'date' };
export const INSTANT: JsonSchema = { type: 'string', format: 'date-time' };
export const RULE = text('Name and version of the rule.');
export const FACT: JsonSchema = { ...UUID, description: 'The fact it was read from.' };
export const FACT_OR_NULL: JsonSchema = { ...orNull(UUID), description: 'The fact it was read from.' };
export const FLAG: JsonSchema = {
  type: 'object',
  description: 'The mark on an act that is unlawful or contradicts itself.',
  properties: {
    code: text('Stable literal.'),
    field: text('JSON pointer.'),
    params: { type: 'object', description: 'Values for the text of the code.' },
  },
  required: ['code', 'field'],
  additionalProperties: false,
};
