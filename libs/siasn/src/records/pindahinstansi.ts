import type { Decree } from '@rekam/domain';
import type { PersonContext } from '../person';
import type { RecordMapper } from '../record';
import { on, type RowReader } from '../row-reader';

/** The decree that a transfer is recorded under: BKN's, else the receiving agency's, else the releasing one's. */
const DECREES = [
  ['skBknNomor', 'skBknTanggal'],
  ['skTujuanNomor', 'skTujuanTanggal'],
  ['skAsalNomor', 'skAsalTanggal'],
  ['skAsalProvNomor', 'skAsalProvTanggal'],
] as const;

const decreeOf = (read: RowReader): Decree | null =>
  DECREES.map(([number, date]) => read.decree(number, date)).find((each) => each !== null) ?? null;

/** The agency that employs there, else the one in which the person works. */
function agencyOf(read: RowReader, employs: string, works: string, { agencyCode }: PersonContext) {
  const id = read.text(employs) ?? read.text(works);
  return { id, code: agencyCode(id) };
}

/** A transfer between agencies. */
export const pindahinstansi: RecordMapper = {
  employee: 'pnsOrang',
  acts(read, recordId, person) {
    const to = agencyOf(read, 'instansiIndukBaru', 'instansiKerjaBaru', person);
    read.need('instansiIndukBaru', to.id);
    if (to.id !== null && to.code === null) {
      const message = {
        id: 'Instansi tujuan tidak ada di manifest.',
        en: 'The manifest does not name the receiving agency.',
      };
      read.fault('unknown-agency', 'instansiIndukBaru', message, `a line for ${to.id} under agencies in manifest.json`);
    }
    const decree = decreeOf(read);
    const when = read.when('tmtPi', on(read.day('tmtPi')), on(decree?.date ?? null, 'assumed'));
    const content = {
      kind: 'agency',
      from: agencyOf(read, 'instansiIndukLama', 'instansiKerjaLama', person).code,
      agency: to.code,
      unit: person.unitName(read.text('unorBaru')),
      position: null,
      workplace: null,
    };
    return when === null
      ? []
      : [{ subject: 'transfer', kind: 'record', recordId, data: { recordId, ...when, decree, content } }];
  },
};
