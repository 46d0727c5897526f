import {
  agencyName,
  golonganLabel,
  PREDICATE_NAMES,
  type AppraisalVerdict,
  type Parts,
  type PlainDate,
  type Uuid,
} from '@rekam/domain';

/** The rules behind the figures of an answer, by name and version. A changed rule gets the next version. */
const RULES = {
  identity: 'the last appointment effective by then; version 1',
  employment: 'the last appointment effective by then, PP 11/2017 and PP 49/2018; version 1',
  rank: 'the last appointment or promotion effective by then, PP 99/2000 and Perpres 11/2024; version 1',
  appraisals: 'the last edition of each period, ten years at most, PermenPANRB 6/2022; version 1',
  trainingJp: 'lesson hours of confirmed trainings by year of completion, PerLAN 10/2018; version 1',
  mentoringJp: 'lesson hours of sessions confirmed by mentor and mentee, the mentee only, PerLAN 10/2018; version 1',
  duty: 'at least 20 lesson hours a year, PP 11/2017 art. 203; no minimum for PPPK, PP 49/2018; version 1',
} as const;

const DUTY_JP = 20;

/** What the answer reflects. Positions are text: they outgrow a double. */
export interface AnswerAxes {
  readonly person: Uuid;
  readonly validAt: PlainDate;
  /** A position or an instant, as it can be asked again. */
  readonly knownAt: string;
  /** Position of the log up to which the answer is complete. */
  readonly position: string;
}

/** The person was found to be another one: ask for that one. */
export interface MergedAnswer extends AnswerAxes {
  readonly mergedInto: Uuid;
}

interface AppraisalAnswer {
  readonly year: number;
  readonly predicate: AppraisalVerdict['predicate'];
  readonly predicateName: string | null;
  /** Hundredths of a percent. */
  readonly achievementBasisPoints: number | null;
  readonly rule: string | null;
  readonly fact: Uuid;
}

interface YearOfDevelopment {
  readonly year: number;
  readonly trainingJp: number;
  readonly mentoringJp: number;
  readonly totalJp: number;
  /** Null where no minimum holds. */
  readonly dutyJp: number | null;
  readonly dutyMet: boolean | null;
  /** Facts of the trainings and sessions that were counted. */
  readonly facts: readonly Uuid[];
}

export interface CareerAnswer extends AnswerAxes {
  readonly mergedInto: null;
  /** Personal parts were erased; they are null. */
  readonly erased: boolean;
  readonly identity: {
    readonly name: string | null;
    readonly birthDate: PlainDate | null;
    readonly numbers: readonly string[];
    readonly rule: string;
    readonly fact: Uuid | null;
  };
  readonly employment: {
    readonly kind: string | null;
    readonly agency: string | null;
    readonly agencyName: string | null;
    readonly unit: string | null;
    readonly since: PlainDate | null;
    readonly until: PlainDate | null;
    readonly rule: string;
    readonly fact: Uuid | null;
  };
  readonly rank: {
    /** Code of the rank table, or the grade of a PPPK. */
    readonly code: string | null;
    readonly golongan: string | null;
    readonly pangkat: string | null;
    readonly tmt: PlainDate | null;
    readonly rule: string;
    readonly fact: Uuid | null;
  };
  readonly appraisals: {
    readonly yearly: readonly AppraisalAnswer[];
    readonly latestPeriodic: AppraisalAnswer | null;
    readonly rule: string;
  };
  readonly development: {
    readonly years: readonly YearOfDevelopment[];
    readonly trainings: number;
    readonly trainingsUnconfirmed: number;
    readonly sessions: number;
    readonly sessionsUnconfirmed: number;
    readonly pairsAsMentor: number;
    readonly pairsAsMentee: number;
    readonly rules: { readonly trainingJp: string; readonly mentoringJp: string; readonly duty: string };
  };
}

type Appraisal = Parts['appraisal']['yearly'][number];

const appraisalAnswer = ({ year, predicate, achievementBasisPoints, rule, fact }: Appraisal): AppraisalAnswer => ({
  year,
  predicate,
  predicateName: predicate === null ? null : PREDICATE_NAMES[predicate],
  achievementBasisPoints,
  rule,
  fact,
});

/** The facts whose hours count, by year: confirmed trainings, and confirmed sessions where the person is the mentee. */
export type CountedFacts = ReadonlyMap<number, readonly Uuid[]>;

function yearsOf(parts: Parts, counted: CountedFacts): readonly YearOfDevelopment[] {
  const training = parts.training.jpByYear;
  const mentoring = parts['mentoring-session'].jpByYear;
  const dutyJp = parts.appointment.kind === 'PPPK' ? null : DUTY_JP;
  const years = [...new Set([...Object.keys(training), ...Object.keys(mentoring)])].map(Number).sort((a, b) => a - b);
  return years.map((year) => {
    const trainingJp = training[year] ?? 0;
    const mentoringJp = mentoring[year] ?? 0;
    const totalJp = trainingJp + mentoringJp;
    const dutyMet = dutyJp === null ? null : totalJp >= dutyJp;
    return { year, trainingJp, mentoringJp, totalJp, dutyJp, dutyMet, facts: counted.get(year) ?? [] };
  });
}

/** What the ledger says of a person, every figure with the rule that made it and the facts it was made from. */
export function careerAnswer(axes: AnswerAxes, parts: Parts, counted: CountedFacts, erased: boolean): CareerAnswer {
  const { appointment, promotion, appraisal, training, mentoring } = parts;
  const session = parts['mentoring-session'];
  return {
    ...axes,
    mergedInto: null,
    erased,
    identity: {
      name: appointment.name,
      birthDate: appointment.birthDate,
      numbers: appointment.numbers,
      rule: RULES.identity,
      fact: appointment.fact,
    },
    employment: {
      kind: appointment.kind,
      agency: appointment.agency,
      agencyName: appointment.agency === null ? null : agencyName(appointment.agency),
      unit: appointment.unit,
      since: appointment.since,
      until: appointment.until,
      rule: RULES.employment,
      fact: appointment.fact,
    },
    rank: {
      code: promotion.golongan,
      golongan: promotion.golongan === null ? null : golonganLabel(promotion.golongan),
      pangkat: promotion.pangkat,
      tmt: promotion.tmt,
      rule: RULES.rank,
      fact: promotion.fact,
    },
    appraisals: {
      yearly: appraisal.yearly.map(appraisalAnswer),
      latestPeriodic: appraisal.latestPeriodic === null ? null : appraisalAnswer(appraisal.latestPeriodic),
      rule: RULES.appraisals,
    },
    development: {
      years: yearsOf(parts, counted),
      trainings: training.count,
      trainingsUnconfirmed: training.unconfirmed,
      sessions: session.confirmed,
      sessionsUnconfirmed: session.unconfirmed,
      pairsAsMentor: mentoring.asMentor,
      pairsAsMentee: mentoring.asMentee,
      rules: { trainingJp: RULES.trainingJp, mentoringJp: RULES.mentoringJp, duty: RULES.duty },
    },
  };
}
