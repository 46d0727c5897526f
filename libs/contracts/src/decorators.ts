import { JSONSchema } from 'class-validator-jsonschema';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { DtoClass, JsonSchema } from './contract';
import { FORMS, lineForm, proseForm, type Form } from './forms';

/*
 * The vocabulary of the DTOs. Only built-in validators stand behind it, because a schema can be derived from those
 * and from no others (see derived-schema.ts).
 */

type Decorator = (target: object, property: string) => void;

const all =
  (...decorators: readonly Decorator[]): Decorator =>
  (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };

/** What the schema says to readers only. */
const described = (description: string | undefined, more: JsonSchema = {}): Decorator =>
  JSONSchema({ ...(description !== undefined && { description }), ...more });

const text = ({ pattern }: Form, description?: string, format?: string): Decorator =>
  all(IsString(), Matches(pattern), described(description, format === undefined ? {} : { format }));

/** One line of free text; `max` counts code points. */
export const Line = (max: number, description?: string): Decorator =>
  all(text(lineForm(max), description), MaxLength(max));
/** Free text in which lines may end; `max` counts code points. */
export const Prose = (max: number, description?: string): Decorator =>
  all(text(proseForm(max), description), MaxLength(max));
/** A day of the calendar. */
export const PlainDay = (description?: string): Decorator => text(FORMS.plainDate, description, 'date');
export const UuidText = (description?: string): Decorator => text(FORMS.uuid, description, 'uuid');
/** A code of a reference table; whether the table has it is the domain's to say. */
export const Code = (description?: string): Decorator => text(FORMS.code, description);
/** A number as printed; whether it can exist is the domain's to say. */
export const PrintedNumber = (description?: string): Decorator => text(FORMS.number, description);
export const Formed = (form: Form, description?: string): Decorator => text(form, description);

export const Whole = (min: number, max: number, description?: string): Decorator =>
  all(IsInt(), Min(min), Max(max), described(description));
export const Amount = (min: number, max: number, description?: string): Decorator =>
  all(IsNumber(), Min(min), Max(max), described(description));
export const OneOf = (values: readonly string[] | readonly number[], description?: string): Decorator =>
  all(IsIn([...values]), described(description));
export const YesNo = (description?: string): Decorator => all(IsBoolean(), described(description));

/** An object whose keys the contract leaves open. */
export const OpenObject = (description?: string): Decorator =>
  all(IsObject(), described(description, { additionalProperties: true }));

const NESTED = Symbol('class of a nested DTO');

/** The class that `Nested` or `NestedList` gave a property. */
export function nestedClassOf(target: DtoClass, property: string): DtoClass | undefined {
  const given = Reflect.getMetadata(NESTED, target.prototype as object, property) as (() => DtoClass) | undefined;
  return given?.();
}

// The class is kept here too: class-transformer has two builds, and a bundler may give this library one and the
// schema generator the other.
const remembered = (type: () => DtoClass): Decorator => Reflect.metadata(NESTED, type);

/** An object of another DTO. `IsObject` is what refuses `[]` and undefined, which `ValidateNested` lets through. */
export const Nested = (type: () => DtoClass): Decorator =>
  all(IsObject(), ValidateNested(), Type(type), remembered(type));

/** No list of the contract is longer. */
export const LIST_MAX = 50;

/** At most `max` objects of another DTO. */
export function NestedList(type: () => DtoClass, max: number): Decorator {
  if (max > LIST_MAX) throw new Error(`a list of ${max} is longer than LIST_MAX`);
  return all(
    IsArray(),
    ArrayMaxSize(max),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(type),
    remembered(type),
  );
}
