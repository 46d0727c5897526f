import { normaliseNumber, type Decree, type Json, type Precision, type Statement } from '@rekam/domain';
import type { CommandContract, CommandData, JsonData } from './contract';

const isObject = (value: Json | undefined): value is JsonData =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const PRECISION_DEFAULT: Precision = 'day';

/** `given` with what the defaults say of absent and null keys. */
function withDefaults(defaults: JsonData, given: JsonData): JsonData {
  const whole: Record<string, Json> = { ...given };
  for (const [key, value] of Object.entries(defaults)) whole[key] ??= value;
  return whole;
}

/**
 * Validated data in its one form: null means absent, printed numbers are digits only. It is the only place where
 * either is done; whoever receives data from `validateCommand` compares, hashes and stores it as it is.
 */
export function normalised({ subject }: CommandContract, data: JsonData): CommandData {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) if (value !== null) kept[key] = value;
  const { identifier, content } = data;
  if (isObject(identifier) && typeof identifier['number'] === 'string')
    kept['identifier'] = { ...identifier, number: normaliseNumber(identifier['number']) };
  if (isObject(content) && subject?.normalise !== undefined) kept['content'] = subject.normalise(content);
  return kept;
}

/** The decree of a validated command in the domain's form. */
export const decreeOf = ({ decree }: CommandData): Decree | null =>
  decree ? { number: decree.number, date: decree.date, authority: decree.authority ?? null } : null;

/**
 * The whole statement of a validated record or correct command: every key there, defaults filled in. It is what is
 * decided and stored; its hash is of `withoutDefaults`.
 */
export function complete({ name, subject }: CommandContract, data: CommandData): Statement {
  const { effectiveAt, effectiveUntil, precision, approvals, documents, content, ext } = data;
  if (subject === null || effectiveAt === undefined || content === undefined) throw new Error(`${name} states nothing`);
  const pertek = approvals?.pertek;
  return {
    effectiveAt,
    effectiveUntil: effectiveUntil ?? null,
    precision: precision ?? PRECISION_DEFAULT,
    decree: decreeOf(data),
    approvals: pertek ? { pertek: { number: pertek.number, date: pertek.date } } : null,
    documents: (documents ?? []).map(({ sha256, size, type, uri }) => ({ sha256, size, type, uri })),
    content: withDefaults(subject.defaults, content),
    ext: ext ?? {},
  };
}

const isEmpty = (value: Json): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** `value` without its empty keys, at every depth. The items of a list stay, for their places say something. */
function pruned(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(pruned);
  const entries = Object.entries(value as JsonData).map(([key, each]) => [key, pruned(each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => !isEmpty(each)));
}

const without = (defaults: JsonData, given: JsonData): JsonData =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([key, value]) => !Object.hasOwn(defaults, key) || JSON.stringify(value) !== JSON.stringify(defaults[key]),
    ),
  );

/**
 * What a statement says beyond null, the empty and the defaults: the form that is hashed. Equal statements are equal in
 * it however much was left to the defaults, and a key that a later version adds leaves the hash of old ones as it was.
 */
export function withoutDefaults(statement: Statement, { subject }: CommandContract): JsonData {
  const content = without(subject?.defaults ?? {}, statement.content);
  const said = { ...statement, content } as unknown as JsonData;
  return pruned(without({ precision: PRECISION_DEFAULT }, said)) as JsonData;
}
