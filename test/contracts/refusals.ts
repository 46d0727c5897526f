import type { JsonSchema } from '@rekam/contracts';
import { canonicalJson } from '@rekam/event-store';

/** A schema, and the document in which its references lie. */
export interface Side {
  readonly schema: JsonSchema;
  readonly root: object;
}

type Schema = Readonly<Record<string, unknown>>;

/** What says nothing of which values are accepted. */
const ANNOTATIONS = new Set([
  '$schema',
  '$id',
  '$defs',
  'title',
  'description',
  'examples',
  'contentMediaType',
  'x-extensible-enum',
]);
const COMPARED = new Set([
  'type',
  'enum',
  'const',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'maxItems',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'allOf',
  'oneOf',
  'anyOf',
  'not',
]);

/** One type of what a schema accepts; without a type, any. */
interface Branch {
  readonly type: string | undefined;
  readonly schema: Schema;
  readonly root: object;
}

function resolved({ schema, root }: Side): Side {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return { schema, root };
  const target = $ref
    .split('/')
    .slice(1)
    .reduce((at, key) => (at as Record<string, object>)[key]!, root);
  return resolved({ schema: target as JsonSchema, root });
}

const typeOfValue = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

/** A schema as alternatives of one type each: `anyOf`, a list of types, a list of values of several types. */
function branchesOf(side: Side): readonly Branch[] {
  const { schema, root } = resolved(side);
  for (const keyword of Object.keys(schema)) {
    if (!ANNOTATIONS.has(keyword) && !COMPARED.has(keyword)) throw new Error(`the comparison does not know ${keyword}`);
  }
  const { anyOf, ...rest } = schema;
  if (anyOf !== undefined) {
    if (Object.keys(rest).some((keyword) => COMPARED.has(keyword))) {
      throw new Error('the comparison does not know anyOf beside other rules');
    }
    return (anyOf as JsonSchema[]).flatMap((each) => branchesOf({ schema: each, root }));
  }
  const values = 'const' in schema ? [schema['const']] : (schema['enum'] as unknown[] | undefined);
  const given = schema['type'] === undefined ? undefined : ([schema['type']].flat() as string[]);
  const types = given ?? (values === undefined ? [undefined] : [...new Set(values.map(typeOfValue))]);
  return types.map((type) => ({
    type,
    root,
    schema: values === undefined ? schema : { ...schema, enum: values.filter((value) => isOfType(value, type)) },
  }));
}

function isOfType(value: unknown, type: string | undefined): boolean {
  const own = typeOfValue(value);
  return type === undefined || own === type || (own === 'number' && type === 'integer');
}

const isSame = (one: unknown, other: unknown): boolean =>
  one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other);
const text = (value: unknown): string => JSON.stringify(value);

/** A text's pattern without the limit that ours say at their end, and that limit. */
function limited(pattern: string): readonly [string, number] {
  const found = /^(.*)\{1,(\d+)\}\$$/su.exec(pattern);
  return found === null ? [pattern, 0] : [found[1]!, Number(found[2])];
}

function* inText(narrow: Schema, wide: Schema): Generator<string> {
  const { pattern, format } = wide;
  const values = narrow['enum'] as readonly string[] | undefined;
  if (format !== undefined && narrow['format'] !== format) yield `need not be a ${text(format)}`;
  if (typeof pattern !== 'string') return;
  if (values !== undefined) {
    const refused = values.filter((value) => !new RegExp(pattern, 'u').test(value));
    if (refused.length > 0) yield `may be ${refused.map(text).join(', ')}`;
    return;
  }
  const given = narrow['pattern'];
  const [form, max] = limited(pattern);
  const [givenForm, givenMax] = typeof given === 'string' ? limited(given) : [null, 0];
  if (givenForm !== form) yield `need not match ${pattern}`;
  else if (givenMax > max) yield `may have ${givenMax} characters, not only ${max}`;
}

const LOWER = ['minimum', 'minLength'] as const;
const UPPER = ['maximum', 'maxLength', 'maxItems'] as const;

/** What a limit is a limit of; nothing of what has none. */
function measured(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'string') return [Array.from(value).length];
  return Array.isArray(value) ? [value.length] : [];
}

/** The limit that a schema sets, or that the values keep to which are all it accepts. */
function limitOf(keyword: string, sign: number, { enum: values, [keyword]: limit }: Schema): number | undefined {
  if (values === undefined) return limit as number | undefined;
  const sizes = (values as readonly unknown[]).flatMap(measured);
  return sign > 0 ? Math.min(...sizes) : Math.max(...sizes);
}

