import type { RecordTypeName } from '@rekam/siasn';
import type { History } from './history';
import { employeeId } from './plan';
import { documents, type Answer, type Row } from './wire';

/** What becomes of a dirty row when it is imported for the first time. */
type Outcome = 'accepted' | 'flagged' | 'rejected';

/** One row that is not as it should be. */
export interface DirtyRow {
  readonly person: number;
  readonly type: RecordTypeName;
  /** Index of the row in the person's history. */
  readonly row: number;
  readonly what: string;
  readonly outcome: Outcome;
  change(row: Row): void;
}

/** One answer that brings no rows, though it is not the answer for an empty history. */
interface FailedAnswer {
  readonly person: number;
  readonly type: RecordTypeName;
  readonly what: string;
  readonly answer: Answer;
}

const dirty = (
  person: number,
  type: RecordTypeName,
  row: number,
  outcome: Outcome,
  what: string,
  change: (row: Row) => void,
): DirtyRow => ({ person, type, row, outcome, what, change });
const set = (field: string, value: unknown) => (row: Row) => {
  row[field] = value;
};
const without =
  (...fields: readonly string[]) =>
  (row: Row) => {
    for (const field of fields) delete row[field];
  };
const inOtherCase = (id: string): string => (id === id.toLowerCase() ? id.toUpperCase() : id.toLowerCase());
const OTHER_LAW_PROGRAMME = 'A5EB03E2135DF6A0E040640A040252AD';

/** The dirty rows of the September pull, each way to be dirty at least once. */
export const DIRTY_ROWS: readonly DirtyRow[] = [
  // Numbers.
  dirty(3, 'kursus', 0, 'accepted', 'number as text with decimals', set('jumlahJam', '40.00')),
  dirty(7, 'golongan', 2, 'accepted', 'number blank', set('masaKerjaGolonganTahun', '')),
  dirty(17, 'skp', 0, 'accepted', 'filler where a number belongs', set('penilaiGolongan', 'NULL')),
  // Codes.
  dirty(7, 'golongan', 1, 'accepted', 'kind of promotion blank, but labelled', set('jenisKPId', '')),
  dirty(16, 'golongan', 3, 'rejected', 'kind of promotion blank and not labelled', (row) => {
    row['jenisKPId'] = '';
    row['jenisKPNama'] = '';
  }),
  dirty(2, 'hukdis', 0, 'accepted', 'code without its leading zero', set('kedudukanHukum', '1')),
  dirty(29, 'golongan', 2, 'rejected', 'a rank that does not exist', set('golonganId', '39')),
  // Dates.
  dirty(17, 'golongan', 1, 'accepted', 'optional date blank', set('tglPertekBkn', '')),
  dirty(11, 'golongan', 1, 'accepted', 'optional date null', set('tglPertekBkn', null)),
  dirty(12, 'golongan', 1, 'accepted', 'optional date "-"', set('tglPertekBkn', '-')),
  dirty(15, 'golongan', 1, 'accepted', 'optional date of zeros', set('tglPertekBkn', '00-00-0000')),
  dirty(18, 'jabatan', 0, 'rejected', 'needed date of zeros', set('tmtJabatan', '00-00-0000')),
  dirty(28, 'kursus', 0, 'rejected', 'a day that no calendar has', set('tanggalSelesaiKursus', '31-02-2019')),
  dirty(20, 'golongan', 1, 'accepted', 'ISO timestamp where a date belongs', (row) => {
    const [day, month, year] = String(row['tmtGolongan']).split('-');
    row['tmtGolongan'] = `${year}-${month}-${day}T00:00:00`;
  }),
  dirty(9, 'kursus', 0, 'accepted', 'no end: the start stands for it', set('tanggalSelesaiKursus', '')),
  dirty(27, 'golongan', 2, 'accepted', 'in effect six years before the decree', (row) => {
    const [day, month, year] = String(row['skTanggal']).split('-');
    row['skTanggal'] = `${day}-${month}-${Number(year) + 6}`;
  }),
  // Documents; null is everywhere.
  dirty(22, 'golongan', 0, 'accepted', 'documents as an empty list', set('path', [])),
  dirty(23, 'golongan', 0, 'accepted', 'documents as a map', set('path', documents('858', 'SK Kenaikan Pangkat', 23))),
  dirty(25, 'golongan', 0, 'accepted', 'documents as a list', (row) => {
    row['path'] = Object.values(documents('858', 'SK Kenaikan Pangkat', 25));
  }),
  dirty(26, 'golongan', 0, 'accepted', 'documents as blank text', set('path', '')),
  // Keys.
  dirty(27, 'golongan', 1, 'accepted', 'optional key missing', without('noPertekBkn', 'tglPertekBkn')),
  dirty(28, 'golongan', 0, 'accepted', 'unknown key', set('statusVerifikasi', 'V')),
  dirty(35, 'skp22', 0, 'accepted', 'key in another case', (row) => {
    row['kuadranKinerjaNilai'] = row['KuadranKinerjaNilai'];
    delete row['KuadranKinerjaNilai'];
  }),
  // Names and ids.
  dirty(18, 'pendidikan', 0, 'accepted', 'one programme under two ids', set('pendidikanId', OTHER_LAW_PROGRAMME)),
  dirty(30, 'pendidikan', 0, 'accepted', 'label with double spaces', set('pendidikanNama', 'SEKOLAH  MENENGAH   ATAS')),
  dirty(8, 'golongan', 1, 'accepted', 'employee id in another case', (row) => {
    row['idPns'] = inOtherCase(String(row['idPns']));
  }),
  dirty(14, 'kursus', 0, 'rejected', 'a row of another employee', set('idPns', employeeId(4))),
  // What can be read and contradicts itself, or the law.
  dirty(2, 'golongan', 1, 'flagged', 'promotion on no promotion date', set('tmtGolongan', '15-04-2013')),
  dirty(4, 'angkakredit', 0, 'flagged', 'total that is not the sum', set('kreditBaruTotal', '101.500')),
  dirty(36, 'hukdis', 0, 'flagged', 'level that the table contradicts', set('jenisTingkatHukumanId', 'R')),
  dirty(26, 'skp22', 1, 'flagged', 'predicate that its ratings contradict', (row) => {
    Object.assign(row, { KuadranKinerjaNilai: '5', kuadranKinerja: 'SANGAT KURANG' });
  }),
  dirty(
    14,
    'kinerjaperiodik',
    0,
    'flagged',
    'no months: which quarter is unknown',
    without('bulanMulaiPenilaian', 'tahunMulaiPenilaian', 'bulanSelesaiPenilaian', 'tahunSelesaiPenilaian'),
  ),
];

