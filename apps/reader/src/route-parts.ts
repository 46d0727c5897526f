import {
  schemaRef,
  type JsonSchema,
  type MediaType,
  type ParameterDescription,
  type ResponseDescription,
  type RouteDescription,
} from '@rekam/contracts';
import type { RouteId } from '@rekam/runtime';
import { POSITION, UUID } from './json-schema';
import { LIMIT_DEFAULT, LIMIT_MAX } from './request';

const EXAMPLE_PERSON = '4f6b1c52-7a0e-5d3b-9c41-2f8e6a7d9b10';

export const person: ParameterDescription = {
  name: 'person',
  in: 'path',
  description: 'Id of the person; POST /v1/persons/resolve gives it for a number.',
  schema: UUID,
  example: EXAMPLE_PERSON,
};
export const agencyCode: ParameterDescription = {
  name: 'code',
  in: 'path',
  description: 'Code of the agency.',
  schema: { type: 'string', pattern: '^\\d{4}$' },
  example: '5571',
};
export const query = (
  name: string,
  description: string,
  schema: JsonSchema,
  example?: unknown,
): ParameterDescription => ({
  name,
  in: 'query',
  description,
  schema,
  ...(example !== undefined && { example }),
});
export const atLeast = query(
  'at-least',
  'Waits, 3 seconds at most, until the answer reflects this position of a receipt; else 503.',
  POSITION,
  '1207',
);
export const knownAt = query(
  'knownAt',
  'A position, or an RFC 3339 instant.',
  { type: 'string' },
  '2026-02-01T08:00:00Z',
);
export const cursor = query('cursor', 'Where the last page ended, as its `next` says.', { type: 'string' });
export const limit = query('limit', 'Entries a page.', {
  type: 'integer',
  minimum: 1,
  maximum: LIMIT_MAX,
  default: LIMIT_DEFAULT,
});
export const purpose: ParameterDescription = {
  name: 'X-Purpose',
  in: 'header',
  description: "What for; it stands in the person's access trail. The route's id when absent.",
  schema: { type: 'string', minLength: 1, maxLength: 100 },
  example: 'promotion-check',
};
export const lastEventId: ParameterDescription = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'The id of the last message received; the row comes again only if it changed since.',
  schema: POSITION,
};

export const json = (description: string, schema: JsonSchema): ResponseDescription => ({
  description,
  contentTypes: { 'application/json': { schema } },
});
export const refusal = (description: string): ResponseDescription => ({
  description,
  contentTypes: { 'application/problem+json': { schema: schemaRef('Problem') } },
});
export const body = (
  schema: JsonSchema,
  examples: NonNullable<MediaType['examples']>,
): RouteDescription['request'] => ({
  contentTypes: { 'application/json': { schema, examples } },
});

export const UNKNOWN = refusal('There is no such person, or the view lags behind.');
export const NOT_YET = refusal('The view has not come so far, or the access trail cannot be written; try again.');

export const route = (description: RouteDescription & { readonly route: RouteId }): RouteDescription => description;
