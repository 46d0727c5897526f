import type { JsonSchema } from '../contract';
import { decimal, growing, text } from '../schema-parts';
import { ledgerHeaders, type LedgerHeaders } from './ledger-headers';
import { tolerant } from './tolerant';

/** The views that are published. */
export const PUBLISHED_VIEWS = ['current-state', 'agency-overview'] as const;
export type PublishedView = (typeof PUBLISHED_VIEWS)[number];

/** The whole row of a view as it stands. A message without a value, a tombstone, says that the row is gone. */
export interface ViewMessage<Row extends object = object> {
  readonly view: PublishedView;
  /** The person, or the agency. */
  readonly key: string;
  /** Decimal place in the log that the row reflects. */
  readonly position: string;
  readonly row: Row;
}

/** The key of a row's messages: compaction keeps the last one of each. */
export const viewKey = (view: PublishedView, key: string): string => `${view}/${key}`;

export const viewType = (view: PublishedView): string => `asn.ledger.view.${view}.v1`;

/**
 * The headers of a row's message, or of its tombstone. A person whose key is destroyed is taken back at the position at
 * which the row was sent, so the tombstone has an id of its own: with the row's it would be a message that came twice.
 */
export const viewHeaders = ({ view, key, position }: Omit<ViewMessage, 'row'>, isGone: boolean): LedgerHeaders =>
  ledgerHeaders(`${viewKey(view, key)}/${position}${isGone ? '/gone' : ''}`, viewType(view), { ce_position: position });

/** What whoever makes the rows of a view says of them. */
export interface PublishedRow {
  /** Complete in itself. */
  readonly schema: JsonSchema;
  readonly example: object;
}

export type PublishedRows = Readonly<Record<PublishedView, PublishedRow>>;

function complete(ref: string): never {
  throw new Error(`the schema of a published row is complete in itself, and refers to ${ref}`);
}

export const viewSchema = (view: PublishedView, { schema }: PublishedRow): JsonSchema =>
  growing({
    view: { const: view },
    key: text(view === 'current-state' ? 'The person.' : 'Code of the agency.'),
    position: decimal('The place in the log that the row reflects.'),
    row: tolerant(schema, complete),
  });
