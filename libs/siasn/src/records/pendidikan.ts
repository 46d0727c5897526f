import type { RecordMapper } from '../record';
import { atEndOf, on } from '../row-reader';

/** A graduation; often only its year is known. */
export const pendidikan: RecordMapper = {
  employee: 'idPns',
  acts(read, recordId) {
    const when = read.when('tglLulus', on(read.day('tglLulus')), atEndOf(read.year('tahunLulus'), 'year'));
    const content = {
      level: read.need('tkPendidikanId', read.paddedCode('tkPendidikanId')),
      programme: read.need('pendidikanNama', read.text('pendidikanNama')),
      programmeCode: read.text('pendidikanId'),
      institution: read.text('namaSekolah'),
      certificate: read.text('nomorIjasah'),
      titlePrefix: read.text('gelarDepan'),
      titleSuffix: read.text('gelarBelakang'),
      first: read.flag('isPendidikanPertama') ?? false,
    };
    return when === null
      ? []
      : [{ subject: 'education', kind: 'record', recordId, data: { recordId, ...when, content } }];
  },
};
