import { addDays, isPlainDate, type PlainDate } from '@rekam/domain';
import type { MappedAct, Row, When } from '../act';
import { golonganLabelled } from '../labels';
import type { PersonContext } from '../person';
import type { RecordMapper } from '../record';
import { on, type RowReader } from '../row-reader';
import { isDeath } from './pemberhentian';

/** Legal statuses of contract staff (PPPK). */
const CONTRACT_STATUSES: ReadonlySet<string> = new Set(['71', '72', '73']);

/** The fields that each act rests on. The rest of the main data, such as a telephone number, is no part of a career and is not kept. */
const IDENTITY = ['id', 'nipBaru', 'nipLama', 'nama', 'tglLahir', 'golRuangAwalId', 'golRuangAwal'] as const;
const CPNS = [...IDENTITY, 'nomorSkCpns', 'tglSkCpns', 'tmtCpns', 'noSpmt', 'tglSpmt'] as const;
const PNS = [...IDENTITY, 'nomorSkPns', 'tglSkPns', 'tmtPns', 'nomorSttpl', 'tglSttpl'] as const;
const NAME = ['id', 'nama', 'gelarDepan', 'gelarBelakang'] as const;
const DEATH = ['id', 'akteMeninggal', 'tglMeninggal', 'statusHidup'] as const;

const part = (row: Row, fields: readonly string[]): Row =>
  Object.fromEntries(fields.filter((field) => row[field] !== undefined).map((field) => [field, row[field]!]));

/** The first day of the month of appointment that a NIP states; null for a number that states none. */
function monthInNip(nip: string): PlainDate | null {
  const [year, month] = [nip.slice(8, 12), Number(nip.slice(12, 14))];
  return month >= 1 && month <= 12 ? `${year}-${nip.slice(12, 14)}-01` : null;
}

/** The day of birth that a number states; null for a number that states none. */
function birthInNip(nip: string): PlainDate | null {
  const day = `${nip.slice(0, 4)}-${nip.slice(4, 6)}-${nip.slice(6, 8)}`;
  return isPlainDate(day) ? day : null;
}

/** The rank at hiring: its code, else what its label says, else the first rank of the pull. */
const rankAtHiring = (read: RowReader, { firstRank }: PersonContext): string | null =>
  read.plainCode('golRuangAwalId') ?? golonganLabelled(read.text('golRuangAwal')) ?? firstRank;

/** What an appointment says of the person, of whichever kind. */
function identityOf(read: RowReader, effectiveAt: PlainDate, { nip, agencyIdOn, agencyCode }: PersonContext) {
  const agencyId = read.need('instansiIndukId', agencyIdOn(effectiveAt));
  const agency = agencyCode(agencyId);
  if (agencyId !== null && agency === null) {
    const message = {
      id: 'Instansi saat pengangkatan tidak ada di manifest.',
      en: 'The manifest does not name the agency of the appointment.',
    };
    read.fault('unknown-agency', 'instansiIndukId', message, `a line for ${agencyId} under agencies in manifest.json`);
  }
  return {
    agency,
    unit: null,
    name: read.need('nama', read.text('nama')),
    birthDate: read.need('tglLahir', read.day('tglLahir') ?? birthInNip(nip)),
    number: nip,
    oldNumber: read.text('nipLama'),
  };
}

function civilServant(read: RowReader, id: string, person: PersonContext): readonly MappedAct[] {
  const acts: MappedAct[] = [];
  const golongan = read.need('golRuangAwalId', rankAtHiring(read, person));
  const cpns = read.when('tmtCpns', on(read.day('tmtCpns')), on(monthInNip(person.nip), 'month'));
  if (cpns !== null) {
    const decree = read.decree('nomorSkCpns', 'tglSkCpns');
    const content = { kind: 'CPNS', golongan, ...identityOf(read, cpns.effectiveAt, person) };
    const recordId = `${id}/cpns`;
    acts.push({
      subject: 'appointment',
      kind: 'record',
      recordId,
      row: part(read.row, CPNS),
      data: { recordId, ...cpns, decree, content },
    });
  }
  const pns = on(read.day('tmtPns'));
  if (pns !== null) {
    const decree = read.decree('nomorSkPns', 'tglSkPns');
    const content = { kind: 'PNS', golongan, ...identityOf(read, pns.effectiveAt, person) };
    const recordId = `${id}/pns`;
    acts.push({
      subject: 'appointment',
      kind: 'record',
      recordId,
      row: part(read.row, PNS),
      data: { recordId, ...pns, decree, content },
    });
  }
  return acts;
}

/** Contract staff: the hiring list knows the contract, and the main data what it says of it otherwise. */
function contractStaff(read: RowReader, id: string, person: PersonContext): readonly MappedAct[] {
  const { hirings } = person.lookups;
  const hiring = hirings.get(person.employeeId?.toLowerCase() ?? '') ?? hirings.get(person.nip);
  const golongan = read.need('golRuangAwal', read.text('golRuangAwal') ?? read.text('golRuangAwalId'));
  const when = read.when('tmtCpns', on(hiring?.contractFrom ?? null), on(read.day('tmtCpns')));
  if (when === null) return [];
  const recordId = `${id}/pppk`;
  const decree = hiring?.decree ?? read.decree('nomorSkCpns', 'tglSkCpns');
  const content = { kind: 'PPPK', golongan, ...identityOf(read, when.effectiveAt, person) };
  const data = { recordId, ...when, effectiveUntil: hiring?.contractTo ?? null, decree, content };
  return [{ subject: 'appointment', kind: 'record', recordId, row: part(read.row, CPNS), data }];
}

/** The titles of today; since when they are held the main data does not say. */
function titles(read: RowReader, id: string, since: When): readonly MappedAct[] {
  const [titlePrefix, titleSuffix] = [read.text('gelarDepan'), read.text('gelarBelakang')];
  if (titlePrefix === null && titleSuffix === null) return [];
  const recordId = `${id}/name`;
  const content = { name: read.text('nama'), titlePrefix, titleSuffix };
  const data = { recordId, effectiveAt: since.effectiveAt, precision: 'assumed', content } as const;
  return [{ subject: 'name-change', kind: 'record', recordId, row: part(read.row, NAME), data }];
}

/** A death, unless the exits of the pull have it. The first day out of service is the one after it. */
function death(read: RowReader, id: string, { exits }: PersonContext): readonly MappedAct[] {
  const diedAt = read.day('tglMeninggal');
  if (diedAt === null || exits.some(isDeath)) return [];
  const recordId = `${id}/death`;
  const content = { kind: '2', status: null, diedAt };
  const data = { recordId, effectiveAt: addDays(diedAt, 1), content };
  return [{ subject: 'exit', kind: 'record', recordId, row: part(read.row, DEATH), data }];
}

/** The main data of an employee: the appointments that open a career, the titles, and a death. */
export const dataUtama: RecordMapper = {
  employee: 'id',
  acts(read, id, person) {
    const isContract = CONTRACT_STATUSES.has(read.paddedCode('kedudukanPnsId') ?? '');
    const appointments = isContract ? contractStaff(read, id, person) : civilServant(read, id, person);
    const first = appointments[0]?.data;
    if (first?.effectiveAt === undefined) return appointments;
    const since: When = { effectiveAt: first.effectiveAt, precision: 'assumed' };
    return [...appointments, ...titles(read, id, since), ...death(read, id, person)];
  },
};