function* inLimits(narrow: Schema, wide: Schema): Generator<string> {
  for (const [keywords, sign] of [
    [LOWER, 1],
    [UPPER, -1],
  ] as const) {
    for (const keyword of keywords) {
      const limit = wide[keyword] as number | undefined;
      if (limit === undefined) continue;
      const given = limitOf(keyword, sign, narrow);
      if (given !== undefined && sign * (given - limit) >= 0) continue;
      yield given === undefined ? `has no ${keyword}, not ${limit}` : `has the ${keyword} ${given}, not ${limit}`;
    }
  }
}

/** What no single rule says: it has to stand on both sides, word for word. */
function* inConditions(narrow: Schema, wide: Schema): Generator<string> {
  const given = (narrow['allOf'] ?? []) as readonly unknown[];
  for (const each of (wide['allOf'] ?? []) as readonly unknown[]) {
    if (!given.some((other) => isSame(other, each))) yield `need not satisfy ${text(each)}`;
  }
  for (const keyword of ['oneOf', 'not']) {
    const condition = wide[keyword];
    if (condition !== undefined && !isSame(narrow[keyword], condition)) {
      yield `need not satisfy ${keyword} ${text(condition)}`;
    }
  }
}

const isClosed = (additional: unknown): boolean => additional === false;
const propertiesOf = (schema: Schema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
const requiredOf = (schema: Schema): readonly string[] => (schema['required'] ?? []) as readonly string[];

function* inObject(narrow: Branch, wide: Branch, at: string): Generator<string> {
  const [given, known] = [propertiesOf(narrow.schema), propertiesOf(wide.schema)];
  const others = wide.schema['additionalProperties'];
  const givenOthers = narrow.schema['additionalProperties'];
  for (const name of requiredOf(wide.schema)) {
    if (!requiredOf(narrow.schema).includes(name)) yield `${at}/${name} may be absent`;
  }
  for (const [name, schema] of Object.entries(given)) {
    const target = known[name] ?? others;
    if (isClosed(target)) yield `${at}/${name} may be there`;
    else if (typeof target === 'object' && target !== null) {
      yield* refusals(
        { schema, root: narrow.root },
        { schema: target as JsonSchema, root: wide.root },
        `${at}/${name}`,
      );
    }
  }
  if (isClosed(givenOthers)) return;
  const isAnything = typeof givenOthers !== 'object' || givenOthers === null;
  for (const [name, schema] of Object.entries(known)) {
    if (name in given) continue;
    if (isAnything) yield `${at}/${name} may be anything`;
    else
      yield* refusals(
        { schema: givenOthers as JsonSchema, root: narrow.root },
        { schema, root: wide.root },
        `${at}/${name}`,
      );
  }
  if (isClosed(others) || (isAnything && typeof others === 'object')) yield `${at} may have keys of any name`;
  else if (!isAnything && typeof others === 'object' && others !== null) {
    const sides = [givenOthers, others].map((schema) => schema as JsonSchema);
    yield* refusals({ schema: sides[0]!, root: narrow.root }, { schema: sides[1]!, root: wide.root }, `${at}/*`);
  }
}

function* inBranch(narrow: Branch, wide: Branch, at: string): Generator<string> {
  const values = wide.schema['enum'] as readonly unknown[] | undefined;
  const given = narrow.schema['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) {
    const more = given?.filter((value) => !values.some((other) => isSame(other, value)));
    if (more === undefined) yield `${at} may be something else than ${values.map(text).join(', ')}`;
    else if (more.length > 0) yield `${at} may be ${more.map(text).join(', ')}`;
  }
  for (const rule of [inText, inLimits, inConditions]) {
    for (const what of rule(narrow.schema, wide.schema)) yield `${at} ${what}`;
  }
  yield* inObject(narrow, wide, at);
  const items = wide.schema['items'];
  if (items !== undefined) {
    const schema = (narrow.schema['items'] ?? {}) as JsonSchema;
    yield* refusals({ schema, root: narrow.root }, { schema: items as JsonSchema, root: wide.root }, `${at}/-`);
  }
}

const takesType = (wide: string | undefined, narrow: string | undefined): boolean =>
  wide === undefined || wide === narrow || (wide === 'number' && narrow === 'integer');

/**
 * What `narrow` accepts and `wide` might refuse, each at its JSON pointer; empty when `wide` accepts all of it. It
 * never keeps silent of a refusal; where two schemas say the same in other words it may see one that is none.
 */
export function refusals(narrow: Side, wide: Side, at = ''): readonly string[] {
  const alternatives = branchesOf(wide);
  return branchesOf(narrow).flatMap((branch) => {
    const tries = alternatives
      .filter(({ type }) => takesType(type, branch.type))
      .map((alternative) => [...inBranch(branch, alternative, at)]);
    if (tries.length === 0) return [`${at} may be ${branch.type ?? 'anything'}`];
    return tries.reduce((best, each) => (each.length < best.length ? each : best));
  });
}
