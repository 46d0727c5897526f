import { getMetadataStorage, MAX, MIN, ValidationTypes } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata';
import type { DtoClass, JsonSchema } from './contract';
import { nestedClassOf } from './decorators';

/** Where a schema finds the schemas of the classes it nests; without one, by their `$id`, the class's name. */
export type RefPrefix = '#/$defs/' | '#/components/schemas/' | '';

/** The validators whose derived schema accepts nothing that they refuse. Others are dropped from a schema in silence. */
const DERIVABLE = new Set([
  'isArray',
  'arrayMaxSize',
  'isBoolean',
  'isIn',
  'isInt',
  'isNumber',
  'isObject',
  'isOptional',
  'isString',
  'matches',
  'max',
  'maxLength',
  'min',
]);

const metadataOf = (dto: DtoClass): readonly ValidationMetadata[] =>
  getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);

/** The class and every class that it nests, each once. */
export function classesIn(dto: DtoClass, found: Set<DtoClass> = new Set()): ReadonlySet<DtoClass> {
  if (found.has(dto)) return found;
  found.add(dto);
  for (const { propertyName } of metadataOf(dto)) {
    const nested = nestedClassOf(dto, propertyName);
    if (nested !== undefined) classesIn(nested, found);
  }
  return found;
}

function isDerivableRule(dto: DtoClass, rule: ValidationMetadata): boolean {
  // Absent where a decorator was given no options, whatever its type says.
  const groups = rule.groups as readonly string[] | undefined;
  if ((groups ?? []).length > 0 || rule.validateIf !== undefined) return false;
  if (rule.type === ValidationTypes.NESTED_VALIDATION) return nestedClassOf(dto, rule.propertyName) !== undefined;
  if (rule.name === undefined || !DERIVABLE.has(rule.name)) return false;
  const [constraint] = rule.constraints ?? [];
  // The schema has no words for a number's decimal places, nor for a pattern's flags other than `u`.
  if (rule.name === 'isNumber')
    return constraint?.maxDecimalPlaces === undefined && !constraint?.allowNaN && !constraint?.allowInfinity;
  return rule.name !== 'matches' || (constraint instanceof RegExp && constraint.flags === 'u');
}

/** Whether a schema derived from the class refuses everything that its validators refuse. */
export const isDerivable = (dto: DtoClass): boolean =>
  [...classesIn(dto)].every((each) => metadataOf(each).every((rule) => isDerivableRule(each, rule)));

/** An optional field may be null, as class-validator has it. */
function orNull(schema: JsonSchema): JsonSchema {
  if ('$ref' in schema || typeof schema['type'] !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const values = schema['enum'] as readonly unknown[] | undefined;
  return { ...schema, type: [schema['type'], 'null'], ...(values !== undefined && { enum: [...values, null] }) };
}

/** The closed schema of one class; nested classes are references. */
export function schemaOf(dto: DtoClass, refPointerPrefix: RefPrefix): JsonSchema {
  const rules = metadataOf(dto);
  const typeOf = (property: string): 'integer' | 'number' =>
    rules.some(({ propertyName, name }) => propertyName === property && name === 'isInt') ? 'integer' : 'number';
  const { properties, required, ...rest } = targetConstructorToSchema(dto, {
    refPointerPrefix,
    additionalConverters: {
      [ValidationTypes.NESTED_VALIDATION]: ({ propertyName }) => {
        const nested = nestedClassOf(dto, propertyName);
        return nested === undefined ? {} : { $ref: `${refPointerPrefix}${nested.name}` };
      },
      // The generator's own say `number` beside these, which would undo the `integer` of IsInt.
      [MIN]: ({ propertyName, constraints }) => ({ minimum: constraints[0] as number, type: typeOf(propertyName) }),
      [MAX]: ({ propertyName, constraints }) => ({ maximum: constraints[0] as number, type: typeOf(propertyName) }),
    },
  }) as { properties: Record<string, JsonSchema>; required?: string[] };
  const closed: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(properties)) {
    closed[name] = required?.includes(name) ? schema : orNull(schema);
  }
  return { ...rest, properties: closed, ...(required !== undefined && { required }), additionalProperties: false };
}

/** The schemas of all classes that these need, by class name. Throws when two classes share a name. */
export function schemasOf(dtos: Iterable<DtoClass>, prefix: RefPrefix): Record<string, JsonSchema> {
  const classes = new Set<DtoClass>();
  for (const dto of dtos) classesIn(dto, classes);
  const schemas: Record<string, JsonSchema> = {};
  for (const each of classes) {
    if (each.name in schemas) throw new Error(`two DTO classes are named ${each.name}`);
    schemas[each.name] = schemaOf(each, prefix);
  }
  return schemas;
}
