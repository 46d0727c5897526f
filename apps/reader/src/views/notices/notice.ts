import type { Channel, Instant, Recorded, Uuid } from '@rekam/domain';
import type { Rows, TableDeclaration } from '@rekam/projection';
import { positionText } from '../event';

/** What became of a person's record: an entry that was not there before, or a change of one that was. */
export type NoticeKind = 'new' | 'changed';

/**
 * That an entry of a person's record is new or has changed, for the agency to tell the person of. It says neither what
 * the entry is about nor whose record it is by name.
 */
export type NoticeRow = {
  readonly agency: string;
  /** Padded, so that the key's order is the log's. */
  readonly position: string;
  /** The person who stands for the one that the entry names. */
  readonly person: Uuid;
  readonly ledgerTime: Instant;
  readonly kind: NoticeKind;
  readonly channel: Channel;
};

/** The outboxes of all agencies. Rows are only ever added at the end, so that a place in one stays a place in it. */
export const NOTICES: TableDeclaration = {
  name: 'notice',
  columns: {
    agency: 'text',
    position: 'text',
    person: 'text',
    ledgerTime: 'text',
    kind: 'text',
    channel: 'text',
  },
  key: ['agency', 'position', 'person'],
  indexes: {},
  feed: false,
};

/** The last notice of each outbox: what wakes those who follow one, since of its notices each is a row of its own. */
export const OUTBOX: TableDeclaration = {
  name: 'outbox',
  columns: { agency: 'text', position: 'text' },
  key: ['agency'],
  indexes: {},
  feed: true,
};

/** Tells a person's agency of an event; nobody where no agency ever employed the person. */
export function putNotice(
  rows: Rows,
  { position, ledgerTime, meta: { channel } }: Recorded,
  kind: NoticeKind,
  { person, lastAgency }: { readonly person: Uuid; readonly lastAgency: string | null },
): void {
  if (lastAgency === null) return;
  const place = { agency: lastAgency, position: positionText(position) };
  rows.put(NOTICES.name, { ...place, person, ledgerTime, kind, channel });
  rows.put(OUTBOX.name, place);
}
