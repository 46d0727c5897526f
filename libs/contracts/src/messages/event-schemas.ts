import { FOUND_AT_SOURCE, MISSING_AT_SOURCE, subjectNamed, type Subject } from '@rekam/domain';
import type { JsonSchema, SubjectContract } from '../contract';
import { schemaOf, schemasOf, type RefPrefix } from '../derived-schema';
import { day, decimal, growing, instant, list, oneOfGrowing, orNull, text, textOrNull, uuid } from '../schema-parts';
import { SUBJECT_CONTRACTS } from '../subjects';
import { eventType } from './event-message';
import { tolerant } from './tolerant';

/** The events of the log that one schema describes. */
export interface EventKind {
  /** `PromotionEvent`; the name of the message and of its schema. */
  readonly name: string;
  readonly summary: string;
  /** The stored literals. */
  readonly types: readonly string[];
  /** The `ce_type` of each. */
  readonly cloudEvents: readonly string[];
  /** Null for what is no act of a subject. */
  readonly subject: SubjectContract | null;
  /** What is said of the recording is a reference to `EventMeta`. */
  schema(prefix: RefPrefix): JsonSchema;
}

/** What is known of the recording of every event. */
export const EVENT_META_SCHEMA: JsonSchema = growing({
  commandId: uuid('The command that led to it.'),
  contentHash: text('Keyed hash of what was stated.'),
  actor: text('Opaque identity of who sent the command.'),
  role: oneOfGrowing(['agency', 'officer', 'person', 'provider', 'operator', 'system'], 'Role of who sent it.'),
  agency: textOrNull('Code of the agency of who sent it.'),
  source: text('The system that sent it.'),
  channel: oneOfGrowing(['http', 'kafka', 'import', 'system'], 'How it came.'),
  correlationId: uuid('What happened together has one.'),
  causationId: orNull(uuid('What led to it.')),
  recordedAt: instant('When it arrived.'),
  schema: { type: 'integer', minimum: 1, description: 'Version of the content.' },
  persons: list(growing({ id: uuid('Person.'), role: text('As what the event names the person.') })),
  intake: orNull(
    growing({ topic: text('Topic.'), partition: { type: 'integer' }, offset: decimal('Place in the partition.') }),
  ),
  approvedBy: textOrNull('Opaque identity of the second approver.'),
});

const DECREE = orNull(growing({ number: text('Number.'), date: day('Date.'), authority: textOrNull('Who signed.') }));

const factBody = (content: JsonSchema): JsonSchema =>
  growing({
    fact: uuid('The fact.'),
    edition: { type: 'integer', minimum: 0, description: '0 for the first, then dense.' },
    prev: orNull(uuid('Id of the event of the edition before.')),
    effectiveAt: day('The day it takes effect.'),
    effectiveUntil: orNull(day('The last day it holds.')),
    precision: oneOfGrowing(['day', 'month', 'year', 'assumed'], 'How exactly effectiveAt is known.'),
    decree: DECREE,
    approvals: orNull(growing({ pertek: orNull(growing({ number: text('Number.'), date: day('Date.') })) })),
    documents: list(
      growing({ sha256: text('Of the file.'), size: { type: 'integer' }, type: text('Media type.') }),
      'What proves it; where the files are is not told.',
    ),
    content: orNull(content),
    flags: list(
      growing(
        { code: text('Stable literal.'), field: text('JSON pointer into the statement.'), params: { type: 'object' } },
        ['params'],
      ),
      'What is unlawful or contradictory in it, and was recorded all the same.',
    ),
  });

const citationBody = (content: JsonSchema): JsonSchema =>
  growing({
    fact: uuid('The fact that it speaks of.'),
    edition: { type: 'integer', minimum: 0, description: 'The edition that it speaks of.' },
    content,
  });

/** The open part of a subject's content: whole, so every key is there, and what the rules derived beside it. */
function openContent({ content }: SubjectContract, { sensitive }: Subject): JsonSchema {
  const classes = schemasOf([content], '#/$defs/');
  const { properties } = tolerant(schemaOf(content, '#/$defs/'), (ref) => classes[ref.replace('#/$defs/', '')]!);
  const open = Object.entries(properties as Record<string, JsonSchema>).filter(([key]) => !sensitive.includes(key));
  return {
    ...growing(Object.fromEntries(open)),
    description: 'The open part of what was stated, whole, and what the rules derived from it; null in an annulment.',
  };
}

const literal = (type: string): JsonSchema => ({ const: type });

function kindOf(
  name: string,
  summary: string,
  types: readonly string[],
  version: number,
  body: JsonSchema,
  subject: SubjectContract | null = null,
): EventKind {
  return {
    name,
    summary,
    types,
    cloudEvents: types.map((type) => eventType(type, version)),
    subject,
    schema: (prefix) =>
      growing({
        stream: text('career-<person>, mentoring-<fact of the pair> or ledger.'),
        revision: decimal('Place in the stream, from 0.'),
        position: decimal('Place in the log.'),
        ledgerTime: instant('When it was recorded.'),
        type: types.length === 1 ? literal(types[0]!) : { enum: types, description: 'The stored literal.' },
        body,
        meta: { $ref: `${prefix}EventMeta` },
        sealed: {
          type: 'boolean',
          description: 'It has, or had before an erasure, a part that is not in this message.',
        },
      }),
  };
}

const upperCamel = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

function kindsOf(contract: SubjectContract): readonly EventKind[] {
  const subject = subjectNamed(contract.subject);
  const { types, confirmed, schema } = subject;
  const name = upperCamel(contract.subject);
  const { title } = contract;
  const body = factBody(openContent(contract, subject));
  const acts = kindOf(`${name}Event`, `An edition of a fact: ${title}`, Object.values(types), schema, body, contract);
  if (confirmed === undefined) return [acts];
  const by = growing({ by: text('The person who confirmed it, or employer.') });
  return [acts, kindOf(`${name}ConfirmedEvent`, `A confirmation: ${title}`, [confirmed], 1, citationBody(by))];
}

const nothing: JsonSchema = growing({});

/** Every kind of event that is published. Made when asked: most processes are never asked. */
export const eventKinds = (): readonly EventKind[] => [
  ...SUBJECT_CONTRACTS.flatMap(kindsOf),
  kindOf(
    'ObservationEvent',
    'The source no longer holds the record of a fact, or holds it again',
    [MISSING_AT_SOURCE, FOUND_AT_SOURCE],
    1,
    citationBody(nothing),
  ),
  kindOf(
    'PersonMergeEvent',
    'Two persons are found to be one, or two after all; the stream is that of the one who was merged',
    ['PersonMerged', 'PersonUnmerged'],
    1,
    growing({ content: growing({ into: uuid('The person that stands for both.'), decree: DECREE }) }),
  ),
  kindOf(
    'DayOpenedEvent',
    'A day has begun where the ledger lives: what takes effect on it is in effect',
    ['DayOpened'],
    1,
    growing({ content: growing({ date: day('The day.') }) }),
  ),
];
