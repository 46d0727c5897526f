import { LEAVE_KINDS, LEAVE_TERMS, type Parts } from '@rekam/domain';
import { DAY, FACT, object, orNull, RULE, text, textOrNull } from '../../json-schema';
import type { Section } from './section';

type Leave = NonNullable<Parts['leave']['current']>;

interface AbsenceAnswer {
  readonly leave: (Leave & { readonly kindName: string }) | null;
  readonly studyAssignment: Parts['study-assignment']['current'];
  readonly rule: string;
}

const SINCE = { ...DAY, description: 'The first day of it, whatever extended it since.' };
const UNTIL = { ...orNull(DAY), description: 'The last day as decreed; only a return ends the absence.' };

/** What keeps the person away from the post. Null: nothing does. */
export const absence: Section<AbsenceAnswer> = {
  of: ({ parts: { leave, 'study-assignment': study } }) => ({
    leave: leave.current === null ? null : { ...leave.current, kindName: LEAVE_TERMS[leave.current.kind].name },
    studyAssignment: study.current,
    rule: 'leaves and study assignments begun by then, of which no return is known, PP 11/2017; version 1',
  }),
  schema: object({
    leave: orNull(
      object({
        kind: { enum: LEAVE_KINDS },
        kindName: text('Name of the kind.'),
        since: SINCE,
        until: UNTIL,
        fact: FACT,
      }),
    ),
    studyAssignment: orNull(
      object({
        programme: textOrNull('Field of study.'),
        level: textOrNull('Code of the level.'),
        institution: textOrNull('University.'),
        since: SINCE,
        until: UNTIL,
        fact: FACT,
      }),
    ),
    rule: RULE,
  }),
};
