import { addDays, type Json } from '@rekam/domain';
import type { Column } from './layout';

/** A cell as a file holds it: a CSV has text only. */
export type Cell = string | number | boolean | Date | null;

/** Why a cell cannot be read, in Indonesian and English. */
export interface CellFault {
  readonly id: string;
  readonly en: string;
}

export type Read = { readonly value: Json } | { readonly fault: CellFault };

const fault = (id: string, en: string): Read => ({ fault: { id, en } });

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
const INDONESIAN_DAY = /^(\d{1,2})-(\d{1,2})-(\d{4})$/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;
const YES = new Set(['ya', 'yes', 'y', 'true', 'benar', '1']);
const NO = new Set(['tidak', 'no', 'n', 'false', 'salah', '0']);

/** Day 0 of a spreadsheet's calendar, whose invented 29 February 1900 lies before every day that is accepted. */
const SERIAL_EPOCH = '1899-12-30';
const SERIAL_MIN = 61;
/** 2199-12-31. */
const SERIAL_MAX = 109_574;
/** A spreadsheet keeps so many digits of a number and makes zeros of the rest. */
const DIGITS_MAX = 15;

export const isBlank = (cell: Cell | undefined): boolean =>
  cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** A cell as text, for columns that hold text: codes keep their zeros, for they were never numbers. */
function textIn(cell: Exclude<Cell, null>): Read {
  if (typeof cell === 'string') return { value: cell.trim() };
  if (cell instanceof Date) {
    return fault(
      'Lembar kerja mengubah isi sel ini menjadi tanggal: format sel sebagai teks, lalu tulis lagi.',
      'The spreadsheet made a date of it: format the cell as text and write it again.',
    );
  }
  const isExact = typeof cell === 'number' && String(Math.trunc(Math.abs(cell))).length <= DIGITS_MAX;
  if (isExact) return { value: String(cell) };
  return fault(
    'Bukan teks: format sel sebagai teks, lalu tulis lagi; lembar kerja hanya menyimpan 15 angka pertama.',
    'This is no text: format the cell as text and write it again; a spreadsheet keeps only 15 digits of a number.',
  );
}

function dayIn(cell: Exclude<Cell, null>): Read {
  if (cell instanceof Date) return { value: dayOf(cell) };
  if (typeof cell === 'number') {
    const isSerial = Number.isInteger(cell) && cell >= SERIAL_MIN && cell <= SERIAL_MAX;
    if (isSerial) return { value: addDays(SERIAL_EPOCH, cell) };
  }
  const text = String(cell).trim();
  if (ISO_DAY.test(text)) return { value: text };
  const parts = INDONESIAN_DAY.exec(text);
  if (parts !== null) return { value: `${parts[3]}-${parts[2]!.padStart(2, '0')}-${parts[1]!.padStart(2, '0')}` };
  // 01/04/2022 is April in Jakarta and January in the United States: nobody can tell which was meant.
  return fault('Bukan tanggal: tulis YYYY-MM-DD atau dd-mm-yyyy.', 'This is no date: write YYYY-MM-DD or dd-mm-yyyy.');
}

function numberIn(cell: Exclude<Cell, null>): Read {
  if (typeof cell === 'number') return { value: cell };
  const text = typeof cell === 'string' ? cell.trim() : '';
  if (NUMBER.test(text)) return { value: Number(text.replace(',', '.')) };
  return fault(
    'Bukan angka: tulis tanpa titik ribuan, misalnya 4500000 atau 12,5.',
    'This is no number: write it without separators of thousands, such as 4500000 or 12.5.',
  );
}

function yesNoIn(cell: Exclude<Cell, null>): Read {
  if (typeof cell === 'boolean') return { value: cell };
  const text = String(cell).trim().toLowerCase();
  if (YES.has(text)) return { value: true };
  if (NO.has(text)) return { value: false };
  return fault('Tulis ya atau tidak.', 'Write ya (yes) or tidak (no).');
}

function jsonIn(cell: Exclude<Cell, null>): Read {
  try {
    return { value: JSON.parse(String(cell)) as Json };
  } catch {
    return fault('Bukan JSON.', 'This is no JSON.');
  }
}

/** The value of a cell that is not blank. Whether the contract takes the value is the contract's to say. */
export function valueIn(cell: Exclude<Cell, null>, { type, values }: Column): Read {
  switch (type) {
    case 'text':
      return textIn(cell);
    case 'day':
      return dayIn(cell);
    case 'whole':
    case 'amount':
      return numberIn(cell);
    case 'yes-no':
      return yesNoIn(cell);
    case 'choice': {
      const text = textIn(cell);
      if ('fault' in text) return text;
      return { value: values.find((each) => String(each) === text.value) ?? text.value };
    }
    case 'json':
      return jsonIn(cell);
    default:
      throw new Error(`no cell of type ${String(type satisfies never)}`);
  }
}

/** A value as a cell that `valueIn` reads back. */
export function cellOf(value: Json | undefined, { type }: Column): Cell {
  if (value === null || value === undefined) return null;
  if (type === 'json') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 'ya' : 'tidak';
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** The address of a cell as spreadsheets show it; both numbers begin at 1. */
export function cellName(row: number, column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `${letters}${row}`;
}
