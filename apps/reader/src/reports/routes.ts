import { type JsonSchema, type ResponseDescription, type RouteDescription } from '@rekam/contracts';
import { DAY, object, orNull, POSITION, text, textOrNull, UUID } from '../json-schema';
import { agencyCode, atLeast, body, NOT_YET, purpose, refusal, route } from '../route-parts';

const PAY_EFFECT: JsonSchema = {
  enum: ['rank', 'post', 'step', 'exit', 'penalty', null],
  description: 'Which pay waits for the act; null for none.',
};

const NAMED = {
  person: UUID,
  name: textOrNull('Name; null once erased.'),
  number: textOrNull('NIP or NI PPPK.'),
};

const ACT = {
  ...NAMED,
  subject: text('Which kind of act.'),
  payEffect: PAY_EFFECT,
  fact: UUID,
  edition: { type: 'integer', minimum: 0 },
  effectiveAt: DAY,
  precision: { enum: ['day', 'month', 'year', 'assumed'] },
  knownOn: { ...DAY, description: 'Since which day the ledger has said what the fact says now.' },
  decree: orNull(object({ number: text('Number.'), date: DAY })),
  source: text('The system that sent it.'),
  channel: { enum: ['http', 'kafka', 'import', 'system'] },
  position: POSITION,
} satisfies Readonly<Record<string, JsonSchema>>;

/** The lines of reports, by their names in the service's document. */
export const REPORT_SCHEMAS: Readonly<Record<'LateAct' | 'OddAct' | 'EmployedPerson', JsonSchema>> = {
  LateAct: object(
    { ...ACT, delayDays: { type: 'integer', minimum: 0, description: 'From the day of effect to `knownOn`.' } },
    'An act, and how long after its day of effect the ledger knew of it.',
  ),
  OddAct: object(
    {
      ...ACT,
      oddity: object({
        code: text('Stable literal.'),
        field: text('JSON pointer into what was stated.'),
        rule: text('The regulation, or the rule of the ledger.'),
        message: object({ id: text('Indonesian.'), en: text('English.') }),
        foundBy: { enum: ['flag', 'report'], description: 'Known when it was recorded, or by what was learned since.' },
      }),
    },
    'An act, and one thing that is odd about it.',
  ),
  EmployedPerson: object(
    {
      ...NAMED,
      kind: { enum: ['CPNS', 'PNS', 'PPPK', null] },
      unit: textOrNull('Unit.'),
      since: orNull(DAY),
      golongan: textOrNull('As shown, such as III/c.'),
      pangkat: textOrNull('Name of the rank.'),
      rankSince: orNull(DAY),
      post: textOrNull('Title of the post.'),
      postLevel: textOrNull('Its echelon or grade.'),
      postSince: orNull(DAY),
      appraisalYear: { type: ['integer', 'null'], description: 'The last year with an appraisal.' },
      predicate: textOrNull('Its predicate.'),
      erased: { type: 'boolean' },
    },
    'Whom an agency employed on a day, as known then; the rules are in the summary.',
  ),
};

const period = {
  from: { ...DAY, description: 'Acts that the ledger knew on this day or later.' },
  to: { ...DAY, description: 'Acts that the ledger knew on this day or before.' },
};
const days = (description: string, preset: number): JsonSchema => ({
  type: 'integer',
  minimum: 0,
  maximum: 36_525,
  default: preset,
  description,
});

/** Lines of JSON: what was asked, the lines with `{persons, of}` between them, and the summary. */
const lines = (description: string): ResponseDescription => ({
  description: `A line of JSON each: \`{report}\` with what was asked, ${description}, \`{persons, of}\` as it goes on, and \`{summary}\`, or \`{failed}\` with a problem. Closing the connection stops it.`,
  contentTypes: { 'application/x-ndjson': { schema: { type: 'string' } } },
});

const PERSONS =
  "Its persons are those whom the agency ever employed; of their acts, those that took effect while it did. Every person told of is on the person's access trail.";

const RESPONSES = {
  '429': refusal('A report of this caller is under way.'),
  '503': { ...NOT_YET, description: 'The views have not come so far, or too many reports are under way; try again.' },
};

const report = (
  name: string,
  summary: string,
  description: string,
  request: RouteDescription['request'],
  answer: string,
): RouteDescription =>
  route({
    method: 'post',
    path: `/v1/agencies/{code}/reports/${name}`,
    route: 'reports',
    tag: 'reports',
    summary,
    description: `${description} ${PERSONS}`,
    parameters: [agencyCode, atLeast, purpose],
    ...(request && { request }),
    responses: { '200': lines(answer), ...RESPONSES },
  });

export const REPORT_ROUTES: readonly RouteDescription[] = [
  report(
    'late-acts',
    'Acts by how late the ledger knew of them, and the pay that waited',
    'Of acts that stand, by their last edition; a correction that says the same of the career does not make an act late. The summary counts them by subject and by pay, with median, most, and classes of days.',
    body(
      {
        type: 'object',
        properties: {
          ...period,
          minDays: days('Acts known sooner are left out.', 0),
          imports: {
            type: 'boolean',
            default: false,
            description: 'Whether to tell of imported acts, which are known from their import.',
          },
        },
        additionalProperties: false,
      },
      { monthLate: { summary: 'A year of acts known a month late.', value: { from: '2025-01-01', minDays: 31 } } },
    ),
    '`{act}` as `LateAct` says',
  ),
  report(
    'odd-acts',
    'Acts that contradict their documents, their order or the service',
    'Of acts that stand: those with a flag, those that take effect after an exit that was learned of only later, and those whose decree was signed long after the day of effect. The summary counts them by what is odd.',
    body(
      {
        type: 'object',
        properties: { ...period, decreeDaysMax: days('A decree signed later than so many days after is odd.', 90) },
        additionalProperties: false,
      },
      { all: { summary: 'All that stand.', value: {} } },
    ),
    '`{act}` as `OddAct` says, one a finding',
  ),
  report(
    'state',
    'Whom the agency employed on a day, as known at a time',
    'Such as the state on 31 December as it was known then. Without `validAt` of the open day, without `knownAt` as known now.',
    body(
      {
        type: 'object',
        properties: {
          validAt: { ...DAY, description: 'The day.' },
          knownAt: text("A day (what was known at its end, in the ledger's zone), a position, or an RFC 3339 instant."),
        },
        additionalProperties: false,
      },
      { today: { summary: 'As it stands.', value: {} } },
    ),
    '`{employed}` as `EmployedPerson` says',
  ),
];
