import type { RecordMapper } from '../record';
import { atEndOf, on } from '../row-reader';

/** A decoration. The source has no day of effect: the decree's day stands for it. */
export const penghargaan: RecordMapper = {
  employee: 'pnsOrangId',
  acts(read, recordId) {
    const year = read.year('tahun');
    const when = read.when('skDate', on(read.day('skDate'), 'assumed'), atEndOf(year, 'year'));
    const decree = read.decree('skNomor', 'skDate');
    const content = {
      kind: read.need('hargaId', read.plainCode('hargaId')),
      name: read.text('hargaNama'),
      year,
      certificate: null,
    };
    return when === null
      ? []
      : [{ subject: 'recognition', kind: 'record', recordId, data: { recordId, ...when, decree, content } }];
  },
};
