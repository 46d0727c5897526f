import { SANCTIONS } from '@rekam/domain';
import type { ActData, MappedAct } from '../act';
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

function contentOf(read: RowReader, sanction: string | null) {
  const [code, text] = [read.text('alasanHukumanDisiplin'), read.text('alasanHukumanDisiplinNama')];
  return {
    action: 'impose',
    sanction,
    level: read.need('jenisTingkatHukumanId', read.text('jenisTingkatHukumanId') ?? SANCTIONS.find((each) => each.code === sanction)?.level ?? null),
    regulation: read.text('nomorPp'),
    months: monthsOf(read),
    golongan: read.plainCode('golongan'),
    golonganBefore: read.plainCode('golonganLama'),
    status: read.paddedCode('kedudukanHukum'),
    ends: null,
    grounds: code === null && text === null ? null : { code, text },
    note: read.text('keterangan'),
  };
}

/**
 * A sanction. Code 12 ends the one that `rwHukumanDisiplin` names; a sanction that names one replaces it, which is two
 * acts. A decree of cancellation annuls what the row says.
 */
export const hukdis: RecordMapper = {
  employee: 'pnsOrang',
  acts(read, recordId, { factOf }) {
    const sanction = read.need('jenisHukuman', read.plainCode('jenisHukuman'));
    const content = contentOf(read, sanction);
    const earlier = read.text('rwHukumanDisiplin');
    const ended = earlier === null ? null : `hukdis/${earlier}`;
    const ends = ended === null ? null : factOf('discipline', ended);
    const decree = read.decree('skNomor', 'skTanggal');
    const effectiveUntil = read.day('akhirHukumTanggal');
    const cancelled = read.text('skPembatalanNomor');
    const cancellation = read.decree('skPembatalanNomor', 'skPembatalanTanggal');
    const when = read.when('hukumanTanggal', on(read.day('hukumanTanggal')), on(read.day('skTanggal'), 'assumed'));
    if (when === null) return [];
    const stated = { ...when, decree, effectiveUntil };
    const ending = { ...content, action: 'end', ends, months: null };
    const of = (id: string, data: Omit<ActData, 'recordId'>, more: Partial<MappedAct> = {}): readonly MappedAct[] => {
      const act = { subject: 'discipline', recordId: id } as const;
      const record: MappedAct = { ...act, kind: 'record', data: { recordId: id, ...data }, ...more };
      if (cancelled === null) return [record];
      return [record, { ...act, kind: 'annul', data: { recordId: id, decree: cancellation, reason: ANNULMENT_REASON } }];
    };
    const cites = ended === null ? {} : { ends: ended };
    if (sanction === REACTIVATION) return of(recordId, { ...stated, effectiveUntil: null, content: ending }, cites);
    const imposed = of(recordId, { ...stated, content });
    if (ended === null) return imposed;
    const replaces = { ...when, decree, content: { ...ending, sanction: REACTIVATION, level: 'B', status: null } };
    return [...imposed, ...of(`${recordId}/ends`, replaces, cites)];
  },
};
