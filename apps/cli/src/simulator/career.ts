import { addDays, RANK_IDS, yearOf, type PlainDate } from '@rekam/domain';
import { appraisalOf, promotionDateFrom, type SampleAct } from '../seed/career';
import { FAMILY, MEN, TRAININGS, UNITS, WOMEN } from '../seed/places';
import type { Random } from '../seed/random';
import type { Identity } from './identity';

/** Whoever countersigns: nearly every act here is older than a live one may be without a second approver. */
const APPROVER = 'kepala-bkd';
const PPPK_SHARE = 0.15;
const [CORRECTED_SHARE, ANNULLED_SHARE] = [0.05, 0.01];
const DAYS_OF_PROBATION = 365;

export interface Career {
  /** Unique among all runs: record ids begin with it. */
  readonly name: string;
  readonly agency: string;
  readonly identity: Identity;
  /** The day at which it ends. */
  readonly until: PlainDate;
}

/** How the acts after the first say whose they are: an agency knows numbers, not the ledger's ids. */
const addressOf = ({ number }: Identity, isContract: boolean) => ({
  identifier: { kind: isContract ? 'ni-pppk' : 'nip', number },
});

const act = (type: string, data: Record<string, unknown>): SampleAct => ({
  type: `asn.career.${type}.v1`,
  data: { ...data, approvedBy: APPROVER },
});

const decree = (date: PlainDate, name: string) => ({
  number: `800/${name}/BKD/${yearOf(date)}`,
  date,
  authority: 'Badan Kepegawaian Daerah',
});

/** Whether the person works on a contract, which the kind of the number tells; the same for the same number. */
export const isContractOf = ({ number }: Identity): boolean => Number(number.slice(-2)) < PPPK_SHARE * 100;

/** A course that the person took `nth`, on a day of service up to the end of the career. */
export function trainingOf(random: Random, career: Career, nth: number | string, provider: string): SampleAct {
  const { identity, until, name } = career;
  const first = addDays(identity.start, 30);
  const days = (Date.parse(until) - Date.parse(first)) / 86_400_000;
  const effectiveAt = addDays(first, random.int(0, days));
  const recordId = `${name}-kursus-${nth}`;
  return act('training.recorded', {
    ...addressOf(identity, isContractOf(identity)),
    recordId,
    effectiveAt,
    content: { ...random.pick(TRAININGS), provider, certificate: recordId, startedAt: addDays(effectiveAt, -3) },
  });
}

/**
 * The acts of a made-up career, each of them lawful in this order: the appointment, which opens it, and then one act
 * after the other for as long as anybody asks.
 */
export function* careerActs(random: Random, career: Career): Generator<SampleAct, never> {
  const { identity, agency, until, name } = career;
  const { start, birthDate, number, sex } = identity;
  const isContract = isContractOf(identity);
  const address = addressOf(identity, isContract);
  const unit = random.pick(UNITS);
  const person = `${random.pick(sex === 1 ? MEN : WOMEN)} ${random.pick(FAMILY)}`;
  const rank = isContract ? random.pick(['V', 'VII', 'IX']) : random.pick(['21', '23', '31', '31', '32']);
  const appointed = (kind: string, from: PlainDate) =>
    act('appointment.recorded', {
      recordId: `${name}-${kind.toLowerCase()}`,
      effectiveAt: from,
      decree: decree(addDays(from, -20), `${kind}/${name}`),
      content: { kind, agency, unit, golongan: rank, name: person, birthDate, number },
    });

  yield appointed(isContract ? 'PPPK' : 'CPNS', start);
  if (!isContract) {
    const sworn = appointed('PNS', `${addDays(start, DAYS_OF_PROBATION).slice(0, 8)}01`);
    yield { ...sworn, data: { ...sworn.data, ...address } };
    yield* promotions(random, career, rank);
  }
  for (let year = Math.max(2022, yearOf(start) + 1); year < yearOf(until); year++) {
    yield act('appraisal.recorded', { ...address, ...appraisalOf(random, name, year, true) });
  }
  for (let nth = 1; ; nth++) yield* training(random, career, nth);
}

function* promotions(random: Random, { identity, until, name }: Career, first: string): Generator<SampleAct> {
  let due = promotionDateFrom(addDays(identity.start, 1_461));
  for (let step = RANK_IDS.indexOf(first) + 1; due <= until && RANK_IDS[step] !== '43'; step++) {
    const golongan = RANK_IDS[step]!;
    const signed = addDays(due, -30);
    const stated = {
      ...addressOf(identity, false),
      recordId: `${name}-kp-${golongan}`,
      effectiveAt: due,
      decree: decree(signed, `KP/${name}`),
      approvals: { pertek: { number: `AG-${name}-${golongan}`, date: addDays(signed, -20) } },
      content: { kind: random.pick(['101', '101', '202']), golongan },
    };
    yield act('promotion.recorded', stated);
    if (random.chance(CORRECTED_SHARE)) {
      const reason = 'Nomor SK salah ketik pada entri pertama';
      yield act('promotion.corrected', { ...stated, decree: decree(signed, `KP-RALAT/${name}`), reason });
    }
    due = promotionDateFrom(addDays(due, random.int(730, 1_461)));
  }
}

function* training(random: Random, career: Career, nth: number): Generator<SampleAct> {
  const recorded = trainingOf(random, career, nth, 'BPSDM Provinsi Jambi');
  yield recorded;
  const { recordId, identifier, content } = recorded.data as {
    recordId: string;
    identifier: object;
    content: { jp: number };
  };
  if (random.chance(CORRECTED_SHARE)) {
    const more = { ...content, jp: content.jp + 2 };
    yield act('training.corrected', { ...recorded.data, content: more, reason: 'JP sesuai sertifikat' });
  } else if (random.chance(ANNULLED_SHARE)) {
    yield act('training.annulled', { identifier, recordId, reason: 'Tercatat dua kali' });
  }
}
