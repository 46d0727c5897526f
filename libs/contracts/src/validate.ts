import type { Json } from '@rekam/domain';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { uncleanIn } from './clean';
import type { Alternative, CommandContract, CommandData, DtoClass, JsonData, ProblemError } from './contract';
import { LIST_MAX } from './decorators';
import { isDerivable, schemasOf } from './derived-schema';
import { faultsOf } from './faults';
import { normalised } from './statement';

export type Validated =
  { readonly ok: true; readonly data: CommandData } | { readonly ok: false; readonly errors: readonly ProblemError[] };

const NOT_AN_OBJECT: ProblemError = {
  code: 'wrong-type',
  field: '',
  rule: 'contract: isObject',
  message: { id: 'Harus berupa objek JSON.', en: 'Must be a JSON object.' },
  accepted: 'an object',
};

// Formats are told in the schemas for readers; the patterns beside them decide.
const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, validateFormats: false });
const compiled = new Map<DtoClass, ValidateFunction | null>();

/** Each class is a schema of its own, so that what many commands nest is compiled once. */
function compile(dto: DtoClass): ValidateFunction {
  for (const [name, schema] of Object.entries(schemasOf([dto], ''))) {
    if (ajv.schemas[name] === undefined) ajv.addSchema({ $id: name, ...schema });
  }
  return ajv.getSchema(dto.name)!;
}

/**
 * The fast validator of a class, about fifty times faster than class-validator; null for a class of which no sound
 * schema can be derived. Compiled at the first use, because a process needs few of them and compiling is slow.
 */
export function fastValidator(dto: DtoClass): ValidateFunction | null {
  let validator = compiled.get(dto);
  if (validator === undefined) {
    validator = isDerivable(dto) ? compile(dto) : null;
    compiled.set(dto, validator);
  }
  return validator;
}

/**
 * A copy whose lists are cut just above the longest that any class allows. It gets the same verdict, and
 * class-validator, which looks at every item of a list that is too long, cannot be kept busy with one.
 */
function cut(value: Json): Json {
  if (Array.isArray(value)) return (value.length > LIST_MAX + 1 ? value.slice(0, LIST_MAX + 1) : value).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = cut(inner);
  return copy;
}

/** class-validator's verdict, the one that counts; empty when it accepts. */
export const slowFaults = (dto: DtoClass, data: JsonData): readonly ProblemError[] =>
  faultsOf(validateSync(plainToInstance(dto, cut(data)), { whitelist: true, forbidNonWhitelisted: true }));

function faultOfAlternative({ fields, required }: Alternative, data: JsonData): ProblemError | null {
  const given = fields.filter((field) => data[field] !== undefined && data[field] !== null);
  const accepted = fields.join(' or ');
  if (given.length > 1) {
    return {
      code: 'more-than-one',
      field: `/${given[1]}`,
      rule: 'contract: alternatives',
      message: { id: `Isi salah satu saja: ${fields.join(' atau ')}.`, en: `Give only one of ${accepted}.` },
      accepted,
    };
  }
  if (given.length > 0 || !required) return null;
  return {
    code: 'missing',
    field: `/${fields[0]}`,
    rule: 'contract: alternatives',
    message: { id: `Wajib diisi: ${fields.join(' atau ')}.`, en: `Is required: ${accepted}.` },
    accepted,
  };
}

/**
 * Validates the data of a command, parsed from JSON: unknown fields are refused at every depth but in `ext`, and
 * what is accepted comes back normalised. Errors name the field by JSON pointer and say what would be accepted.
 */
export function validateCommand(contract: CommandContract, data: unknown): Validated {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return { ok: false, errors: [NOT_AN_OBJECT] };
  const unclean = uncleanIn(data);
  if (unclean !== null) return { ok: false, errors: [unclean] };
  const given = data as JsonData;
  const errors: ProblemError[] = [];
  const accepts = fastValidator(contract.dto);
  if (accepts === null || !accepts(given)) errors.push(...slowFaults(contract.dto, given));
  for (const alternative of contract.alternatives) {
    const fault = faultOfAlternative(alternative, given);
    // A field that is there and wrong is already told.
    if (fault !== null && errors.every(({ field }) => field !== fault.field)) errors.push(fault);
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, data: normalised(contract, given) };
}
