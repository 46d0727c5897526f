import type { ProblemError } from '@rekam/contracts';
import { IDENTIFIER_KINDS, normaliseNumber, type Identifier, type IdentifierKind } from '@rekam/domain';
import { dataInvalid } from './problems';

const NUMBER_CHARS_MAX = 40;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const wrongForm = (field: string, accepted: string): ProblemError => ({
  code: 'wrong-form',
  field,
  rule: 'contract: numbers of persons',
  message: { id: `Harus berupa ${accepted}.`, en: `Must be ${accepted}.` },
  accepted,
});

/** `{kind, number}` of a request's body, its number as digits. Throws a problem that names each wrong field under `field`. */
export function identifierFrom(value: unknown, field: string): Identifier {
  if (!isObject(value)) throw dataInvalid([wrongForm(field, '{"kind": "nip", "number": "..."}')]);
  const { kind, number, ...foreign } = value;
  const errors: ProblemError[] = [];
  if (!IDENTIFIER_KINDS.includes(kind as IdentifierKind)) {
    errors.push(wrongForm(`${field}/kind`, IDENTIFIER_KINDS.join(' | ')));
  }
  if (typeof number !== 'string' || number.length > NUMBER_CHARS_MAX) {
    errors.push(wrongForm(`${field}/number`, 'digits as text'));
  }
  if (Object.keys(foreign).length > 0) errors.push(wrongForm(field, '{"kind", "number"}'));
  if (errors.length > 0) throw dataInvalid(errors);
  return { kind: kind as IdentifierKind, number: normaliseNumber(number as string) };
}
