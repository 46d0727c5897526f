import type { Uuid } from '@rekam/domain';
import { problem, type ProblemException } from '@rekam/runtime';

/** What is wrong with one value of a request. */
export interface Invalid {
  readonly id: string;
  readonly en: string;
  readonly accepted: string;
}

/** The refusal of a value. `field` is a JSON pointer into parameters and body taken together. */
export function invalidValue(field: string, { id, en, accepted }: Invalid): ProblemException {
  return problem(
    400,
    'invalid-request',
    'The request has a value that cannot be read.',
    `${en} Accepted: ${accepted}.`,
    {
      errors: [{ code: 'invalid-value', field, message: { id, en }, accepted }],
    },
  );
}

/** The refusal of a path, query or header parameter. */
export const invalidParameter = (name: string, invalid: Invalid): ProblemException => invalidValue(`/${name}`, invalid);

/** The query's parameters, each at most once. An unknown one is refused: a typing error must not change the question. */
export function queryOf<Name extends string>(query: unknown, names: readonly Name[]): Partial<Record<Name, string>> {
  const given = Object.entries((query ?? {}) as Record<string, unknown>);
  for (const [name, value] of given) {
    const isKnown = (names as readonly string[]).includes(name);
    if (isKnown && typeof value === 'string') continue;
    throw invalidParameter(name, {
      id: isKnown ? `${name} diberikan lebih dari sekali.` : `Parameter ${name} tidak dikenal.`,
      en: isKnown ? `${name} is given more than once.` : `There is no parameter ${name}.`,
      accepted: isKnown ? `${name} once` : names.join(', '),
    });
  }
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
}

/** The fields of a JSON body. Unknown ones are refused. */
export function bodyOf<Name extends string>(body: unknown, names: readonly Name[]): Partial<Record<Name, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidValue('', {
      id: 'Isi bukan objek JSON.',
      en: 'The body is not a JSON object.',
      accepted: 'a JSON object',
    });
  }
  const unknown = Object.keys(body).find((name) => !(names as readonly string[]).includes(name));
  if (unknown === undefined) return body;
  throw invalidValue(`/${unknown}`, {
    id: `Kolom ${unknown} tidak dikenal.`,
    en: `There is no field ${unknown}.`,
    accepted: names.join(', '),
  });
}

/** A text of a body; null when absent. */
export function textOf(field: string, value: unknown, lengthMax: number): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && value.trim().length > 0 && value.length <= lengthMax) return value;
  throw invalidValue(field, {
    id: 'Bukan teks, kosong, atau terlalu panjang.',
    en: 'This is no text, empty, or too long.',
    accepted: `a text of 1 to ${lengthMax} characters`,
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const AGENCY = /^\d{4}$/;
const POSITION = /^(0|[1-9]\d{0,17})$/;
const DIGITS = /^\d{1,4}$/;

export function personOf(text: string): Uuid {
  if (UUID.test(text)) return text;
  throw invalidParameter('person', {
    id: 'Bukan id orang.',
    en: 'This is not the id of a person.',
    accepted: 'a UUID in lower case; POST /v1/persons/resolve gives the id of a number',
  });
}

export function agencyOf(text: string, field = '/agency'): string {
  if (AGENCY.test(text)) return text;
  throw invalidValue(field, {
    id: 'Bukan kode instansi.',
    en: 'This is not the code of an agency.',
    accepted: 'four digits',
  });
}

/** A position of the log as written by a receipt or an answer; null when absent. */
export function positionOf(name: string, text: string | undefined): bigint | null {
  if (text === undefined) return null;
  if (POSITION.test(text)) return BigInt(text);
  throw invalidParameter(name, {
    id: `${name} bukan posisi.`,
    en: `${name} is not a position.`,
    accepted: 'the digits of a position, as a receipt or an answer gives it',
  });
}

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 200;

/** Rows a page: digits in a query, a number in a body. */
export function limitOf(value: unknown): number {
  if (value === undefined) return LIMIT_DEFAULT;
  const limit = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw invalidParameter('limit', {
    id: 'limit di luar batas.',
    en: 'limit is out of range.',
    accepted: `a whole number from 1 to ${LIMIT_MAX}`,
  });
}
