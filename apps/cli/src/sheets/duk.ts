import { agencyName, type PlainDate } from '@rekam/domain';
import type { ServiceClient } from '../client';
import { CliError } from '../exit-code';
import { ofEach, recordOf, type AskedAxes, type PersonRecord } from './agency';
import { fullName } from './drh';
import { dukOrder, monthsBetween, rankedOf, type Ranked } from './duk-order';
import { joined, lengthText } from './fact-text';
import { dayCell, type PrintCell, type PrintDocument } from './print-document';

/** The list is kept in memory to be put in order. */
const PERSONS_MAX = 100_000;

const inYears = (months: number): string => lengthText(Math.floor(months / 12), months % 12);

const HEADINGS = [
  'No',
  'Nama',
  'NIP',
  'Status',
  'Golongan, pangkat',
  'TMT pangkat',
  'Jabatan',
  'Eselon, jenjang',
  'TMT jabatan',
  'Unit kerja',
  'Masa kerja',
  'Latihan jabatan',
  'Lulus latihan',
  'Pendidikan',
  'Lulus pendidikan',
  'Tanggal lahir',
  'Usia',
] as const;

function rowOf({ record: { career }, serviceMonths, leadership }: Ranked, place: number): readonly PrintCell[] {
  const { identity, employment, rank, post, education } = career;
  const held = post.definitive;
  const highest = education.highest;
  const age = identity.birthDate === null ? null : Math.floor(monthsBetween(identity.birthDate, career.validAt) / 12);
  return [
    place,
    fullName(career),
    identity.numbers.at(-1) ?? null,
    employment.kind,
    joined(' ', rank.golongan, rank.pangkat),
    dayCell(rank.tmt),
    held?.position ?? null,
    joined(', ', held?.eselonName ?? null, held?.jenjangName ?? null),
    dayCell(held?.since),
    held?.unit ?? employment.unit,
    serviceMonths === null ? null : inYears(serviceMonths),
    leadership?.name ?? null,
    dayCell(leadership?.at),
    joined(', ', highest?.levelName ?? null, highest?.programme ?? null),
    dayCell(highest?.at),
    dayCell(identity.birthDate),
    age,
  ];
}

/** Whether a person is in the list of the agency on the day of the answer: civil servants in service, and no contract staff. */
function isListed({ career: { employment, validAt } }: PersonRecord, agency: string): boolean {
  const isCivil = employment.kind === 'CPNS' || employment.kind === 'PNS';
  return isCivil && employment.agency === agency && (employment.until === null || employment.until >= validAt);
}

const NOTES = [
  'Urutan: pangkat, jabatan, masa kerja, latihan jabatan, pendidikan, usia (PP 15/1979); yang sama didahulukan menurut tanggal yang lebih dahulu.',
  'Masa kerja: sejak TMT pengangkatan pertama sebagai CPNS atau PNS, ditambah peninjauan masa kerja yang diperhitungkan, dikurangi cuti di luar tanggungan negara.',
  'Jabatan bereselon didahulukan menurut eselon, kemudian jabatan fungsional menurut jenjang. PPPK tidak dicantumkan.',
];

interface DukTask {
  readonly agency: string;
  readonly axes: AskedAxes;
  readonly reading: ServiceClient;
  readonly onPerson: (done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * The rank list of an agency (daftar urut kepangkatan). Every person is asked about at the moment at which the first
 * one was, so that the list is of one state of the ledger. Null when the agency employs nobody who belongs in it.
 */
export async function dukOf({ agency, axes, reading, onPerson, signal }: DukTask): Promise<PrintDocument | null> {
  let moment: Promise<AskedAxes> | null = null;
  const ask = async (person: string): Promise<PersonRecord | null> => {
    if (moment !== null) return recordOf(person, await moment, reading);
    const first = recordOf(person, axes, reading);
    moment = first.then((record) => momentOf(record, axes));
    return first;
  };
  const listed: Ranked[] = [];
  let reflects: PrintDocument['axes'] | null = null;
  let done = 0;
  for await (const record of ofEach(agency, reading, ({ person }) => ask(person), axes)) {
    signal.throwIfAborted();
    onPerson(++done);
    if (record === null || !isListed(record, agency)) continue;
    if (listed.length === PERSONS_MAX) throw new CliError(`${agency} employs more than ${PERSONS_MAX} persons.`);
    reflects ??= record.career;
    listed.push(rankedOf(record));
  }
  if (reflects === null) return null;
  const { validAt, knownAt, position } = reflects;
  return {
    title: 'Daftar Urut Kepangkatan',
    subtitle: agencyName(agency),
    lines: [],
    tables: [
      {
        title: `${listed.length} pegawai`,
        headings: HEADINGS,
        rows: listed.sort(dukOrder).map((each, place) => rowOf(each, place + 1)),
      },
    ],
    notes: NOTES,
    axes: { validAt, knownAt, position },
    landscape: true,
  };
}

function momentOf(record: PersonRecord | null, asked: AskedAxes): AskedAxes {
  if (record === null) return asked;
  const on: PlainDate = record.career.validAt;
  return { on, known: record.career.knownAt };
}
