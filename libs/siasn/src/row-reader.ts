import type { Decree, Json, PlainDate } from '@rekam/domain';
import type { CommandData } from '@rekam/contracts';
import type { Fault, Row, When } from './act';
import {
  dayOf,
  documentsOf,
  flagOf,
  numberOf,
  paddedCodeOf,
  plainCodeOf,
  textOf,
  UNREADABLE,
  wholeOf,
  yearOf,
  type Read,
} from './values';

interface Form {
  readonly id: string;
  readonly en: string;
}

const FORMS = {
  text: { id: 'teks', en: 'text' },
  day: {
    id: 'tanggal dd-mm-yyyy yang ada dalam kalender, 1900 sampai 2199',
    en: 'a day of the calendar, dd-mm-yyyy, from 1900 to 2199',
  },
  number: { id: 'angka, dengan titik sebagai tanda desimal', en: 'a number, with a point before its decimals' },
  whole: { id: 'bilangan bulat', en: 'a whole number' },
  year: { id: 'tahun empat angka, 1900 sampai 2199', en: 'a year of four digits, from 1900 to 2199' },
  flag: { id: '1, 0, true atau false', en: '1, 0, true or false' },
  documents: { id: 'daftar atau peta dokumen', en: 'a list or a map of documents' },
} as const satisfies Readonly<Record<string, Form>>;

/** Some day, if it is there, with how exactly the source knows it. */
export const on = (effectiveAt: PlainDate | null, precision: When['precision'] = 'day'): When | null =>
  effectiveAt === null ? null : { effectiveAt, precision };

/** The last day of a year, which is a rule of ours where the source gives no more than the year. */
export const atEndOf = (year: number | null, precision: When['precision']): When | null =>
  year === null ? null : { effectiveAt: `${year}-12-31`, precision };

/**
 * Reads the fields of one row, by the names that the source gives them, and keeps what it could not read: a row is
 * mapped whole, or refused with all its faults at once.
 */
export class RowReader {
  readonly faults: Fault[] = [];

  readonly #keys: ReadonlyMap<string, string> | null;

  /** With `anyCase`, a field is found whatever the case of its letters. */
  constructor(
    readonly row: Row,
    anyCase = false,
  ) {
    this.#keys = anyCase ? new Map(Object.keys(row).map((key) => [key.toLowerCase(), key])) : null;
  }

  text(field: string): string | null {
    return this.#read(field, textOf, FORMS.text);
  }

  day(field: string): PlainDate | null {
    return this.#read(field, dayOf, FORMS.day);
  }

  number(field: string): number | null {
    return this.#read(field, numberOf, FORMS.number);
  }

  whole(field: string): number | null {
    return this.#read(field, wholeOf, FORMS.whole);
  }

  /** A number of a field in which the source keeps fillers too: what is no number is nothing. */
  numberAmongFillers(field: string): number | null {
    const value = numberOf(this.#value(field));
    return value === UNREADABLE ? null : value;
  }

  wholeAmongFillers(field: string): number | null {
    return this.numberAmongFillers(field) === null ? null : this.whole(field);
  }

  year(field: string): number | null {
    return this.#read(field, yearOf, FORMS.year);
  }

  flag(field: string): boolean | null {
    return this.#read(field, flagOf, FORMS.flag);
  }

  /** A code of a table whose numeric codes all have two digits. */
  paddedCode(field: string): string | null {
    return this.#read(field, paddedCodeOf, FORMS.text);
  }

  /** A code of a table of plain numbers, or of letters. */
  plainCode(field: string): string | null {
    return this.#read(field, plainCodeOf, FORMS.text);
  }

  /** A decree, or a letter of approval; null unless both number and date are there. */
  decree(number: string, date: string): Decree | null {
    const [given, day] = [this.text(number), this.day(date)];
    return given === null || day === null ? null : { number: given, date: day, authority: null };
  }

  /** The technical approval of BKN. */
  approvals(number: string, date: string): CommandData['approvals'] {
    const letter = this.decree(number, date);
    return letter === null ? null : { pertek: { number: letter.number, date: letter.date } };
  }

  /** Looks at the documents, which stay with the row: the ledger's own list wants a digest, and the source gives none. */
  checkDocuments(field: string): void {
    const value = this.#value(field);
    if (documentsOf(value) === UNREADABLE) this.#wrongForm(field, value, FORMS.documents);
  }

  /** The value, of which the act has need. `accepted` says what the field would take. */
  need<Value>(field: string, value: Value | null, accepted = 'a value'): Value | null {
    if (value === null && !this.#isFaulty(field)) {
      this.fault('missing', field, { id: 'Kolom ini harus diisi.', en: 'This field must be filled.' }, accepted);
    }
    return value;
  }

  /** The first of several conventions that gives a day; a fault of `field` when none does. */
  when(field: string, ...candidates: readonly (When | null)[]): When | null {
    return this.need(field, candidates.find((each) => each !== null) ?? null, FORMS.day.en);
  }

  fault(code: string, field: string, message: Form, accepted: string): void {
    this.faults.push({
      code,
      field: field === '' ? '' : `/${field}`,
      value: this.#value(field) ?? null,
      message,
      accepted,
    });
  }

  #value(field: string): Json | undefined {
    return this.row[this.#keys?.get(field.toLowerCase()) ?? field];
  }

  #read<Value>(field: string, reader: (value: Json | undefined) => Read<Value>, form: Form): Value | null {
    const given = this.#value(field);
    const value = reader(given);
    if (value !== UNREADABLE) return value;
    this.#wrongForm(field, given, form);
    return null;
  }

  #wrongForm(field: string, value: Json | undefined, { id, en }: Form): void {
    if (this.#isFaulty(field)) return;
    const message = { id: `Harus berupa ${id}.`, en: `Must be ${en}.` };
    this.faults.push({ code: 'wrong-form', field: `/${field}`, value: value ?? null, message, accepted: en });
  }

  #isFaulty(field: string): boolean {
    return this.faults.some((each) => each.field === `/${field}`);
  }
}
