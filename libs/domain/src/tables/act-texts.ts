import { LEDGER, type Text } from './ledger-texts';

const NIP_RULE = 'Perka BKN 22/2007';

/** Refusals and flags by the rules of what an act may say: numbers, dates, and the subjects one by one. */
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
  'number-contradicts-tmt': {
    rule: NIP_RULE,
    id: 'TMT CPNS tidak jatuh pada bulan yang tertera di NIP.',
    en: 'The TMT of the CPNS is not in the month that the NIP says.',
    accepted: 'a TMT in the year and month of digits 9 to 14 of the NIP',
  },
  'age-at-appointment': {
    rule: 'PP 11/2017',
    id: 'Belum {years} tahun saat diangkat.',
    en: 'Under {years} when appointed.',
    accepted: 'an age of {years} or more',
  },
  'pns-without-cpns': {
    rule: 'PP 11/2017',
    id: 'Belum ada pengangkatan CPNS.',
    en: 'There is no appointment as CPNS before it.',
    accepted: 'the appointment as CPNS first',
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

  'unknown-rank': {
    rule: 'PP 99/2000; Perpres 11/2024',
    id: 'Golongan {golongan} tidak ada.',
    en: 'There is no rank {golongan}.',
    accepted: 'codes 11-14, 21-24, 31-34, 41-45; for PPPK I to XVII',
  },
  'unknown-promotion-kind': {
    rule: 'PP 99/2000 jo. PP 12/2002',
    id: 'Jenis kenaikan pangkat {kind} tidak ada.',
    en: 'There is no promotion kind {kind}.',
    accepted: '101, 201 to 211, anumerta, pengabdian',
  },
  'tmt-not-a-promotion-date': {
    rule: 'PP 99/2000; PerBKN 4/2023; PerBKN 4/2025',
    id: 'TMT bukan tanggal kenaikan pangkat menurut {source}.',
    en: 'The TMT is not a promotion date under {source}.',
    accepted: 'the 1st of month {months}',
  },
  'rank-not-higher': {
    rule: 'PP 99/2000 jo. PP 12/2002',
    id: 'Golongan tidak lebih tinggi dari {before}.',
    en: 'The rank is not above {before}.',
    accepted: 'the rank above {before}',
  },
  'rank-step-skipped': {
    rule: 'PP 99/2000 jo. PP 12/2002',
    id: 'Melompati golongan di atas {before}.',
    en: 'Skips the rank above {before}.',
    accepted: 'one rank above {before}',
  },
  'pppk-has-no-promotion': {
    rule: 'PP 49/2018',
    id: 'PPPK tidak naik pangkat; golongan baru datang dengan kontrak baru.',
    en: 'Contract staff have no rank promotion; a new grade comes with a new contract.',
    accepted: 'an appointment with the new grade',
  },

  'period-part-out-of-range': {
    rule: LEDGER,
    id: 'Bagian ini tidak ada dalam periodenya.',
    en: 'The period has no such part.',
    accepted: 'quarter 1 to 4, month 1 to 12, null for a year',
  },
  'appraisal-before-period-end': {
    rule: 'PP 30/2019',
    id: 'Penilaian berlaku sebelum periodenya berakhir ({end}).',
    en: 'Effective before its period ends ({end}).',
    accepted: 'a date from {end} on',
  },
  'appraises-oneself': {
    rule: 'PP 30/2019',
    id: 'Penilai tidak boleh orang yang dinilai.',
    en: 'The appraiser is the person appraised.',
    accepted: 'the direct superior',
  },
  'no-matrix-for-year': {
    rule: 'PermenPANRB 6/2022',
    id: 'Matriks predikat berlaku sejak {from}.',
    en: 'The predicate matrix holds from {from} on.',
    accepted: 'a year from {from} on',
  },
  'predicate-contradicts-ratings': {
    rule: 'PermenPANRB 6/2022',
    id: 'Predikat bertentangan dengan hasil dan perilaku; seharusnya {predicate}.',
    en: 'The predicate contradicts result and behaviour; they give {predicate}.',
    accepted: 'statedPredicate {predicate}, or none',
  },
  'weights-not-100': {
    rule: LEDGER,
    id: 'Jumlah bobot indikator {sum}, bukan 100.',
    en: 'The weights of the indicators sum to {sum}, not 100.',
    accepted: 'weights that sum to 100',
  },
  'target-not-positive': {
    rule: LEDGER,
    id: 'Target indikator ini tidak lebih dari nol, jadi capaiannya tidak terukur.',
    en: 'The target of this indicator is not above zero, so nothing measures its achievement.',
    accepted: 'a target above zero',
  },
  'possible-duplicate': {
    rule: LEDGER,
    id: 'Mungkin ganda: sudah ada yang sama menurut catatan lain.',
    en: 'Possibly a duplicate: another record says the same.',
    accepted: 'one record an act; annul the other',
  },

  'unknown-training-kind': {
    rule: 'PerLAN 10/2018',
    id: 'Jenis diklat {kind} tidak ada.',
    en: 'There is no training kind {kind}.',
    accepted: 'codes 1 to 25',
  },
  'record-as-mentoring': {
    rule: LEDGER,
    id: 'Coaching dan mentoring dicatat dengan pasangan dan sesi.',
    en: 'Coaching and mentoring are recorded with a pair and sessions.',
    accepted: 'record-mentoring and record-mentoring-session',
  },
  'ends-before-start': {
    rule: LEDGER,
    id: 'Selesai sebelum mulai.',
    en: 'Ends before it starts.',
    accepted: 'startedAt on or before effectiveAt',
  },
  'mentors-oneself': {
    rule: LEDGER,
    id: 'Mentor dan mentee orang yang sama.',
    en: 'Mentor and mentee are the same person.',
    accepted: 'two persons',
  },
  'pair-changed': {
    rule: LEDGER,
    id: 'Pasangan tidak dapat diganti; sesi-sesinya berdiri di atasnya.',
    en: 'The pair cannot be changed; its sessions stand on it.',
    accepted: 'annul this pair and record another',
  },
  'unknown-pair': {
    rule: LEDGER,
    id: 'Pasangan mentoring tidak ada.',
    en: 'There is no such mentoring pair.',
    accepted: 'record-mentoring first',
    retryable: true,
  },
  'pair-annulled': {
    rule: LEDGER,
    id: 'Pasangan mentoring ini telah dibatalkan.',
    en: 'This mentoring pair is annulled.',
    accepted: 'a session of a pair that stands, or reinstate-mentoring first',
  },
  'session-jp': {
    rule: 'PerLAN 10/2018, in a doubtful reading',
    id: 'Satu sesi bernilai {jp} JP.',
    en: 'A session counts {jp} JP.',
    accepted: '{jp}',
  },
};
