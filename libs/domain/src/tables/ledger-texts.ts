import { LEDGER, type Text } from '../text';

const CHAIN = 'ledger rule: editions form a linear chain';

/** Refusals by the rules of the ledger itself: persons, editions, ids, authority. */
export const LEDGER_TEXTS: Readonly<Record<string, Text>> = {
  'unknown-person': {
    rule: LEDGER,
    id: 'Orang ini belum tercatat.',
    en: 'This person is not in the ledger.',
    accepted: 'an appointment first, or the id that resolve gives',
    retryable: true,
  },
  'person-erased': {
    rule: 'UU 27/2022; ledger rule: a destroyed key stays destroyed',
    id: 'Data pribadi orang ini telah dihapus; isi pribadi tidak dapat dicatat lagi.',
    en: 'The personal data of this person was erased; no personal content can be recorded any more.',
    accepted: 'acts without personal content',
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
  'not-missing': {
    rule: LEDGER,
    id: 'Catatan ini tidak pernah dilaporkan hilang dari sumbernya.',
    en: 'This record was never reported missing at its source.',
    accepted: 'report-missing-fact first',
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
};
