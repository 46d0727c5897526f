/** Echelons of structural posts and the ASN posts that they are today (eselon of the national system, 13 rows); PP 11/2017. */
export interface Eselon {
  readonly id: string;
  readonly name: string | null;
  /** The managerial post of UU 20/2023 that it counts as; null for echelon V, for none and for not stated. */
  readonly post: 'JPT utama' | 'JPT madya' | 'JPT pratama' | 'administrator' | 'pengawas' | null;
}

const eselon = (id: string, name: string | null, post: Eselon['post'] = null): Eselon => ({ id, name, post });

export const ESELONS: readonly Eselon[] = [
  eselon('00', null),
  eselon('10', 'I.a', 'JPT utama'),
  eselon('11', 'I.a', 'JPT madya'),
  eselon('12', 'I.b', 'JPT madya'),
  eselon('21', 'II.a', 'JPT pratama'),
  eselon('22', 'II.b', 'JPT pratama'),
  eselon('31', 'III.a', 'administrator'),
  eselon('32', 'III.b', 'administrator'),
  eselon('41', 'IV.a', 'pengawas'),
  eselon('42', 'IV.b', 'pengawas'),
  eselon('51', 'V.a'),
  eselon('52', 'V.b'),
  eselon('99', 'NON'),
];

const BY_ID = new Map(ESELONS.map((each) => [each.id, each]));

/** The echelon of a code, undefined when there is none. */
export const eselonOf = (id: string): Eselon | undefined => BY_ID.get(id);

/** Whether a code is that of a high-leadership post (jabatan pimpinan tinggi). */
export const isJpt = (id: string | null): boolean => id !== null && (BY_ID.get(id)?.post?.startsWith('JPT') ?? false);
