import { schemaRef, type JsonSchema } from '@rekam/contracts';

/** An object without other keys than these, all of them always there. */
const object = (properties: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema => ({
  type: 'object',
  ...(description !== undefined && { description }),
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const text = (description: string): JsonSchema => ({ type: 'string', description });
const textOrNull = (description: string): JsonSchema => ({ type: ['string', 'null'], description });
const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
const countsByName: JsonSchema = { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } };

export const UUID: JsonSchema = { type: 'string', format: 'uuid' };
export const POSITION: JsonSchema = { type: 'string', pattern: '^\\d{1,18}$', description: 'A position of the log.' };
const DAY: JsonSchema = { type: 'string', format: 'date' };
const RULE = text('Name and version of the rule.');
const FACT = { ...orNull(UUID), description: 'The fact it was read from.' };
const NEXT = textOrNull('The cursor of the next page; null at the end.');
const CONTENT: JsonSchema = { type: ['object', 'null'], description: "What the act says; its subject's schema." };

const AXES = {
  person: UUID,
  validAt: { ...DAY, description: 'The day it was true on.' },
  knownAt: text('What was known: a position or an instant, as it can be asked again.'),
  position: { ...POSITION, description: 'The log up to here is in the answer.' },
};

const APPRAISAL = object({
  year: { type: 'integer' },
  predicate: { type: ['integer', 'null'], minimum: 1, maximum: 5 },
  predicateName: textOrNull('Sangat Baik to Sangat Kurang.'),
  achievementBasisPoints: { type: ['integer', 'null'], description: 'Hundredths of a percent.' },
  rule: textOrNull('The rule that gave the predicate; null for years before the matrix.'),
  fact: UUID,
});

const YEAR = object({
  year: { type: 'integer' },
  trainingJp: { type: 'number' },
  mentoringJp: { type: 'number' },
  totalJp: { type: 'number' },
  dutyJp: { type: ['integer', 'null'], description: 'The minimum of the year; null where none holds.' },
  dutyMet: { type: ['boolean', 'null'] },
  facts: list(UUID),
});

const CAREER = object(
  {
    ...AXES,
    mergedInto: { type: 'null' },
    erased: { type: 'boolean', description: 'Personal parts were erased; they are null.' },
    identity: object({
      name: textOrNull('As the last appointment states it.'),
      birthDate: orNull(DAY),
      numbers: list(text('NIP, NI PPPK or old NIP; the present one last.')),
      rule: RULE,
      fact: FACT,
    }),
    employment: object({
      kind: { enum: ['CPNS', 'PNS', 'PPPK', null] },
      agency: textOrNull('Code.'),
      agencyName: textOrNull('Name, or the code where the ledger knows no name.'),
      unit: textOrNull('Unit.'),
      since: orNull(DAY),
      until: orNull(DAY),
      rule: RULE,
      fact: FACT,
    }),
    rank: object({
      code: textOrNull('Code of the rank table, or the grade of a PPPK.'),
      golongan: textOrNull('As shown, such as III/c.'),
      pangkat: textOrNull('Name of the rank; grades have none.'),
      tmt: orNull(DAY),
      rule: RULE,
      fact: FACT,
    }),
    appraisals: object({ yearly: list(APPRAISAL), latestPeriodic: orNull(APPRAISAL), rule: RULE }),
    development: object({
      years: list(YEAR),
      trainings: count('Trainings that count.'),
      trainingsUnconfirmed: count('Trainings that wait for the employer.'),
      sessions: count('Mentoring sessions that count.'),
      sessionsUnconfirmed: count('Mentoring sessions that wait for a confirmation.'),
      pairsAsMentor: count('Pairs as mentor.'),
      pairsAsMentee: count('Pairs as mentee.'),
      rules: object({ trainingJp: RULE, mentoringJp: RULE, duty: RULE }),
    }),
  },
  'What the ledger says of a person, every figure with its rule and its facts.',
);

const LINK = object({ edition: { type: 'integer' }, position: POSITION });

const ENTRY = object(
  {
    position: POSITION,
    ledgerTime: { type: 'string', format: 'date-time' },
    recordedAt: { type: 'string', format: 'date-time' },
    type: text('The stored literal, such as PromotionCorrected.'),
    subject: textOrNull('Null where the event is about no fact.'),
    act: textOrNull('recorded, corrected, annulled, reinstated, confirmed, merged or unmerged.'),
    fact: orNull(UUID),
    edition: { type: ['integer', 'null'] },
    replaces: { ...orNull(LINK), description: 'The edition that this one took the place of.' },
    supersededBy: { ...orNull(LINK), description: 'The edition that took the place of this one.' },
    chain: list(
      object({
        edition: { type: 'integer' },
        act: text('Act.'),
        position: POSITION,
        ledgerTime: { type: 'string', format: 'date-time' },
      }),
    ),
    effectiveAt: orNull(DAY),
    effectiveUntil: orNull(DAY),
    precision: textOrNull('day, month, year or assumed.'),
    decree: { type: ['object', 'null'] },
    approvals: { type: ['object', 'null'] },
    documents: list({ type: 'object' }),
    content: CONTENT,
    ext: { type: 'object', description: 'What the source sent beyond the contract.' },
    changes: list(object({ field: text('JSON pointer.'), from: {}, to: {} })),
    flags: list(object({ code: text('Stable literal.'), field: text('JSON pointer.') })),
    reason: textOrNull('Why it was corrected, annulled or reinstated.'),
    confirmed: { type: 'boolean' },
    awaiting: list(text('A person, or employer.')),
    source: text('The system that sent it.'),
    recordId: textOrNull("The source's own id of what it sent."),
    agency: textOrNull('The agency that recorded it.'),
    role: text('Role of who recorded it.'),
    channel: text('http, kafka, import or system.'),
    actor: text('Opaque identity of who recorded it.'),
    approvedBy: textOrNull('The second approver.'),
    personRole: text(
      'As what the event names the person. An appraiser or a superior sees that it happened, not what it says.',
    ),
    erased: { type: 'boolean' },
  },
  'An event as a person sees it in the own record.',
);

const FOUND = object({
  person: UUID,
  name: textOrNull('Name.'),
  kind: { enum: ['CPNS', 'PNS', 'PPPK', null] },
  agency: textOrNull('Code.'),
  agencyName: textOrNull('Name.'),
  unit: textOrNull('Unit.'),
  golonganCode: textOrNull('Code of the rank table, or the grade of a PPPK.'),
  golongan: textOrNull('As shown, such as III/c.'),
  pangkat: textOrNull('Name of the rank.'),
  numbers: list(text('Digits.')),
});

const PROJECTOR = object({
  name: text('Name of the view.'),
  version: { type: 'integer' },
  state: { enum: ['stopped', 'catching-up', 'live', 'failed'] },
  position: POSITION,
  head: POSITION,
  lag: text('Positions behind the head.'),
  failure: orNull(object({ position: POSITION, eventId: text('Empty when no event failed.'), message: text('Why.') })),
});

/** Schemas of the reader's answers, by the name that `schemaRef` gives them in the document. */
export const READER_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Career: CAREER,
  MergedPerson: object({ ...AXES, mergedInto: UUID }, 'The person was found to be another one: ask for that one.'),
  TimelineEntry: ENTRY,
  Timeline: object({
    person: UUID,
    mergedInto: orNull(UUID),
    position: POSITION,
    entries: list(schemaRef('TimelineEntry')),
    next: NEXT,
  }),
  Accesses: object({
    person: UUID,
    entries: list(
      object({
        person: { ...UUID, description: 'The id it was read under.' },
        actor: text('Opaque identity of who read.'),
        role: text('Role.'),
        agency: textOrNull('Code.'),
        purpose: text('What the reader said it reads for, or the route.'),
        from: { type: 'string', format: 'date-time', description: 'Start of the ten minutes.' },
        count: { type: 'integer', minimum: 1, description: 'Readings in the ten minutes, at least.' },
      }),
    ),
    next: NEXT,
  }),
  PersonsFound: object({ position: POSITION, rows: list(FOUND), next: NEXT }),
  AgencyOverview: object({
    agency: text('Code.'),
    agencyName: text('Name, or the code.'),
    total: count('Persons.'),
    byKind: countsByName,
    byGolongan: countsByName,
    rule: RULE,
    position: POSITION,
  }),
  Status: object({
    log: object({ head: POSITION, bytes: { type: ['integer', 'null'], description: 'Null for a log in memory.' } }),
    projectors: list(PROJECTOR),
  }),
  Backup: object({ folder: text('The folder made.'), position: POSITION, bytes: count('Bytes copied.') }),
};
