import { sanctionOf } from '@rekam/domain';
import type { MappedAct } from '../act';
import type { RecordMapper } from '../record';
import { on, type RowReader } from '../row-reader';

/** Ends another sanction and imposes none (pengaktifan). */
const REACTIVATION = '12';
const ANNULMENT_REASON = 'Dibatalkan di SIASN';

/** Length in months; null when the source says nothing of it. */
function monthsOf(read: RowReader): number | null {
  const [years, months] = [read.wholeAmongFillers('masaTahun'), read.wholeAmongFillers('masaBulan')];
  return years === null && months === null ? null : (years ?? 0) * 12 + (months ?? 0);
}

/** Code of a rank; fillers stand among them. */
function rankOf(read: RowReader, field: string): string | null {
  const code = read.wholeAmongFillers(field);
  return code === null ? null : String(code);
}

function groundsOf(read: RowReader) {
  const [code, text] = [read.text('alasanHukumanDisiplin'), read.text('alasanHukumanDisiplinNama')];
  return code === null && text === null ? null : { code, text };
}

/**
 * A sanction. Code 12 ends the one that `rwHukumanDisiplin` names; another code that names one replaces it. A decree of
 * cancellation annuls what the row says.
 */
export const hukdis: RecordMapper = {
  employee: 'pnsOrang',
  acts(read, recordId, { factOf }) {
    const sanction = read.need('jenisHukuman', read.plainCode('jenisHukuman'));
    const isEnding = sanction === REACTIVATION;
    const level = read.text('jenisTingkatHukumanId') ?? (sanction === null ? undefined : sanctionOf(sanction)?.level);
    const earlier = read.text('rwHukumanDisiplin');
    const cited = earlier === null ? null : `hukdis/${earlier}`;
    const content = {
      action: isEnding ? 'end' : 'impose',
      sanction,
      level: read.need('jenisTingkatHukumanId', level ?? null),
      regulation: read.text('nomorPp'),
      months: monthsOf(read),
      golongan: rankOf(read, 'golongan'),
      golonganBefore: rankOf(read, 'golonganLama'),
      status: read.paddedCode('kedudukanHukum'),
      ends: cited === null ? null : factOf('discipline', cited),
      grounds: groundsOf(read),
      note: read.text('keterangan'),
    };
    const decree = read.decree('skNomor', 'skTanggal');
    const effectiveUntil = read.day('akhirHukumTanggal');
    const cancelled = read.text('skPembatalanNomor');
    const cancellation = read.decree('skPembatalanNomor', 'skPembatalanTanggal');
    const when = read.when('hukumanTanggal', on(read.day('hukumanTanggal')), on(read.day('skTanggal'), 'assumed'));
    if (when === null) return [];
    const act = { subject: 'discipline', recordId, ...(cited === null ? {} : { ends: cited }) } as const;
    const data = { recordId, ...when, effectiveUntil: isEnding ? null : effectiveUntil, decree, content };
    const record: MappedAct = { ...act, kind: 'record', data };
    if (cancelled === null) return [record];
    return [record, { ...act, kind: 'annul', data: { recordId, decree: cancellation, reason: ANNULMENT_REASON } }];
  },
};
