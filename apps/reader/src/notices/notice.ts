import type { Channel, Instant, Uuid } from '@rekam/domain';
import type { NoticeKind, NoticeRow } from '../views';

/**
 * That something in a person's record is new or has changed: no name, no number, and nothing of what it says. The
 * agency tells the person, and who follows the link has to show a token.
 */
export interface Notice {
  /** The same whenever it is delivered, so that a sender can tell what it has sent. */
  readonly id: string;
  readonly agency: string;
  readonly person: Uuid;
  readonly position: string;
  readonly ledgerTime: Instant;
  readonly kind: NoticeKind;
  /** How the entry came in; an import of history makes a notice an entry too. */
  readonly channel: Channel;
  /** Path of the timeline in which the entry stands. */
  readonly link: string;
}

export function noticeOf({ agency, position: padded, person, ledgerTime, kind, channel }: NoticeRow): Notice {
  const position = BigInt(padded).toString();
  const link = `/v1/careers/${person}/timeline?at-least=${position}`;
  return { id: `${position}-${person}`, agency, person, position, ledgerTime, kind, channel, link };
}