/** Rows that nothing is wrong with at the source, and that the ledger marks all the same. */
export const MARKED_ROWS: readonly Omit<DirtyRow, 'change' | 'outcome'>[] = [
  { person: 5, type: 'jabatan', row: 4, what: 'a high post (JPT) without the decision of the selection' },
  { person: 14, type: 'penghargaan', row: 0, what: 'an award for 10 years after fewer' },
  { person: 25, type: 'kursus', row: -1, what: 'mentoring without its pair' },
  { person: 28, type: 'kursus', row: -1, what: 'coaching without its pair' },
];

const failed = (person: number, type: RecordTypeName, what: string, status: number, body: unknown): FailedAnswer => ({
  person,
  type,
  what,
  answer: { status, body: `${JSON.stringify(body)}\n` },
});

/** Answers of the September pull from which nothing can be concluded. */
export const FAILED_ANSWERS: readonly FailedAnswer[] = [
  failed(32, 'skp22', 'a sentence where rows belong', 200, { code: 0, data: 'Sedang dalam pemeliharaan' }),
  failed(34, 'cltn', 'the refusal of a write', 200, {
    success: false,
    message: 'Gagal',
    mapData: 'Token SSO tidak berlaku',
  }),
  failed(29, 'pwk', 'a wrong address', 404, { fault: { code: 404, type: 'Status report', message: 'Not Found' } }),
];

/** Makes the history of a person as dirty as the September pull has it. */
export function dirtied(person: number, history: History): History {
  for (const each of DIRTY_ROWS) if (each.person === person) each.change(history.rows[each.type].at(each.row)!);
  for (const each of FAILED_ANSWERS) if (each.person === person) history.answers.set(each.type, each.answer);
  return history;
}
