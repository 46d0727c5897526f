import { addDays, addMonths, isPromotionDate, RANK_IDS, yearOf, type PlainDate } from '@rekam/domain';
import { AGENCIES, FAMILY, MEN, TRAININGS, UNITS, WOMEN } from './places';
import type { Random } from './random';

/** One act of a sample career, as its agency would send it; the address of the person is added when it is known. */
export interface SampleAct {
  /** `asn.career.<...>.v1`. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface SampleCareer {
  readonly agency: string;
  readonly source: string;
  /** The act that opens the career, and all that follow it, in the order they are sent. */
  readonly opening: SampleAct;
  readonly acts: readonly SampleAct[];
}

const WEIGHTED = AGENCIES.flatMap(({ code, weight }) => Array.from({ length: weight }, () => code));
const two = (value: number): string => String(value).padStart(2, '0');
const on = (year: number, month: number, day = 1): PlainDate => `${year}-${two(month)}-${two(day)}`;

/** The first promotion date on or after a day; every promotion date is the first day of a month. */
export function promotionDateFrom(date: PlainDate): PlainDate {
  let at = addMonths(`${date.slice(0, 8)}01`, date.endsWith('-01') ? 0 : 1);
  while (!isPromotionDate(at)) at = addMonths(at, 1);
  return at;
}

interface Person {
  readonly name: string;
  readonly birthDate: PlainDate;
  readonly sex: 1 | 2;
}

