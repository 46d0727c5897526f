import type { RecordMapper } from '../record';
import { atEndOf, on } from '../row-reader';

/** Kind of training of every row here: Diklat Struktural. */
const STRUCTURAL = '1';

/** Names of the levels (latihan struktural, 8 rows). */
export const LEADERSHIP_LEVELS: Readonly<Record<string, string>> = {
  '1': 'SEPADA',
  '2': 'SEPALA/ADUM/DIKLAT PIM TK.IV',
  '3': 'SEPADYA/SPAMA/DIKLAT PIM TK. III',
  '4': 'SPAMEN/SESPA/SESPANAS/DIKLAT PIM TK. II',
  '5': 'SEPATI/DIKLAT PIM TK. I',
  '6': 'SESPIM',
  '7': 'SESPATI',
  '8': 'Diklat Struktural Lainnya',
};

/** A leadership training. Hours that the source does not state count as none. */
export const diklat: RecordMapper = {
  employee: 'idPns',
  acts(read, recordId) {
    const level = read.plainCode('latihanStrukturalId');
    const named = level !== null && Object.hasOwn(LEADERSHIP_LEVELS, level) ? LEADERSHIP_LEVELS[level]! : null;
    const startedAt = read.day('tanggal');
    const when = read.when(
      'tanggalSelesai',
      on(read.day('tanggalSelesai')),
      on(startedAt),
      atEndOf(read.year('tahun'), 'year'),
    );
    const content = {
      kind: STRUCTURAL,
      name: read.need('latihanStrukturalNama', read.text('latihanStrukturalNama') ?? named),
      provider: read.need('institusiPenyelenggara', read.text('institusiPenyelenggara')),
      jp: read.whole('jumlahJam') ?? 0,
      certificate: read.text('nomor'),
      startedAt,
    };
    return when === null
      ? []
      : [{ subject: 'training', kind: 'record', recordId, data: { recordId, ...when, content } }];
  },
};
