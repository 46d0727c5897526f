import { isPlainDate, type Json, type JsonObject, type PlainDate } from '@rekam/domain';

/** Neither a value nor one of the ways in which the source writes nothing. */
export const UNREADABLE: unique symbol = Symbol('unreadable');

/** What a reader makes of a value: null where the source says nothing. */
export type Read<Value> = Value | null | typeof UNREADABLE;

/** One document of a row's `path`. */
export interface SourceDocument {
  readonly id: string;
  readonly name: string | null;
  /** Storage path at the source, for its download endpoint. */
  readonly uri: string | null;
}

/** How the source writes that it has no value. */
const NOTHING: ReadonlySet<string> = new Set(['', '-', '--', 'null', '00-00-0000', '0000-00-00']);
const SPACES = /[\s\p{Cc}]+/gu;

/** Text on one line, with single spaces. A number is taken as its digits: decree numbers come so now and then. */
export function textOf(value: Json | undefined): Read<string> {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return UNREADABLE;
  const text = value.replaceAll(SPACES, ' ').trim();
  return NOTHING.has(text) ? null : text;
}

const DAY_MONTH_YEAR = /^(\d{1,2})-(\d{1,2})-(\d{4})$/;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
/** The source keeps Western Indonesian Time: a midnight there is 17:00 of the day before in UTC. */
const SOURCE_OFFSET_MS = 7 * 3_600_000;
/** The years that the ledger takes; 0001 and 9999 are nulls of old systems. */
const YEAR_MIN = 1900;
const YEAR_MAX = 2199;

/**
 * A day: `dd-mm-yyyy`, or a timestamp in ISO form, with `T` or a space, with or without a zone. A timestamp with a zone
 * is the day it is in Western Indonesian Time.
 */
export function dayOf(value: Json | undefined): Read<PlainDate> {
  const text = textOf(value);
  if (text === null || text === UNREADABLE) return text;
  const printed = DAY_MONTH_YEAR.exec(text);
  const day =
    printed === null ? isoDay(text) : `${printed[3]}-${printed[2]!.padStart(2, '0')}-${printed[1]!.padStart(2, '0')}`;
  if (day === null || !isPlainDate(day)) return UNREADABLE;
  const year = Number(day.slice(0, 4));
  return year >= YEAR_MIN && year <= YEAR_MAX ? day : UNREADABLE;
}

function isoDay(text: string): PlainDate | null {
  const [, day, hour, minute, second = '00', zone] = ISO.exec(text) ?? [];
  if (day === undefined || !isPlainDate(day)) return null;
  if (hour === undefined) return day;
  const offset =
    zone === undefined || /^z$/i.test(zone)
      ? 'Z'
      : zone.includes(':')
        ? zone
        : zone.length === 3
          ? `${zone}:00`
          : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const at = Date.parse(`${day}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(at)) return null;
  return zone === undefined ? day : new Date(at + SOURCE_OFFSET_MS).toISOString().slice(0, 10);
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** A number, or its text with a decimal point. */
export function numberOf(value: Json | undefined): Read<number> {
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNREADABLE;
  const text = textOf(value);
  if (text === null || text === UNREADABLE) return text;
  return NUMBER.test(text) ? Number(text) : UNREADABLE;
}

/** A whole number; `8`, `"8"` and `"8.00"` are the same. */
export function wholeOf(value: Json | undefined): Read<number> {
  const number = numberOf(value);
  return typeof number === 'number' && !Number.isSafeInteger(number) ? UNREADABLE : number;
}

/** A calendar year: four digits, or the year of a date. */
export function yearOf(value: Json | undefined): Read<number> {
  const whole = wholeOf(value);
  if (typeof whole === 'number') return whole >= YEAR_MIN && whole <= YEAR_MAX ? whole : UNREADABLE;
  if (whole === null) return null;
  const day = dayOf(value);
  return typeof day === 'string' ? Number(day.slice(0, 4)) : UNREADABLE;
}

const FLAGS: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  t: true,
  y: true,
  ya: true,
  '0': false,
  false: false,
  f: false,
  n: false,
  tidak: false,
};

/** A flag. The text `false` is false, whatever a cast of other languages makes of it. */
export function flagOf(value: Json | undefined): Read<boolean> {
  if (typeof value === 'boolean') return value;
  const text = textOf(value);
  if (text === null || text === UNREADABLE) return text;
  const key = text.toLowerCase();
  return Object.hasOwn(FLAGS, key) ? FLAGS[key]! : UNREADABLE;
}

/** A code of a table whose codes all have two digits, or a letter: `5` is `05`. */
export function paddedCodeOf(value: Json | undefined): Read<string> {
  const code = textOf(value);
  return typeof code === 'string' && /^\d$/.test(code) ? `0${code}` : code;
}

/** A code of a table of plain numbers: `05`, `5.0` and `5` are the same. */
export function plainCodeOf(value: Json | undefined): Read<string> {
  const code = textOf(value);
  if (typeof code !== 'string') return code;
  const digits = /^0*(\d+)(?:\.0+)?$/.exec(code);
  return digits === null ? code : digits[1]!;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const lineIn = (value: Json | undefined): string | null => {
  const text = textOf(value);
  return text === UNREADABLE ? null : text;
};

/** The documents of a row: a map by document id, a list, or nothing in any of its forms. */
export function documentsOf(value: Json | undefined): readonly SourceDocument[] | typeof UNREADABLE {
  if (value === undefined || value === null || (typeof value === 'string' && NOTHING.has(value.trim()))) return [];
  if (typeof value !== 'object') return UNREADABLE;
  const elements = Array.isArray(value) ? (value as readonly Json[]) : Object.values(value);
  if (!elements.every(isObject)) return UNREADABLE;
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return elements.map((each, index) => ({
    id: lineIn(each['dok_id']) ?? keys[index] ?? '',
    name: lineIn(each['dok_nama']),
    uri: lineIn(each['dok_uri']) ?? lineIn(each['object']),
  }));
}