/** A plausible career of up to 20 years that ends at `today`, the same for the same random state and number. */
export function sampleCareer(
  random: Random,
  number: number,
  today: PlainDate,
  isTaken: (nip: string) => boolean,
): SampleCareer {
  const agency = random.pick(WEIGHTED);
  const unit = random.pick(UNITS);
  const sex = random.chance(0.55) ? 2 : 1;
  const name = `${random.pick(sex === 1 ? MEN : WOMEN)} ${random.pick(FAMILY)}`;
  const startYear = random.int(yearOf(today) - 20, yearOf(today) - 2);
  const start = on(startYear, random.pick([1, 3, 4, 12]));
  const age = random.int(22, 33);
  const identify = (): { person: Person; serial: number } => ({
    person: { name, birthDate: on(startYear - age, random.int(1, 12), random.int(1, 28)), sex },
    serial: random.int(900, 999),
  });
  let { person, serial } = identify();
  const nipOf = (from: PlainDate) =>
    `${person.birthDate.replaceAll('-', '')}${from.slice(0, 7).replace('-', '')}${sex}${serial}`;
  while (isTaken(nipOf(start))) ({ person, serial } = identify());

  const decree = (date: PlainDate, what: string) => ({
    number: `${800 + (number % 100)}/${what}/BKD/${date.slice(0, 4)}`,
    date,
    authority: 'Badan Kepegawaian Daerah',
  });
  const acts: SampleAct[] = [];
  const push = (type: string, data: Record<string, unknown>) => acts.push({ type: `asn.career.${type}.v1`, data });
  const appointed = (
    kind: string,
    from: PlainDate,
    golongan: string,
    held: string,
    until: PlainDate | null = null,
  ) => ({
    recordId: `${number}-${kind.toLowerCase()}`,
    effectiveAt: from,
    effectiveUntil: until,
    decree: decree(addDays(from, -20), kind),
    content: { kind, agency, unit, golongan, name: person.name, birthDate: person.birthDate, number: held },
  });

  // Some begin on a contract and become civil servants later: the same person under a new number.
  const isContract = startYear >= 2016 && random.chance(0.15);
  const civilFrom = isContract ? on(startYear + 3, 3) : start;
  const nip = nipOf(civilFrom);
  const niPppk = `${person.birthDate.replaceAll('-', '')}${startYear}21${sex}${serial}`;
  const isCivil = civilFrom <= today;
  const firstRank = random.pick(['21', '23', '31', '31', '31', '32']);
  if (isContract && isCivil) push('appointment.recorded', appointed('CPNS', civilFrom, firstRank, nip));
  const sworn = addDays(civilFrom, 365).slice(0, 8) + '01';
  if (isCivil && sworn <= today) push('appointment.recorded', appointed('PNS', sworn, firstRank, nip));
  const opening: SampleAct = {
    type: 'asn.career.appointment.recorded.v1',
    data: isContract
      ? appointed('PPPK', start, 'IX', niPppk, addDays(civilFrom, -1))
      : appointed('CPNS', start, firstRank, nip),
  };

  let rank = firstRank;
  for (
    let due = promotionDateFrom(addDays(civilFrom, 1461));
    due <= today;
    due = promotionDateFrom(addDays(due, random.int(730, 1461)))
  ) {
    rank = RANK_IDS[RANK_IDS.indexOf(rank) + 1] ?? rank;
    if (rank === '43') break;
    const recordId = `${number}-kp-${rank}`;
    // A late decree: signed months after the day from which it counts.
    const isLate = random.chance(0.1) && addDays(due, 120) <= today;
    const signed = addDays(due, isLate ? 120 : -30);
    const effectiveAt = random.chance(0.02) ? addDays(due, 14) : due;
    const data = {
      recordId,
      effectiveAt: effectiveAt <= today ? effectiveAt : due,
      decree: decree(signed, 'KP'),
      approvals: { pertek: { number: `AG-${number}-${rank}`, date: addDays(signed, -20) } },
      content: { kind: random.pick(['101', '101', '202']), golongan: rank },
    };
    push('promotion.recorded', data);
    if (random.chance(0.06)) {
      push('promotion.corrected', {
        ...data,
        decree: decree(signed, 'KP-RALAT'),
        reason: 'Nomor SK salah ketik pada entri pertama',
      });
    }
  }

  for (let year = Math.max(startYear, yearOf(today) - 19); year <= yearOf(today); year++) {
    if (year >= 2022 && year < yearOf(today)) push('appraisal.recorded', appraisalOf(random, number, year));
    for (let course = random.int(0, 2); course > 0; course--) {
      const training = random.pick(TRAININGS);
      const effectiveAt = on(year, random.int(2, 11), random.int(5, 28));
      if (effectiveAt > today || effectiveAt < start) continue;
      const data = {
        recordId: `${number}-kursus-${year}-${course}`,
        effectiveAt,
        content: {
          ...training,
          provider: 'BPSDM Provinsi Jambi',
          certificate: `${number}/${year}/${course}`,
          startedAt: addDays(effectiveAt, -3),
        },
      };
      push('training.recorded', data);
      if (random.chance(0.04)) {
        push('training.corrected', {
          ...data,
          content: { ...data.content, jp: training.jp + 2 },
          reason: 'JP sesuai sertifikat',
        });
      } else if (random.chance(0.01)) {
        push('training.annulled', { recordId: data.recordId, reason: 'Tercatat dua kali' });
      }
    }
  }
  return { agency, source: `/agencies/${agency}/simpeg`, opening, acts };
}

/** A yearly appraisal; one in fifty states a predicate that its own ratings contradict, unless it has to be lawful. */
export function appraisalOf(
  random: Random,
  number: number | string,
  year: number,
  isLawful = false,
): Record<string, unknown> {
  const result = random.pick([1, 2, 2, 2, 2, 3]);
  const behaviour = random.pick([1, 2, 2, 2, 2, 2, 3]);
  const satisfaction = random.int(7200, 9600) / 100;
  return {
    recordId: `${number}-skp-${year}`,
    effectiveAt: on(year, 12, 31),
    content: {
      period: 'year',
      year,
      result,
      behaviour,
      ...(!isLawful && random.chance(0.02) && { statedPredicate: 1 }),
      indicators: [
        { name: 'Kepuasan masyarakat', weight: 40, value: satisfaction, target: 85, source: 'IKM' },
        { name: 'Target program', weight: 60, value: random.int(70, 110), target: 100, source: 'e-Kinerja' },
      ],
      appraiser: { name: `${random.pick(MEN)} ${random.pick(FAMILY)}` },
      appraiserPost: 'Kepala Bidang',
      appraiserUnit: random.pick(UNITS),
      appraiserGolongan: '42',
    },
  };
}
