import type { JsonSchema } from './contract';

/** The dialect of every schema here. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * An object of what the ledger answers and sends; those of its keys that are not named optional are always there. It may
 * gain keys, so it is left open: who reads it ignores what it does not know.
 */
export const growing = (
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
/** One of a list that may grow, by the name under which tools know such a list. */
export const oneOfGrowing = (values: readonly string[], description: string): JsonSchema => ({
  type: 'string',
  'x-extensible-enum': values,
  description,
});
export const list = (items: JsonSchema, description?: string): JsonSchema => ({
  type: 'array',
  ...(description !== undefined && { description }),
  items,
});
export const text = (description: string): JsonSchema => ({ type: 'string', description });
export const textOrNull = (description: string): JsonSchema => ({ type: ['string', 'null'], description });
export const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
/** Digits: positions, revisions and offsets outgrow a double. */
export const decimal = (description: string): JsonSchema => ({ type: 'string', pattern: '^\\d+$', description });
export const uuid = (description: string): JsonSchema => ({ type: 'string', format: 'uuid', description });
export const day = (description: string): JsonSchema => ({ type: 'string', format: 'date', description });
export const instant = (description: string): JsonSchema => ({ type: 'string', format: 'date-time', description });
