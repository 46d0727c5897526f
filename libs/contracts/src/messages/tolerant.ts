import type { JsonSchema } from '../contract';

const mapped = <From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));

/**
 * The schema for whoever reads what another schema is made for writing. A list of codes grows, a limit is raised, an
 * object gains keys: so a reader is told the types, the keys and the values known today, and refuses nothing else.
 * References are replaced by what `resolve` gives for them.
 */
export function tolerant(schema: JsonSchema, resolve: (ref: string) => JsonSchema): JsonSchema {
  const each = (inner: unknown): JsonSchema => tolerant(inner as JsonSchema, resolve);
  const { $ref, enum: values, properties, additionalProperties, items, anyOf } = schema;
  if (typeof $ref === 'string') return each(resolve($ref));
  const told: Record<string, unknown> = {};
  for (const keyword of ['description', 'type', 'format', 'const', 'required']) {
    if (schema[keyword] !== undefined) told[keyword] = schema[keyword];
  }
  if (Array.isArray(values)) {
    told['type'] ??= [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))];
    told['x-extensible-enum'] = values.filter((value) => value !== null);
  }
  if (properties !== undefined) told['properties'] = mapped(properties as Record<string, JsonSchema>, each);
  // A map of things by name, not an object of its own keys.
  if (typeof additionalProperties === 'object') told['additionalProperties'] = each(additionalProperties);
  if (items !== undefined) told['items'] = each(items);
  if (Array.isArray(anyOf)) told['anyOf'] = anyOf.map(each);
  return told;
}
