import type { PlainDate } from '@rekam/domain';
import { promotionKindLabelled } from '../labels';
import type { PersonContext } from '../person';
import type { RecordMapper } from '../record';
import { on, type RowReader } from '../row-reader';
import { dayOf } from '../values';

const AT_HIRING = '211';

/** The kind of promotion: its code, else what its label says, else the one of hiring for a rank that began with the service. */
function kindOf(read: RowReader, tmt: PlainDate | null, { main }: PersonContext): string | null {
  const code = read.wholeAmongFillers('jenisKPId');
  if (code !== null) return String(code);
  const hiredAt = dayOf(main?.['tmtCpns']);
  return promotionKindLabelled(read.text('jenisKPNama')) ?? (tmt !== null && tmt === hiredAt ? AT_HIRING : null);
}

/** A rank; kind 211 is the one given at hiring. */
export const golongan: RecordMapper = {
  employee: 'idPns',
  acts(read, recordId, person) {
    const when = read.when('tmtGolongan', on(read.day('tmtGolongan')));
    const content = {
      kind: read.need(
        'jenisKPId',
        kindOf(read, when?.effectiveAt ?? null, person),
        'a kind of promotion, 101 or 201 to 211',
      ),
      golongan: read.need('golonganId', read.plainCode('golonganId')),
      serviceYears: read.wholeAmongFillers('masaKerjaGolonganTahun'),
      serviceMonths: read.wholeAmongFillers('masaKerjaGolonganBulan'),
    };
    const decree = read.decree('skNomor', 'skTanggal');
    const approvals = read.approvals('noPertekBkn', 'tglPertekBkn');
    if (when === null) return [];
    return [
      { subject: 'promotion', kind: 'record', recordId, data: { recordId, ...when, decree, approvals, content } },
    ];
  },
};
