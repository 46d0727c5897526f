import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import type { ProblemError } from '@rekam/contracts';
import {
  IDENTIFIER_KINDS,
  impossibleNumber,
  normaliseNumber,
  rejection,
  type Identifier,
  type IdentifierKind,
  type Uuid,
} from '@rekam/domain';
import { Access, problemOf } from '@rekam/runtime';
import { Identifiers } from './identifiers';
import { dataInvalid } from './problems';

const NUMBER_CHARS_MAX = 40;

export interface ResolvedPerson {
  /** The person who holds the number. */
  readonly person: Uuid;
  /** The person that stands for this one since a merge: commands go there. Null without a merge. */
  readonly mergedInto: Uuid | null;
}

/** Finds a person by number. The number travels in the body, for addresses end up in logs. */
@Controller('v1/persons')
export class PersonsController {
  constructor(private readonly identifiers: Identifiers) {}

  @Post('resolve')
  @HttpCode(HttpStatus.OK)
  @Access('resolve')
  async resolve(@Body() body: unknown): Promise<ResolvedPerson> {
    const identifier = identifierIn(body);
    const impossible = impossibleNumber(identifier);
    if (impossible !== null) throw problemOf([rejection(impossible, '/identifier/number')]);
    const holder = await this.identifiers.holder(identifier);
    if (holder === null) throw problemOf([rejection('unknown-person', '/identifier')]);
    return holder;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The identifier of `{identifier: {kind, number}}`, its number as digits. Throws a problem that names the field. */
function identifierIn(body: unknown): Identifier {
  const { identifier, ...others } = isObject(body) ? body : {};
  const { kind, number, ...foreign } = isObject(identifier) ? identifier : {};
  const errors: ProblemError[] = [];
  const wanted = (field: string, accepted: string): void => {
    const message = { id: `Harus berupa ${accepted}.`, en: `Must be ${accepted}.` };
    errors.push({ code: 'wrong-form', field, rule: 'contract: resolve', message, accepted });
  };
  if (!isObject(identifier)) wanted('/identifier', '{"kind": "nip", "number": "..."}');
  else {
    if (!IDENTIFIER_KINDS.includes(kind as IdentifierKind)) wanted('/identifier/kind', IDENTIFIER_KINDS.join(' | '));
    if (typeof number !== 'string' || number.length > NUMBER_CHARS_MAX) wanted('/identifier/number', 'digits as text');
  }
  if (Object.keys(others).length > 0) wanted('', '{"identifier"}');
  if (Object.keys(foreign).length > 0) wanted('/identifier', '{"kind", "number"}');
  if (errors.length > 0) throw dataInvalid(errors);
  return { kind: kind as IdentifierKind, number: normaliseNumber(number as string) };
}
