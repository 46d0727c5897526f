import { LEDGER, type Text } from '../text';
import { EDUCATION_LEVELS } from './education-levels';

const NIP_RULE = 'Perka BKN 22/2007';

/** Refusals and flags that acts of several subjects share; what only one of them speaks stands in its own file. */
export const ACT_TEXTS: Readonly<Record<string, Text>> = {
  'number-not-18-digits': {
    rule: NIP_RULE,
    id: 'NIP atau NI PPPK harus 18 angka.',
    en: 'A NIP or NI PPPK has 18 digits.',
    accepted: '18 digits',
  },
  'number-not-9-digits': {
    rule: NIP_RULE,
    id: 'NIP lama harus 9 angka.',
    en: 'An old NIP has 9 digits.',
    accepted: '9 digits',
  },
  'number-impossible-birth-date': {
    rule: NIP_RULE,
    id: 'Delapan angka pertama bukan tanggal yang ada.',
    en: 'The first eight digits are no date of the calendar.',
    accepted: 'YYYYMMDD in digits 1 to 8',
  },
  'number-impossible-month': {
    rule: NIP_RULE,
    id: 'Angka 13-14 NIP bukan bulan.',
    en: 'Digits 13 and 14 of the NIP are no month.',
    accepted: '01 to 12 in digits 13 and 14',
  },
  'number-impossible-sex': {
    rule: NIP_RULE,
    id: 'Angka ke-15 harus 1 atau 2.',
    en: 'Digit 15 is neither 1 nor 2.',
    accepted: '1 (male) or 2 (female)',
  },
  'number-impossible-sequence': {
    rule: NIP_RULE,
    id: 'Nomor urut tidak boleh 000.',
    en: 'The sequence must not be 000.',
    accepted: '001 to 999 in the last three digits',
  },
  'number-contradicts-birth-date': {
    rule: NIP_RULE,
    id: 'Tanggal lahir tidak sama dengan yang di nomor.',
    en: 'The birth date differs from the one in the number.',
    accepted: 'the same birth date in both',
  },

  'effective-before-birth': {
    rule: LEDGER,
    id: 'Berlaku sebelum lahir.',
    en: 'Effective before birth.',
    accepted: 'a date after birth',
  },
  'effective-before-service': {
    rule: LEDGER,
    id: 'Berlaku sebelum pengangkatan pertama ({start}).',
    en: 'Effective before the first appointment ({start}).',
    accepted: 'a date from {start} on',
  },
  'effective-after-exit': {
    rule: 'UU 20/2023',
    id: 'Berlaku sesudah masa kerja berakhir ({exit}).',
    en: 'Effective after service ended ({exit}).',
    accepted: 'a date up to {exit}, or a new appointment first',
  },
  'effective-too-far': {
    rule: LEDGER,
    id: 'Berlaku lebih dari {days} hari lagi.',
    en: 'Effective more than {days} days ahead.',
    accepted: 'a date within {days} days',
  },
  'until-before-effective': {
    rule: LEDGER,
    id: 'Berakhir sebelum mulai berlaku.',
    en: 'Ends before it takes effect.',
    accepted: 'effectiveUntil on or after effectiveAt',
  },
  'act-in-future': {
    rule: LEDGER,
    id: 'Belum terjadi pada hari pencatatan.',
    en: 'Has not taken place yet on the day of recording.',
    accepted: 'a date up to today',
  },
  'decree-in-future': {
    rule: LEDGER,
    id: 'Tanggal SK sesudah hari ini.',
    en: 'The decree is dated after today.',
    accepted: 'a decree date up to today',
  },

  'unknown-jenjang': {
    rule: 'PermenPANRB 1/2023; reference table jabatanFungsional of BKN',
    id: 'Jenjang {jenjang} tidak ada.',
    en: 'There is no jenjang {jenjang}.',
    accepted: 'codes PM, TR, MH, PY, PT, MU, MA, UT, XX',
  },
  'unknown-rank': {
    rule: 'PP 99/2000; Perpres 11/2024',
    id: 'Golongan {golongan} tidak ada.',
    en: 'There is no rank {golongan}.',
    accepted: 'codes 11-14, 21-24, 31-34, 41-45; for PPPK I to XVII',
  },

  'unknown-legal-status': {
    rule: 'reference table kedudukanHukum of BKN',
    id: 'Kedudukan hukum {status} tidak ada.',
    en: 'There is no legal status {status}.',
    accepted: 'codes 01 to 99 of the table of kedudukan hukum, with their leading zero',
  },

  'unknown-education-level': {
    rule: LEDGER,
    id: 'Tingkat pendidikan {level} tidak ada.',
    en: 'There is no education level {level}.',
    accepted: `codes ${EDUCATION_LEVELS.map(({ code }) => code).join(', ')}`,
  },

  'possible-duplicate': {
    rule: LEDGER,
    id: 'Mungkin ganda: sudah ada yang sama menurut catatan lain.',
    en: 'Possibly a duplicate: another record says the same.',
    accepted: 'one record an act; annul the other',
  },

  'ends-before-start': {
    rule: LEDGER,
    id: 'Selesai sebelum mulai.',
    en: 'Ends before it starts.',
    accepted: 'startedAt on or before effectiveAt',
  },
  'unknown-pair': {
    rule: LEDGER,
    id: 'Pasangan mentoring tidak ada.',
    en: 'There is no such mentoring pair.',
    accepted: 'record-mentoring first',
    retryable: true,
  },
};
