import type { TableDeclaration } from '@rekam/projection';

/** One row for each word of a person's name, so that a search is a scan of a key's prefix. */
export const TERM: TableDeclaration = {
  name: 'term',
  columns: { term: 'text', person: 'text', agency: 'text' },
  key: ['term', 'person'],
  indexes: { byAgency: ['agency', 'term'] },
  feed: false,
};

/** Words of one name that are searched for. */
const TERMS_MAX = 16;
/** A word as far as it is kept: 64 characters. */
const KEPT = /^.{1,64}/u;

/** The words of a name or a query as the term table holds them: lower case, without diacritics, letters only. */
export function termsOf(name: string): readonly string[] {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/\P{L}+/u).filter((word) => word !== '');
  return [...new Set(words.map((word) => KEPT.exec(word)![0]))].slice(0, TERMS_MAX);
}
