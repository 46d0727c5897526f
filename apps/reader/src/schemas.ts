import { schemaRef, type JsonSchema } from '@rekam/contracts';
import { CAREER_SCHEMAS } from './careers/career-answer';
import { FACTS_SCHEMAS } from './facts/facts-answer';
import { NOTICE_SCHEMAS } from './notices/routes';
import { REPORT_SCHEMAS } from './reports/routes';
import { count, DAY, FLAG, INSTANT, list, object, orNull, POSITION, RULE, text, textOrNull, UUID } from './json-schema';

const countsByName: JsonSchema = { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } };
const NEXT = textOrNull('The cursor of the next page; null at the end.');
const CONTENT: JsonSchema = { type: ['object', 'null'], description: "What the act says; its subject's schema." };

const LINK = object({ edition: { type: 'integer' }, position: POSITION });

const ENTRY = object(
  {
    position: POSITION,
    ledgerTime: INSTANT,
    recordedAt: INSTANT,
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
        ledgerTime: INSTANT,
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
    flags: list(FLAG),
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
  ended: { ...orNull(DAY), description: 'The first day out of service; `agency` is the last one then.' },
});

const PROJECTOR = object({
  name: text('Name of the view.'),
  version: { type: 'integer' },
  role: { enum: ['active', 'standby'], description: 'Of the readers of one database, one folds.' },
  state: { enum: ['stopped', 'catching-up', 'live', 'failed'] },
  position: POSITION,
  head: POSITION,
  lag: text('Positions behind the head.'),
  failure: orNull(object({ position: POSITION, eventId: text('Empty when no event failed.'), message: text('Why.') })),
});

/** Schemas of the reader's answers, by the name that `schemaRef` gives them in the document. */
export const READER_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...CAREER_SCHEMAS,
  ...FACTS_SCHEMAS,
  ...NOTICE_SCHEMAS,
  ...REPORT_SCHEMAS,
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
        from: { ...INSTANT, description: 'Start of the ten minutes.' },
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
    log: object({
      head: POSITION,
      bytes: { type: ['integer', 'null'], description: 'Null for a log that is not in the data folder.' },
    }),
    projectors: list(PROJECTOR),
  }),
  Backup: object({
    folder: text('The folder made.'),
    position: POSITION,
    bytes: count('Bytes copied.'),
    hasAccessTrail: {
      type: 'boolean',
      description: 'False where PostgreSQL keeps the access trail, whose own tools copy it.',
    },
  }),
};
