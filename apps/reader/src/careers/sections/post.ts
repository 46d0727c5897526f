import { ASSIGNMENT_NAMES, eselonOf, jenjangOf, POSITION_KIND_NAMES, type Post } from '@rekam/domain';
import { DAY, FACT, list, object, orNull, RULE, text, textOrNull } from '../../json-schema';
import type { Section } from './section';

interface PostAnswer extends Post {
  readonly positionKindName: string;
  readonly assignmentName: string;
  readonly eselonName: string | null;
  readonly jenjangName: string | null;
}

interface PostsAnswer {
  /** The post held; null without one. */
  readonly definitive: PostAnswer | null;
  /** Posts seen to beside it: PLT, PLH, PJ and additional duties. */
  readonly acting: readonly PostAnswer[];
  readonly rule: string;
}

const answerOf = (post: Post): PostAnswer => ({
  ...post,
  positionKindName: POSITION_KIND_NAMES[post.positionKind],
  assignmentName: ASSIGNMENT_NAMES[post.assignment],
  eselonName: post.eselon === null ? null : (eselonOf(post.eselon)?.name ?? null),
  jenjangName: post.jenjang === null ? null : (jenjangOf(post.jenjang)?.name ?? null),
});

const POST = object({
  positionKind: { enum: Object.keys(POSITION_KIND_NAMES) },
  positionKindName: text('Name of the kind.'),
  assignment: { enum: Object.keys(ASSIGNMENT_NAMES) },
  assignmentName: text('Name of the assignment.'),
  position: textOrNull('Title of the post.'),
  positionCode: textOrNull("The source's code of the post."),
  eselon: textOrNull('Code of the echelon.'),
  eselonName: textOrNull('As shown, such as II.a.'),
  jenjang: textOrNull('Code of the grade of a functional post.'),
  jenjangName: textOrNull('Name of the grade.'),
  unit: textOrNull('Unit.'),
  unitCode: textOrNull("The source's code of the unit."),
  parentUnit: textOrNull('The unit above it.'),
  specialisation: textOrNull('Such as the subject that a teacher teaches.'),
  since: { ...DAY, description: 'TMT of the post.' },
  until: orNull(DAY),
  fact: FACT,
  unitSince: DAY,
  unitFact: { ...FACT, description: 'The fact that says the unit.' },
});

export const post: Section<PostsAnswer> = {
  of: ({ validAt, parts: { placement } }) => ({
    definitive: placement.definitive === null ? null : answerOf(placement.definitive),
    acting: placement.acting.filter(({ until }) => until === null || until >= validAt).map(answerOf),
    rule: 'the last definitive placement effective by then, and acting ones whose last day has not passed, PP 11/2017; version 1',
  }),
  schema: object({ definitive: orNull(POST), acting: list(POST), rule: RULE }),
};
