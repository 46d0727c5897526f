import type { RecordMapper } from '../record';
import { on } from '../row-reader';

/** A change of unit. The source has no day of effect: the decree's day stands for it. Often it repeats a row of another type. */
export const pnsunor: RecordMapper = {
  employee: 'pnsOrang',
  echoes: (type) => type !== 'pnsunor',
  acts(read, recordId, { positionKindOn, unitName }) {
    const when = read.when('skTanggal', on(read.day('skTanggal'), 'assumed'));
    const decree = read.decree('skNomor', 'skTanggal');
    const unitCode = read.text('unorBaru');
    const unit = read.need('namaUnorBaru', read.text('namaUnorBaru') ?? unitName(unitCode));
    if (when === null) return [];
    // The row says nothing of the post, which stays: its kind is that of the position held then.
    const positionKind = positionKindOn(when.effectiveAt);
    if (positionKind === null) {
      const message = {
        id: 'Jenis jabatan saat itu tidak diketahui.',
        en: 'The kind of position held then is unknown.',
      };
      read.fault('missing', '', message, 'a row of the position held on that day in the same pull');
    }
    const content = { positionKind, mutation: 'MU', unit, unitCode };
    const data = { recordId, ...when, decree, content };
    return [{ subject: 'placement', kind: 'record', recordId, data }];
  },
};
