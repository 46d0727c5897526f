import type { JsonObject } from '@rekam/domain';
import type { RecordMapper } from '../record';
import { on } from '../row-reader';

type Action = 'start' | 'extend' | 'return';

/** What each code of the table says (cltnId, 12 rows). */
const ACTS: Readonly<
  Record<string, readonly [subject: 'leave' | 'study-assignment', action: Action, kind: string | null]>
> = {
  '1': ['leave', 'start', 'cltn'],
  '2': ['leave', 'start', 'military'],
  '3': ['leave', 'return', 'cltn'],
  '4': ['leave', 'return', 'military'],
  '5': ['leave', 'extend', 'cltn'],
  '6': ['study-assignment', 'start', null],
  '7': ['study-assignment', 'extend', null],
  '8': ['study-assignment', 'return', null],
  '9': ['leave', 'start', 'state-official'],
  '10': ['leave', 'start', 'village-head'],
  '11': ['leave', 'return', 'state-official'],
  '12': ['leave', 'return', 'village-head'],
};

/** Unpaid leave, study or a duty elsewhere, and the return from each. */
export const cltn: RecordMapper = {
  employee: 'pnsOrangId',
  acts(read, recordId) {
    const code = read.need('cltnId', read.plainCode('cltnId'));
    const known = code !== null && Object.hasOwn(ACTS, code) ? ACTS[code]! : null;
    if (code !== null && known === null) {
      read.fault(
        'unknown-code',
        'cltnId',
        { id: 'Kode ini tidak ada.', en: 'There is no such code.' },
        'codes 1 to 12',
      );
    }
    const [from, until, active] = [read.day('tanggalAwal'), read.day('tanggalAkhir'), read.day('tanggalAktif')];
    const decree = read.decree('skNomor', 'skTanggal');
    const approvals = read.approvals('nomorLetterBkn', 'tanggalLetterBkn');
    const isReturn = known?.[1] === 'return';
    const when = read.when(
      isReturn ? 'tanggalAktif' : 'tanggalAwal',
      isReturn ? on(active) : null,
      on(from),
      on(read.day('skTanggal'), 'assumed'),
    );
    if (when === null || known === null) return [];
    const [subject, action, kind] = known;
    const content: JsonObject =
      subject === 'leave' ? { action, kind } : { action, programme: null, level: null, institution: null };
    const data = { recordId, ...when, effectiveUntil: isReturn ? null : until, decree, approvals, content };
    return [{ subject, kind: 'record', recordId, data }];
  },
};
