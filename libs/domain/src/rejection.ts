import type { Finding } from './subject';

/** Why a command changed nothing, as a value: what to mend, where, and by which rule. */
export interface Rejection {
  /** Stable literal. */
  readonly code: string;
  /** JSON pointer into the command's data; empty for the whole. */
  readonly field: string;
  /** The regulation, or the ledger's own rule. */
  readonly rule: string;
  readonly message: { readonly id: string; readonly en: string };
  /** What would be accepted. */
  readonly accepted: string;
  /** The same command may succeed later without a change. */
  readonly retryable: boolean;
}

interface Text {
  readonly rule: string;
  readonly id: string;
  readonly en: string;
  readonly accepted: string;
  readonly retryable?: true;
}

const LEDGER = 'ledger rule';
const NIP_RULE = 'PerBKA 22/2007';
const CHAIN = 'ledger rule: editions form a linear chain';

/** Every refusal and every flag that the ledger knows, in Indonesian and English. `{name}` stands for a parameter. */
const TEXTS: Readonly<Record<string, Text>> = {
  'unknown-person': {
    rule: LEDGER,
    id: 'Orang ini belum tercatat.',
    en: 'This person is not in the ledger.',
    accepted: 'an appointment first, or the id that resolve gives',
    retryable: true,
  },
  'person-exists': {
    rule: LEDGER,
    id: 'Karier orang ini sudah dibuka.',
    en: 'This person already has a career.',
    accepted: 'the person id that resolve gives',
  },
  'person-merged': {
    rule: LEDGER,
    id: 'Orang ini telah digabung ke {into}.',
    en: 'This person was merged into {into}.',
    accepted: 'the person {into}',
  },
  'unknown-fact': {
    rule: LEDGER,
    id: 'Fakta ini tidak ada dalam riwayat.',
    en: 'There is no such fact in this stream.',
    accepted: 'the fact of a receipt, or the record id under which it was recorded',
    retryable: true,
  },
  'wrong-subject': {
    rule: LEDGER,
    id: 'Fakta ini jenisnya {subject}.',
    en: 'This fact is of the subject {subject}.',
    accepted: 'a command of the subject {subject}',
  },
  'edition-not-last': {
    rule: CHAIN,
    id: 'Edisi {given} bukan yang terakhir; yang terakhir {last}.',
    en: 'Edition {given} is not the last one; that is {last}.',
    accepted: 'replacesEdition {last}, after reading it',
  },
  'fact-annulled': {
    rule: CHAIN,
    id: 'Fakta ini telah dibatalkan.',
    en: 'This fact is annulled.',
    accepted: 'reinstate it first',
  },
  'already-annulled': {
    rule: CHAIN,
    id: 'Fakta ini sudah dibatalkan.',
    en: 'This fact is annulled already.',
    accepted: 'nothing; it is as you want it',
  },
  'not-annulled': {
    rule: CHAIN,
    id: 'Fakta ini tidak sedang dibatalkan.',
    en: 'This fact is not annulled.',
    accepted: 'nothing; it is as you want it',
  },
  'command-id-reused': {
    rule: 'ledger rule: one id, one content',
    id: 'Kunci ini sudah dipakai untuk isi lain.',
    en: 'This id was used before with other content.',
    accepted: 'a new Idempotency-Key or CloudEvent id',
  },
  'not-authorised': {
    rule: 'authority table',
    id: 'Instansi atau peran ini tidak berwenang: {who}.',
    en: 'This agency or role may not do so: {who}.',
    accepted: '{who}',
  },
  'second-approver-needed': {
    rule: 'ledger rule: back-dated acts',
    id: 'Berlaku lebih dari {days} hari yang lalu; perlu penyetuju kedua.',
    en: 'Effective more than {days} days ago; a second approver is needed.',
    accepted: 'approvedBy, naming somebody other than the actor',
  },
  'identifier-taken': {
    rule: 'ledger rule: a number has one holder',
    id: 'Nomor ini milik orang lain dalam catatan.',
    en: 'Another person in the ledger holds this number.',
    accepted: "the holder's person id from resolve, or the right number",
  },
  'nothing-to-confirm': {
    rule: LEDGER,
    id: 'Edisi ini tidak memerlukan konfirmasi Anda.',
    en: 'This edition waits for no confirmation of yours.',
    accepted: 'an edition that names you',
  },
  'merge-with-itself': {
    rule: LEDGER,
    id: 'Orang tidak dapat digabung dengan dirinya.',
    en: 'A person cannot be merged with itself.',
    accepted: 'two different persons',
  },
  'not-merged': {
    rule: LEDGER,
    id: 'Orang ini tidak sedang digabung ke sana.',
    en: 'This person is not merged into that one.',
    accepted: 'the pair that was merged',
  },
  'too-busy': {
    rule: 'ledger rule: bounded retries',
    id: 'Riwayat ini sedang banyak diubah; coba lagi.',
    en: 'This stream is being changed too often; try again.',
    accepted: 'the same command again',
    retryable: true,
  },

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
    id: 'TMT CPNS tidak sama dengan bulan di NIP ({month}).',
    en: 'The TMT of the CPNS is not in the month of the NIP ({month}).',
    accepted: 'a TMT in {month}',
  },
  'age-at-appointment': {
    rule: 'PP 11/2017 art. 23',
    id: 'Belum 18 tahun saat diangkat.',
    en: 'Under 18 when appointed.',
    accepted: 'an age of 18 or more',
  },
  'pns-without-cpns': {
    rule: 'PP 11/2017 art. 36',
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
    rule: 'UU 20/2023 art. 52',
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
    rule: 'PP 99/2000 art. 1',
    id: 'Golongan tidak lebih tinggi dari {before}.',
    en: 'The rank is not above {before}.',
    accepted: 'the rank above {before}',
  },
  'rank-step-skipped': {
    rule: 'PP 99/2000 art. 1',
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
    id: 'Bagian periode harus 1 sampai {max}, kosong untuk tahun.',
    en: 'The part of the period is 1 to {max}, or null for a year.',
    accepted: 'quarter 1 to 4, month 1 to 12, null for a year',
  },
  'appraisal-before-period-end': {
    rule: 'PP 30/2019 art. 38',
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
    rule: 'PermenPANRB 6/2022',
    id: 'Jumlah bobot indikator {sum}, bukan 100.',
    en: 'The weights of the indicators sum to {sum}, not 100.',
    accepted: 'weights that sum to 100',
  },
  'possible-duplicate': {
    rule: LEDGER,
    id: 'Mungkin ganda: sudah ada untuk periode yang sama.',
    en: 'Possibly a duplicate: there is one for the same period.',
    accepted: 'one act per period',
  },

  'unknown-training-kind': {
    rule: 'PerLAN 10/2018',
    id: 'Jenis diklat {kind} tidak ada.',
    en: 'There is no training kind {kind}.',
    accepted: 'codes 1 to 25',
  },
  'record-as-mentoring': {
    rule: 'PerLAN 10/2018',
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
    rule: 'PerLAN 10/2018',
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
  },
  'session-in-future': {
    rule: LEDGER,
    id: 'Sesi belum berlangsung.',
    en: 'The session has not taken place yet.',
    accepted: 'a date up to today',
  },
  'session-jp': {
    rule: 'PerLAN 10/2018',
    id: 'Satu sesi bernilai {jp} JP.',
    en: 'A session counts {jp} JP.',
    accepted: '{jp}',
  },
};

const fill = (text: string, params: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

/** The text of a code; throws on a code that the catalogue lacks, which a test guards against. */
export function rejection(code: string, field = '', params: Readonly<Record<string, string | number>> = {}): Rejection {
  const text = TEXTS[code];
  if (text === undefined) throw new Error(`no text for the rejection ${code}`);
  return {
    code,
    field,
    rule: text.rule,
    message: { id: fill(text.id, params), en: fill(text.en, params) },
    accepted: fill(text.accepted, params),
    retryable: text.retryable === true,
  };
}

export const rejectionOf = ({ code, field, params }: Finding): Rejection => rejection(code, field, params);

/** Every code of the catalogue. */
export const REJECTION_CODES: readonly string[] = Object.keys(TEXTS);
