import type { Json } from '@rekam/domain';
import type { ProblemError } from './contract';

/** A command nests five levels; the rest is room for `ext`. */
const DEPTH_MAX = 16;
/** Keys and items together. The slow validator's cost grows with them, and the body limit alone allows half a million. */
const VALUES_MAX = 5000;
const TEXT_LENGTH_MAX = 10_000;
const KEY_LENGTH_MAX = 100;

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

const RULE = 'contract: plain JSON';

type Fault = Omit<ProblemError, 'rule'>;

/** A key as a reference token of a JSON pointer, cut short when it is absurdly long. */
export const pointerToken = (key: string): string =>
  key.slice(0, KEY_LENGTH_MAX).replaceAll(LONE_SURROGATES, '\uFFFD').replaceAll('~', '~0').replaceAll('/', '~1');

function faultOfText(text: string, field: string): Fault | null {
  if (text.length > TEXT_LENGTH_MAX) {
    return {
      code: 'too-long',
      field,
      message: { id: 'Teks terlalu panjang.', en: 'The text is too long.' },
      accepted: `at most ${TEXT_LENGTH_MAX} characters`,
    };
  }
  return LONE_SURROGATE.test(text)
    ? {
        code: 'lone-surrogate',
        field,
        message: { id: 'Teks memuat setengah karakter Unicode.', en: 'The text has half of a Unicode character.' },
        accepted: 'well-formed Unicode',
      }
    : null;
}

function faultOfKey(key: string, field: string): Fault | null {
  // What every object inherits would be taken for a field that is there, or change the object itself.
  if (key in Object.prototype) {
    return {
      code: 'forbidden-key',
      field,
      message: { id: 'Nama kolom ini tidak boleh dipakai.', en: 'This field name is not allowed.' },
      accepted: 'a name that no JavaScript object has by itself',
    };
  }
  if (key.length > KEY_LENGTH_MAX) {
    return {
      code: 'too-long',
      field,
      message: { id: 'Nama kolom terlalu panjang.', en: 'The field name is too long.' },
      accepted: `at most ${KEY_LENGTH_MAX} characters`,
    };
  }
  return faultOfText(key, field);
}

const faultOfNumber = (value: number, field: string): Fault | null =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    ? null
    : {
        code: 'number-not-exact',
        field,
        message: { id: 'Angka ini tidak dapat disimpan dengan tepat.', en: 'This number cannot be kept exactly.' },
        accepted: 'up to 9007199254740991, or text',
      };

const tooMuch = (code: 'too-deep' | 'too-many', field: string): Fault => ({
  code,
  field,
  message:
    code === 'too-deep'
      ? { id: 'Terlalu dalam bersarang.', en: 'Nested too deeply.' }
      : { id: 'Terlalu banyak nilai.', en: 'Too many values.' },
  accepted: code === 'too-deep' ? `at most ${DEPTH_MAX} levels` : `at most ${VALUES_MAX} values`,
});

/**
 * The first thing in parsed JSON that no validator of fields would notice and that the ledger cannot keep: half
 * characters, numbers that were rounded, names that belong to JavaScript, and sheer size. Null when there is none.
 */
export function uncleanIn(value: unknown): ProblemError | null {
  let seen = 0;
  const visit = (at: Json, field: string, depth: number): Fault | null => {
    seen += 1;
    if (seen > VALUES_MAX) return tooMuch('too-many', '');
    if (typeof at === 'string') return faultOfText(at, field);
    if (typeof at === 'number') return faultOfNumber(at, field);
    if (typeof at !== 'object' || at === null) return null;
    if (depth >= DEPTH_MAX) return tooMuch('too-deep', field);
    if (Array.isArray(at)) {
      for (let index = 0; index < at.length; index += 1) {
        const fault = visit(at[index] as Json, `${field}/${index}`, depth + 1);
        if (fault !== null) return fault;
      }
      return null;
    }
    for (const [key, inner] of Object.entries(at)) {
      const path = `${field}/${pointerToken(key)}`;
      const fault = faultOfKey(key, path) ?? visit(inner, path, depth + 1);
      if (fault !== null) return fault;
    }
    return null;
  };
  const fault = visit(value as Json, '', 0);
  return fault === null ? null : { ...fault, rule: RULE };
}
