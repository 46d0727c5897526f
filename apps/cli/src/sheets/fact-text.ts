import type { FactAnswer } from '@rekam/reader';
import { dayCell, type PrintCell } from './print-document';

/*
 * Parts of a fact as cells. A key may be missing: an erasure leaves only the open part, and old versions of a content
 * may lack what came later.
 */

type Content = Readonly<Record<string, unknown>>;

export const contentOf = ({ content }: Pick<FactAnswer, 'content'>): Content => content ?? {};

/** The value of a key as text or number; null where it is absent. */
export function said(fact: FactAnswer, key: string): string | number | null {
  const value = contentOf(fact)[key];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

export const saidDay = (fact: FactAnswer, key: string): PrintCell => {
  const value = said(fact, key);
  return typeof value === 'string' ? dayCell(value) : null;
};

/** The name of a code; the code itself where the table does not know it. */
export function named(fact: FactAnswer, key: string, nameOf: (code: string) => string | null | undefined): PrintCell {
  const code = said(fact, key);
  return code === null ? null : (nameOf(String(code)) ?? code);
}

/** The parts that are there, in one cell. */
export const joined = (separator: string, ...parts: readonly PrintCell[]): PrintCell =>
  parts.filter((part) => part !== null && part !== '').join(separator) || null;

/** A length of time in years and months. */
export const lengthText = (years: number, months: number): string => `${years} th ${months} bl`;

export function saidLength(fact: FactAnswer, years: string, months: string): PrintCell {
  const [inYears, inMonths] = [said(fact, years), said(fact, months)];
  return typeof inYears === 'number' ? lengthText(inYears, typeof inMonths === 'number' ? inMonths : 0) : null;
}

/** The words of a table by code. */
export const worded =
  (words: Readonly<Record<string, string>>) =>
  (word: string): string | undefined =>
    words[word];

type CellOfFact = (fact: FactAnswer) => PrintCell;

/** Shows a key as it is. */
export const key =
  (name: string): CellOfFact =>
  (fact) =>
    said(fact, name);

/** Shows what a code stands for. */
export const code =
  (name: string, nameOf: (code: string) => string | null | undefined): CellOfFact =>
  (fact) =>
    named(fact, name, nameOf);

/** Shows one of two words. */
export const yesNo =
  (name: string, yes: string, no: string): CellOfFact =>
  (fact) => {
    const value = contentOf(fact)[name];
    return typeof value === 'boolean' ? (value ? yes : no) : null;
  };
