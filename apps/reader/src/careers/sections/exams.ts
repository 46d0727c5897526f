import { EXAM_KINDS, type Parts } from '@rekam/domain';
import { DAY, FACT, list, object, RULE } from '../../json-schema';
import type { Section } from './section';

interface ExamsAnswer {
  readonly passed: Parts['exam']['passed'];
  readonly rule: string;
}

export const exams: Section<ExamsAnswer> = {
  of: ({ parts: { exam } }) => ({
    passed: exam.passed,
    rule: 'examinations passed by then, twenty at most, PP 99/2000; version 1',
  }),
  schema: object({ passed: list(object({ kind: { enum: EXAM_KINDS }, at: DAY, fact: FACT })), rule: RULE }),
};
