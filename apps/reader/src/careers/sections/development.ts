import type { Uuid } from '@rekam/domain';
import { count, list, object, RULE, UUID } from '../../json-schema';
import type { Section, SectionInput } from './section';

const RULES = {
  trainingJp: 'lesson hours of confirmed trainings by year of completion, PerLAN 10/2018; version 1',
  mentoringJp: 'lesson hours of sessions confirmed by mentor and mentee, the mentee only, PerLAN 10/2018; version 1',
  duty: 'at least 20 lesson hours a year, PP 11/2017 art. 203; no minimum for PPPK, PP 49/2018; version 1',
} as const;

const DUTY_JP = 20;

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

interface DevelopmentAnswer {
  readonly years: readonly YearOfDevelopment[];
  readonly trainings: number;
  readonly trainingsUnconfirmed: number;
  readonly sessions: number;
  readonly sessionsUnconfirmed: number;
  readonly pairsAsMentor: number;
  readonly pairsAsMentee: number;
  readonly rules: { readonly trainingJp: string; readonly mentoringJp: string; readonly duty: string };
}

function yearsOf({ parts, counted }: SectionInput): readonly YearOfDevelopment[] {
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

const YEAR = object({
  year: { type: 'integer' },
  trainingJp: { type: 'number' },
  mentoringJp: { type: 'number' },
  totalJp: { type: 'number' },
  dutyJp: { type: ['integer', 'null'], description: 'The minimum of the year; null where none holds.' },
  dutyMet: { type: ['boolean', 'null'] },
  facts: list(UUID),
});

/** Trainings and mentoring sessions, in lesson hours (JP) by year. */
export const development: Section<DevelopmentAnswer> = {
  of(input) {
    const { training, mentoring, 'mentoring-session': session } = input.parts;
    return {
      years: yearsOf(input),
      trainings: training.count,
      trainingsUnconfirmed: training.unconfirmed,
      sessions: session.confirmed,
      sessionsUnconfirmed: session.unconfirmed,
      pairsAsMentor: mentoring.asMentor,
      pairsAsMentee: mentoring.asMentee,
      rules: RULES,
    };
  },
  schema: object({
    years: list(YEAR),
    trainings: count('Trainings that count.'),
    trainingsUnconfirmed: count('Trainings that wait for the employer.'),
    sessions: count('Mentoring sessions that count.'),
    sessionsUnconfirmed: count('Mentoring sessions that wait for a confirmation.'),
    pairsAsMentor: count('Pairs as mentor.'),
    pairsAsMentee: count('Pairs as mentee.'),
    rules: object({ trainingJp: RULE, mentoringJp: RULE, duty: RULE }),
  }),
};
