import type { RecordMapper } from '../record';
import { atEndOf, on, type RowReader } from '../row-reader';

const FUNCTIONAL = '2';
const COURSE = '11';

/** The form of training; where the source leaves it blank, the letter F says functional, and what stands among the courses is a course. */
function kindOf(read: RowReader): string {
  const code = read.wholeAmongFillers('jenisDiklatId');
  if (code !== null) return String(code);
  return read.text('jenisKursusSertifikat') === 'F' ? FUNCTIONAL : COURSE;
}

/** A course, or another form of training. Hours that the source does not state count as none. */
export const kursus: RecordMapper = {
  employee: 'idPns',
  acts(read, recordId) {
    const startedAt = read.day('tanggalKursus');
    const when = read.when(
      'tanggalSelesaiKursus',
      on(read.day('tanggalSelesaiKursus')),
      on(startedAt),
      atEndOf(read.year('tahunKursus'), 'year'),
    );
    const content = {
      kind: kindOf(read),
      name: read.need('namaKursus', read.text('namaKursus') ?? read.text('jenisKursusNama')),
      provider: read.need('institusiPenyelenggara', read.text('institusiPenyelenggara')),
      jp: read.whole('jumlahJam') ?? 0,
      certificate: read.text('noSertipikat'),
      startedAt,
    };
    return when === null
      ? []
      : [{ subject: 'training', kind: 'record', recordId, data: { recordId, ...when, content } }];
  },
};
