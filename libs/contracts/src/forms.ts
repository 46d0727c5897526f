/** How a text must look: a pattern, and the same in words. */
export interface Form {
  readonly pattern: RegExp;
  /** Indonesian and English, to stand after "must be". */
  readonly id: string;
  readonly en: string;
}

const known = new Map<RegExp, Form>();
const form = (pattern: RegExp, id: string, en: string): Form => {
  const made = { pattern, id, en };
  known.set(pattern, made);
  return made;
};

/** The form that a pattern belongs to. */
export const formOf = (pattern: RegExp): Form | undefined => known.get(pattern);

const YEAR = '(?:19|20|21)\\d\\d';
const LEAP = '(?:(?:19|20|21)(?:0[48]|[2468][048]|[13579][26])|2000)';
/**
 * Days that the Gregorian calendar has, leap days included, so that one pattern decides for every validator. The
 * years are bounded because 9999-12-31 and its like are nulls of old systems, not dates.
 */
const DAY = new RegExp(
  `^(?:${YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|${LEAP}-02-29)$`,
  'u',
);

/** Every pattern carries the flag `u`, as JSON Schema's do, so that lengths are counted in code points. */
export const FORMS = {
  plainDate: form(
    DAY,
    'tanggal yang ada dalam kalender, YYYY-MM-DD, 1900 sampai 2199',
    'a day of the calendar, YYYY-MM-DD, from 1900 to 2199',
  ),
  month: form(
    /^(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])$/u,
    'bulan, YYYY-MM, 1900-01 sampai 2199-12',
    'a month, YYYY-MM, from 1900-01 to 2199-12',
  ),
  uuid: form(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
    'UUID dengan huruf kecil',
    'a UUID in lower case',
  ),
  agency: form(/^\d{4}$/u, 'kode instansi empat angka', 'an agency code of four digits'),
  code: form(
    /^[0-9A-Za-z][0-9A-Za-z._/-]{0,19}$/u,
    'kode berupa teks, paling banyak 20 karakter',
    'a code as text, at most 20 characters',
  ),
  number: form(
    /^\d[\d .-]{0,39}$/u,
    'nomor berupa teks angka, boleh dengan spasi, titik atau strip',
    'a number as text of digits; spaces, dots and dashes may be among them',
  ),
  sha256: form(/^[0-9a-f]{64}$/u, '64 angka heksadesimal huruf kecil', '64 hexadecimal digits in lower case'),
  mediaType: form(
    /^[0-9A-Za-z!#$&^_.+-]{1,64}\/[0-9A-Za-z!#$&^_.+-]{1,64}$/u,
    'jenis media, misalnya application/pdf',
    'a media type, such as application/pdf',
  ),
  uri: form(
    /^[A-Za-z][0-9A-Za-z+.-]{0,30}:[^\s\p{Cc}]{1,2000}$/u,
    'URI mutlak, paling banyak 2000 karakter',
    'an absolute URI, at most 2000 characters',
  ),
  // An id, so that who approved is not told to every reader of the log: no name has its form, and no number of a person.
  opaqueId: form(
    /^(?!.*\d{8}[._:-]?\d{6}[._:-]?\d[._:-]?\d{3})(?!(?:.*[._:-])?\d{9}(?:[._:-]|$))[0-9A-Za-z][0-9A-Za-z._:-]{0,99}$/u,
    'id tanpa nama atau nomor orang: huruf, angka, titik, garis bawah, titik dua atau strip, paling banyak 100 karakter, bukan nomor 9 atau 18 angka',
    'an opaque id, not a name or a number of a person: letters, digits, dots, underscores, colons or dashes, at most 100 characters, and no number of 9 or 18 digits',
  ),
} as const;

const lines = new Map<number, Form>();
const proses = new Map<number, Form>();

/** One line of 1 to `max` characters, not blank, without control characters. */
export function lineForm(max: number): Form {
  const before = lines.get(max);
  if (before !== undefined) return before;
  const made = form(
    new RegExp(`^(?=\\s*\\S)\\P{Cc}{1,${max}}$`, 'u'),
    `teks satu baris, tidak kosong, paling banyak ${max} karakter`,
    `one line of text, not blank, at most ${max} characters`,
  );
  lines.set(max, made);
  return made;
}

/** Text of 1 to `max` characters, not blank, in which lines may end. */
export function proseForm(max: number): Form {
  const before = proses.get(max);
  if (before !== undefined) return before;
  const made = form(
    new RegExp(`^(?=\\s*\\S)[\\P{Cc}\\n\\r\\t]{1,${max}}$`, 'u'),
    `teks, tidak kosong, paling banyak ${max} karakter`,
    `text, not blank, at most ${max} characters`,
  );
  proses.set(max, made);
  return made;
}
