import type { RowReader } from '../row-reader';

const DIGITS = /^\d[\d .-]{0,39}$/;

/** Who appraised, or the superior of that one: name and number as of then. A service number with letters is left to the row. */
export function judgeOf(read: RowReader, nameFields: readonly string[], numberField: string) {
  const name = nameFields.map((field) => read.text(field)).find((each) => each !== null) ?? null;
  const number = read.text(numberField);
  return { name, number: number !== null && DIGITS.test(number) ? number : null };
}

/** The appraiser, of whom the act has need. */
export function appraiserOf(read: RowReader, nameFields: readonly [string, ...string[]], numberField: string) {
  const appraiser = judgeOf(read, nameFields, numberField);
  read.need(nameFields[0], appraiser.name);
  return appraiser;
}

/** The rank's code, in a field of the old histories that holds fillers too. */
export function rankAmongFillers(read: RowReader, field: string): string | null {
  const code = read.wholeAmongFillers(field);
  return code === null ? null : String(code);
}
