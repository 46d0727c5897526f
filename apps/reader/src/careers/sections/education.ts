import { educationLevel, type Parts } from '@rekam/domain';
import { DAY, FACT, list, object, orNull, RULE, text, textOrNull } from '../../json-schema';
import type { Section } from './section';

type Graduation = Parts['education']['all'][number];

interface GraduationAnswer extends Graduation {
  readonly levelName: string | null;
}

interface EducationAnswer {
  readonly highest: GraduationAnswer | null;
  readonly all: readonly GraduationAnswer[];
  readonly rule: string;
}

const answerOf = (graduation: Graduation): GraduationAnswer => ({
  ...graduation,
  levelName: educationLevel(graduation.level)?.name ?? null,
});

const GRADUATION = object({
  level: text('Code of the level.'),
  levelName: textOrNull('Name of the level.'),
  programme: text('Field of study.'),
  institution: textOrNull('School or university.'),
  titlePrefix: textOrNull('Title that it gives, before the name.'),
  titleSuffix: textOrNull('Title that it gives, after the name.'),
  at: { ...DAY, description: 'Day of graduation.' },
  fact: FACT,
});

export const education: Section<EducationAnswer> = {
  of: ({ parts: { education: part } }) => ({
    highest: part.highest === null ? null : answerOf(part.highest),
    all: part.all.map(answerOf),
    rule: 'graduations by then, twenty at most; the highest is that of the highest level, the later of two; version 1',
  }),
  schema: object({ highest: orNull(GRADUATION), all: list(GRADUATION), rule: RULE }),
};
