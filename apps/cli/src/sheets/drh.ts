import { subjectNamed, type Json } from '@rekam/domain';
import type { CareerAnswer, FactAnswer } from '@rekam/reader';
import type { PersonRecord } from './agency';
import { DRH_SECTIONS, type DrhSection } from './drh-sections';
import { contentOf, joined } from './fact-text';
import { dayCell, printed, type PrintCell, type PrintDocument, type PrintTable } from './print-document';

/** A name as it is written with its titles. */
export function fullName({ identity, titles }: Pick<CareerAnswer, 'identity' | 'titles'>): string {
  if (identity.name === null) return '(dihapus)';
  const prefixed = [titles.titlePrefix, identity.name].filter(Boolean).join(' ');
  return [prefixed, titles.titleSuffix].filter(Boolean).join(', ');
}

function identityLines(career: CareerAnswer): PrintDocument['lines'] {
  const { identity, employment, rank, post, education, exit } = career;
  const held = post.definitive;
  return [
    ['Nama', fullName(career)],
    ['Nomor induk', identity.numbers.toReversed().join(', ') || null],
    ['Tanggal lahir', dayCell(identity.birthDate)],
    ['Status kepegawaian', joined(' sejak ', employment.kind, printed(dayCell(employment.since)))],
    ['Instansi', employment.agencyName],
    ['Unit kerja', employment.unit],
    ['Golongan, pangkat', joined(', ', rank.golongan, rank.pangkat)],
    ['TMT pangkat', dayCell(rank.tmt)],
    ['Jabatan', joined(', ', held?.position ?? null, held?.eselonName ?? held?.jenjangName ?? null)],
    ['TMT jabatan', dayCell(held?.since)],
    ...post.acting.map((acting): readonly [string, PrintCell] => [
      acting.assignmentName,
      joined(', ', acting.position, acting.unit),
    ]),
    ['Pendidikan terakhir', joined(', ', education.highest?.levelName ?? null, education.highest?.programme ?? null)],
    ...(exit.since === null
      ? []
      : [['Berhenti', joined(' sejak ', exit.kindName, printed(dayCell(exit.since)))] as const]),
  ];
}

const DATED = ['Nomor SK', 'Tanggal SK'] as const;
const dated = ({ decree }: FactAnswer): readonly PrintCell[] => [decree?.number ?? null, dayCell(decree?.date)];

function tableOf({ title, effective = 'TMT', columns }: DrhSection, facts: readonly FactAnswer[]): PrintTable {
  return {
    title,
    headings: ['No', ...columns.map(([heading]) => heading), effective, ...DATED],
    rows: facts.map((fact, index) => [
      index + 1,
      ...columns.map(([, cell]) => cell(fact)),
      dayCell(fact.effectiveAt),
      ...dated(fact),
    ]),
  };
}

const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What has no chapter of its own is shown as it was stated, without what its subject holds sensitive. */
function otherActs(facts: readonly FactAnswer[]): readonly PrintTable[] {
  const known = new Set(DRH_SECTIONS.map(({ subject }) => subject));
  const others = facts.filter(({ subject }) => !known.has(subject));
  const stated = (fact: FactAnswer): string => {
    const { sensitive } = subjectNamed(fact.subject);
    const open = Object.entries(contentOf(fact)).filter(([key, value]) => value !== null && !sensitive.includes(key));
    return open.map(([key, value]) => `${key}: ${plain(value as Json)}`).join('; ');
  };
  if (others.length === 0) return [];
  const columns: DrhSection['columns'] = [
    ['Jenis', ({ subject }) => subject],
    ['Isi', stated],
  ];
  return [tableOf({ title: 'Lain-lain', subject: '', columns }, others)];
}

const NOTES = [
  'Tanggal TMT adalah tanggal mulai berlaku; setiap baris menyebut keputusan yang mendasarinya.',
  'Baris yang dibatalkan tidak ditampilkan; alasan hukuman disiplin tidak dicetak.',
];

/** The career sheet of a person (daftar riwayat hidup): who the person is, and every act in force with its decree. */
export function drhOf({ career, facts }: PersonRecord): PrintDocument {
  const inForce = facts.filter(({ annulled }) => !annulled);
  const chapters = DRH_SECTIONS.map((section) => ({
    section,
    facts: inForce.filter(({ subject }) => subject === section.subject),
  })).filter((chapter) => chapter.facts.length > 0);
  const { validAt, knownAt, position } = career;
  return {
    title: 'Daftar Riwayat Hidup',
    subtitle: career.employment.agencyName,
    lines: identityLines(career),
    tables: [...chapters.map(({ section, facts: shown }) => tableOf(section, shown)), ...otherActs(inForce)],
    notes: career.erased ? [...NOTES, 'Sebagian data pribadi telah dihapus.'] : NOTES,
    axes: { validAt, knownAt, position },
    landscape: true,
  };
}
