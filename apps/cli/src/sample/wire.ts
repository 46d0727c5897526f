import type { PlainDate } from '@rekam/domain';
import { idOf, serialOf } from './ids';

/** A row as the national system sends it: every value is text, but where a source says otherwise. */
export type Row = Record<string, unknown>;

/** One answer of the national system: the HTTP status and the body as it came. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The form of dates on the wire; blank for none. */
export const dmy = (date: PlainDate | null): string => (date === null ? '' : date.split('-').reverse().join('-'));

/** The form of the few timestamps on the wire. */
export const timestamp = (date: PlainDate): string => `${date}T00:00:00.000+0700`;

/** A document as histories refer to it: a map keyed by the kind of document. */
export function documents(kind: string, name: string, ...parts: readonly (string | number)[]): Row {
  const uri = `sample/${idOf('document', kind, ...parts).toLowerCase()}.pdf`;
  return { [kind]: { dok_id: kind, dok_nama: name, dok_uri: uri, object: uri, slug: kind } };
}

/** A decree number of the year of its date. */
export const decreeNumber = (code: string, date: PlainDate, ...parts: readonly (string | number)[]): string =>
  `${code}/${serialOf(4, 'decree', code, date, ...parts)}/BKD/${date.slice(0, 4)}`;

/** A row a line, so that a later pull shows in a comparison of the files as the rows that changed. */
const lines = (rows: readonly Row[]): string => rows.map((row) => JSON.stringify(row)).join(',\n');

export const listAnswer = (rows: readonly Row[]): Answer => ({
  status: 200,
  body: `{"code":1,"count":${rows.length},"data":[\n${lines(rows)}\n]}\n`,
});
export const oneAnswer = (row: Row): Answer => ({ status: 200, body: `{"code":1,"data":${JSON.stringify(row)}}\n` });
/** An employee without rows of the type: the one 404 that is no error. */
export const EMPTY_HISTORY: Answer = { status: 404, body: '{"code":0,"data":"Data tidak ditemukan"}\n' };
