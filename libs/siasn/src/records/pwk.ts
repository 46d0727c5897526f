import type { RecordMapper } from '../record';
import { on } from '../row-reader';

/** A move to another region (pindah wilayah kerja); the employer stays. */
export const pwk: RecordMapper = {
  employee: 'pnsOrang',
  echoes: (type) => type !== 'pnsunor' && type !== 'pwk',
  acts(read, recordId, { agencyCode, agencyIdOn, unitName }) {
    const decree = read.decree('skNomor', 'skTanggal');
    const when = read.when('tmtPwk', on(read.day('tmtPwk')), on(read.day('skTanggal'), 'assumed'));
    if (when === null) return [];
    const agencyId = read.need('instansi', read.text('instansi') ?? agencyIdOn(when.effectiveAt));
    const agency = agencyCode(agencyId);
    if (agencyId !== null && agency === null) {
      const message = { id: 'Instansi ini tidak ada di manifest.', en: 'The manifest does not name the agency.' };
      read.fault('unknown-agency', 'instansi', message, `a line for ${agencyId} under agencies in manifest.json`);
    }
    const content = {
      kind: 'region',
      from: null,
      agency,
      unit: unitName(read.text('unorBaru')),
      position: null,
      // The place has an id and no name at the source.
      workplace: read.text('lokasiKerjaBaru'),
    };
    return [{ subject: 'transfer', kind: 'record', recordId, data: { recordId, ...when, decree, content } }];
  },
};
