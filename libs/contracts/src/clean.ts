import type { ProblemError } from './contract';

/** A command nests five levels; the rest is room for `ext`. */
const DEPTH_MAX = 16;
/** Keys and items together. The slow validator's cost grows with them, and the body limit alone allows half a million. */
const VALUES_MAX = 5000;
const TEXT_LENGTH_MAX = 10_000;
const KEY_LENGTH_MAX = 100;

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** What every object inherits would be taken for a field that is there, or would change the object itself. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A key as a reference token of a JSON pointer, cut short when it is absurdly long. */
export const pointerToken = (key: string): string =>
  key.slice(0, KEY_LENGTH_MAX).replaceAll(LONE_SURROGATES, '\uFFFD').replaceAll('~', '~0').replaceAll('/', '~1');

const fault = (code: string, id: string, en: string, accepted: string): ProblemError => ({
  code,
  field: '',
  rule: 'contract: plain JSON',
  message: { id, en },
  accepted,
});

const FORBIDDEN_KEY = fault(
  'forbidden-key',
  'Nama kolom ini tidak boleh dipakai.',
  'This field name is not allowed.',
  'a name that no JavaScript object has by itself',
);
const LONG_KEY = fault(
  'too-long',
  'Nama kolom terlalu panjang.',
  'The field name is too long.',
  `at most ${KEY_LENGTH_MAX} characters`,
);
const LONG_TEXT = fault(
  'too-long',
  'Teks terlalu panjang.',
  'The text is too long.',
  `at most ${TEXT_LENGTH_MAX} characters`,
);
const HALF_CHARACTER = fault(
  'lone-surrogate',
  'Teks memuat setengah karakter Unicode.',
  'The text has half of a Unicode character.',
  'well-formed Unicode',
);
const INEXACT = fault(
  'number-not-exact',
  'Angka ini tidak dapat disimpan dengan tepat.',
  'This number cannot be kept exactly.',
  'up to 9007199254740991, or text',
);
const TOO_DEEP = fault('too-deep', 'Terlalu dalam bersarang.', 'Nested too deeply.', `at most ${DEPTH_MAX} levels`);
const TOO_MANY = fault('too-many', 'Terlalu banyak nilai.', 'Too many values.', `at most ${VALUES_MAX} values`);

const faultOfText = (text: string): ProblemError | null =>
  text.length > TEXT_LENGTH_MAX ? LONG_TEXT : LONE_SURROGATE.test(text) ? HALF_CHARACTER : null;

const faultOfKey = (key: string): ProblemError | null =>
  INHERITED.has(key) ? FORBIDDEN_KEY : key.length > KEY_LENGTH_MAX ? LONG_KEY : faultOfText(key);

const faultOfNumber = (value: number): ProblemError | null =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? null : INEXACT;

/**
 * The first thing in parsed JSON that no validator of fields would notice and that the ledger cannot keep: half
 * characters, numbers that were rounded, names that belong to JavaScript, and sheer size. Null when there is none.
 */
export function uncleanIn(value: unknown): ProblemError | null {
  let seen = 0;
  // The pointer is put together on the way back, so that clean data costs none.
  const visit = (at: unknown, depth: number): ProblemError | null => {
    seen += 1;
    if (typeof at === 'string') return faultOfText(at);
    if (typeof at === 'number') return faultOfNumber(at);
    if (typeof at !== 'object' || at === null) return null;
    if (depth >= DEPTH_MAX) return TOO_DEEP;
    const isList = Array.isArray(at);
    for (const key of Object.keys(at)) {
      if (seen > VALUES_MAX) return TOO_MANY;
      const found = (isList ? null : faultOfKey(key)) ?? visit((at as Record<string, unknown>)[key], depth + 1);
      if (found !== null)
        return found === TOO_MANY ? found : { ...found, field: `/${pointerToken(key)}${found.field}` };
    }
    return null;
  };
  return visit(value, 0);
}
