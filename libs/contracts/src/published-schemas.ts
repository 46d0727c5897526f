import { CATALOGUE } from './catalogue';
import type { JsonSchema } from './contract';
import { DEAD_LETTER_HEADERS_SCHEMA } from './messages/dead-letter';
import { EVENT_META_SCHEMA, eventKinds } from './messages/event-schemas';
import { OUTCOMES, outcomeSchema } from './messages/outcome';
import { PUBLISHED_VIEWS, viewSchema, type PublishedRows } from './messages/view-message';
import { DIALECT } from './schema-parts';
import { CLOUD_EVENT_SCHEMA, commandSchema, PROBLEM_SCHEMA, RECEIPT_SCHEMA } from './schemas';

const published = (name: string, title: string, schema: JsonSchema): readonly [string, JsonSchema] => [
  name,
  { $schema: DIALECT, $id: `/schemas/${name}.v1.json`, title, ...schema },
];

const outcomes = (): JsonSchema => ({
  anyOf: OUTCOMES.map((outcome) => outcomeSchema(outcome, '#/$defs/')),
  $defs: { Receipt: RECEIPT_SCHEMA, Problem: PROBLEM_SCHEMA },
});

function events(): JsonSchema {
  const kinds = eventKinds();
  return {
    anyOf: kinds.map(({ name }) => ({ $ref: `#/$defs/${name}` })),
    $defs: {
      EventMeta: EVENT_META_SCHEMA,
      ...Object.fromEntries(kinds.map((kind) => [kind.name, kind.schema('#/$defs/')])),
    },
  };
}

/**
 * Every schema that is published, by its name and complete in itself: of each command's data, of the envelope it comes
 * in, and of what the ledger answers and sends. Without rows, those of the views are left out.
 */
export const publishedSchemas = (rows: PublishedRows | null): ReadonlyMap<string, JsonSchema> =>
  new Map([
    ...CATALOGUE.map((contract) => [contract.name, commandSchema(contract)] as const),
    published('cloud-event', 'CloudEvent', CLOUD_EVENT_SCHEMA),
    published('receipt', 'Receipt', RECEIPT_SCHEMA),
    published('problem', 'Problem', PROBLEM_SCHEMA),
    published('outcome', 'Outcome', outcomes()),
    published('event', 'Event', events()),
    published('dead-letter-headers', 'DeadLetterHeaders', DEAD_LETTER_HEADERS_SCHEMA),
    ...(rows === null
      ? []
      : PUBLISHED_VIEWS.map((view) => published(`view-${view}`, view, viewSchema(view, rows[view])))),
  ]);
