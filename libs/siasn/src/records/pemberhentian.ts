import { addDays, type PlainDate } from '@rekam/domain';
import type { Row } from '../act';
import type { PersonContext } from '../person';
import type { RecordMapper } from '../record';
import { on, RowReader } from '../row-reader';

/** Died, and died in the course of duty. */
const DEATH_KINDS: ReadonlySet<string> = new Set(['2', '6']);
/** At the age of retirement: the only exit that the main data foresees. */
const RETIREMENT_KIND = '1';

export const isDeath = (row: Row): boolean => DEATH_KINDS.has(new RowReader(row).plainCode('jenisHenti') ?? '');

/** What the rest of the pull says of the day of an exit, of which its own row says nothing. */
function exitDay(kind: string | null, { employeeId, nip, main, lookups }: PersonContext) {
  const listed = lookups.retirements.get(employeeId?.toLowerCase() ?? '') ?? lookups.retirements.get(nip);
  const reader = main === null ? null : new RowReader(main);
  const diedAt: PlainDate | null =
    kind !== null && DEATH_KINDS.has(kind) ? (reader?.day('tglMeninggal') ?? null) : null;
  const foreseen: PlainDate | null = kind === RETIREMENT_KIND ? (reader?.day('tmtPensiun') ?? null) : null;
  const day = listed?.tmt ?? (diedAt === null ? foreseen : addDays(diedAt, 1));
  return { diedAt, day };
}

/** An exit from service. Its row has no day of effect: the retirement list or the main data has, else the decree's day stands for it. */
export const pemberhentian: RecordMapper = {
  employee: 'pnsOrang',
  acts(read, recordId, person) {
    const kind = read.need('jenisHenti', read.plainCode('jenisHenti'));
    const { diedAt, day } = exitDay(kind, person);
    const decree = read.decree('skNomor', 'skTanggal');
    const when = read.when('skTanggal', on(day), on(read.day('skTanggal'), 'assumed'));
    if (when === null) return [];
    const content = { kind, status: read.paddedCode('kedudukanHukumPns'), diedAt };
    const data = { recordId, ...when, decree, content };
    return [{ subject: 'exit', kind: 'record', recordId, data }];
  },
};
