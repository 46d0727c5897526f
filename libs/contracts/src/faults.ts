import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata';
import { pointerToken } from './clean';
import type { ProblemError } from './contract';
import { formOf } from './forms';

/** More do not help whoever mends the request. */
const ERRORS_MAX = 50;

interface Words {
  readonly id: string;
  readonly en: string;
}

/** What a validator's refusal is called. The order is that of telling: one error a field, the first that applies. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['whitelistValidation', 'unknown-field'],
  ['isString', 'wrong-type'],
  ['isInt', 'wrong-type'],
  ['isNumber', 'wrong-type'],
  ['isBoolean', 'wrong-type'],
  ['isArray', 'wrong-type'],
  ['isObject', 'wrong-type'],
  ['nestedValidation', 'wrong-type'],
  ['isIn', 'not-in-list'],
  ['maxLength', 'too-long'],
  ['arrayMaxSize', 'too-many'],
  ['matches', 'wrong-form'],
  ['min', 'out-of-range'],
  ['max', 'out-of-range'],
]);

type Rules = ReadonlyMap<string, ValidationMetadata>;

const rulesOf = (target: object): readonly ValidationMetadata[] =>
  getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', true, false);

/** What a field must be, in words, from the validators that stand on it. */
function wantedOf(rules: Rules): Words {
  const constraint = (name: string): unknown => rules.get(name)?.constraints[0];
  const form = formOf(constraint('matches') as RegExp);
  if (form !== undefined) return form;
  const values = constraint('isIn') as readonly unknown[] | undefined;
  if (values !== undefined) return { id: `salah satu dari ${values.join(', ')}`, en: `one of ${values.join(', ')}` };
  const [min, max, size] = ['min', 'max', 'arrayMaxSize'].map((name) => String(constraint(name)));
  if (rules.has('isInt')) {
    return { id: `bilangan bulat ${min} sampai ${max}`, en: `a whole number from ${min} to ${max}` };
  }
  if (rules.has('isNumber')) return { id: `angka ${min} sampai ${max}`, en: `a number from ${min} to ${max}` };
  if (rules.has('isBoolean')) return { id: 'true atau false', en: 'true or false' };
  if (rules.has('isArray')) {
    return { id: `daftar berisi paling banyak ${size} objek`, en: `a list of at most ${size} objects` };
  }
  return { id: 'objek', en: 'an object' };
}

const rulesOn = ({ target, property }: ValidationError): Rules =>
  // A list's items are refused by their index, and have no rules of their own.
  new Map(
    rulesOf(target!)
      .filter(({ propertyName }) => propertyName === property)
      .map((rule) => [rule.name ?? rule.type, rule]),
  );

function errorOf(refusal: ValidationError, field: string): ProblemError {
  const failed = new Set(Object.keys(refusal.constraints!));
  const kind = [...CODES.keys()].find((each) => failed.has(each)) ?? [...failed][0]!;
  if (kind === 'whitelistValidation') {
    const names = [...new Set(rulesOf(refusal.target!).map(({ propertyName }) => propertyName))];
    return {
      code: 'unknown-field',
      field,
      rule: 'contract: no unknown fields',
      message: { id: 'Kolom ini tidak ada dalam kontrak.', en: 'The contract has no such field.' },
      accepted: `${names.join(', ')}; anything else in the command's ext`,
    };
  }
  const wanted = wantedOf(rulesOn(refusal));
  const isMissing = refusal.value === undefined || refusal.value === null;
  return {
    code: isMissing ? 'missing' : (CODES.get(kind) ?? kind),
    field,
    rule: `contract: ${isMissing ? 'required' : kind}`,
    message: isMissing
      ? { id: `Wajib diisi: ${wanted.id}.`, en: `Is required: ${wanted.en}.` }
      : { id: `Harus berupa ${wanted.id}.`, en: `Must be ${wanted.en}.` },
    accepted: wanted.en,
  };
}

/** Whether the field itself is to be told of: a list is not, where its items can be told of one by one. */
function isTold(refusal: ValidationError): boolean {
  const { constraints, value, children } = refusal;
  if (constraints === undefined) return false;
  return !(Array.isArray(value) && rulesOn(refusal).has('isArray') && (children ?? []).length > 0);
}

/** class-validator's refusals as things to mend, at most `ERRORS_MAX`. Values are not repeated: they may be personal. */
export function faultsOf(refusals: readonly ValidationError[]): readonly ProblemError[] {
  const faults: ProblemError[] = [];
  const visit = (each: ValidationError, path: string): void => {
    if (faults.length >= ERRORS_MAX) return;
    const field = `${path}/${pointerToken(each.property)}`;
    // What is inside a thing of the wrong type is of no use to anybody.
    if (isTold(each)) faults.push(errorOf(each, field));
    else for (const child of each.children ?? []) visit(child, field);
  };
  for (const each of refusals) visit(each, '');
  return faults;
}
