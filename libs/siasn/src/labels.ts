import { golonganLabel, JENJANGS, predicateName, PROMOTION_KINDS, RANK_IDS } from '@rekam/domain';

/** A label without its double spaces and its case: the source writes them in many ways. */
const plain = (label: string): string => label.replaceAll(/\s+/g, ' ').trim().toLowerCase();

const finder = (
  entries: Iterable<readonly [label: string, code: string]>,
): ((label: string | null) => string | null) => {
  const codes = new Map([...entries].map(([label, code]) => [plain(label), code]));
  return (label) => (label === null ? null : (codes.get(plain(label)) ?? null));
};

/** Code of a kind of promotion (jenisKP) by its label. */
export const promotionKindLabelled = finder([
  ...PROMOTION_KINDS.map(({ name, code }) => [name, code] as const),
  ['Gol. dari Pengadaan CPNS/PNS', '211'],
]);

/** Code of a golongan, such as III/c. */
export const golonganLabelled = finder(RANK_IDS.map((id) => [golonganLabel(id), id] as const));

/** Code of a rating of result or behaviour, in the source's spelling and in the right one. */
export const ratingLabelled = finder([
  ['DIATAS ESPEKTASI', '1'],
  ['DI ATAS EKSPEKTASI', '1'],
  ['SESUAI ESPEKTASI', '2'],
  ['SESUAI EKSPEKTASI', '2'],
  ['DIBAWAH ESPEKTASI', '3'],
  ['DI BAWAH EKSPEKTASI', '3'],
]);

/** Code of a predicate. */
export const predicateLabelled = finder(
  ([1, 2, 3, 4, 5] as const).map((code) => [predicateName('permenpanrb-6-2022', code), String(code)] as const),
);

/** Code of a jenjang, by its code or its name. */
export const jenjangLabelled = finder(JENJANGS.flatMap(({ id, name }) => [[id, id] as const, [name, id] as const]));

/** Code of the jenjang that the title of a functional post ends with, such as `Guru Ahli Pertama`; null without one. */
export function jenjangIn(title: string | null): string | null {
  if (title === null) return null;
  const named = plain(title);
  return JENJANGS.find(({ id, name }) => id !== 'XX' && named.endsWith(` ${plain(name)}`))?.id ?? null;
}
