import {
  agencyViewsTopic,
  viewHeaders,
  viewKey,
  viewsTopic,
  type PublishedView,
  type ViewMessage,
} from '@rekam/contracts';
import type { OutgoingMessage } from '@rekam/kafka';
import type { Shown } from './published-views';
import type { HeldChange } from './publisher-store';

/** A row, and what is known of where it may stand. */
export interface RowToSend {
  readonly view: PublishedView;
  readonly key: string;
  /** The place in the log that it reflects at least. */
  readonly position: bigint;
  /** Null when it is gone, or not to be shown any more. */
  readonly shown: Shown | null;
  /** The agencies whose topics may have it; null when it was never sent. */
  readonly held: readonly string[] | null;
}

export interface Addressees {
  readonly topicPrefix: string;
  /** The agencies that have a topic of their own. */
  readonly agencies: ReadonlySet<string>;
  /** Only the topics of these agencies; null for all topics. */
  readonly only: ReadonlySet<string> | null;
}

/** What is to be sent of a row, and what is to be remembered of it before and after that; null where that is known. */
export interface RowPlan {
  readonly messages: readonly OutgoingMessage[];
  readonly before: HeldChange | null;
  readonly after: HeldChange | null;
}

export const NOTHING: RowPlan = { messages: [], before: null, after: null };

/**
 * The row goes to the topic of the whole ledger and to that of its agency, a tombstone to where it was and is no more.
 * The topics of agencies that are not configured are left alone, and what they may hold stays remembered.
 */
export function planOf(
  { view, key, position, shown, held }: RowToSend,
  { topicPrefix, agencies, only }: Addressees,
): RowPlan {
  // What was never sent needs no taking back.
  if (shown === null && held === null) return NOTHING;
  const own = shown !== null && shown.agency !== null && agencies.has(shown.agency) ? shown.agency : null;
  const mayHold = [...new Set([...(held ?? []), ...(own === null ? [] : [own])])];
  const told = mayHold.filter((agency) => agencies.has(agency) && (only === null || only.has(agency)));
  const holds = mayHold.filter((agency) => agency === own || !told.includes(agency));

  const name = { view, key, position: position.toString() };
  const value = shown === null ? null : JSON.stringify({ ...name, row: shown.row } satisfies ViewMessage);
  const message = (topic: string, sent: string | null): OutgoingMessage => ({
    topic,
    key: viewKey(view, key),
    value: sent,
    headers: viewHeaders(name, sent === null),
  });
  const messages = told.map((agency) => message(agencyViewsTopic(topicPrefix, agency), agency === own ? value : null));
  if (only === null) messages.unshift(message(viewsTopic(topicPrefix), value));

  const isGone = shown === null && only === null && holds.length === 0;
  const isSame = holds.length === mayHold.length && !isGone;
  return {
    messages,
    before: held?.length === mayHold.length ? null : { view, key, agencies: mayHold },
    after: isSame ? null : { view, key, agencies: isGone ? null : holds },
  };
}
