import { expired, GREETING, HEARTBEAT, message, type FeedLimits } from '../feeds/feed';
import { noticeOf } from './notice';
import type { NoticeCursor, NoticeOutbox } from './notice-outbox';

/** Notices read at a time: no more are held for a client that is slow to take them. */
const PAGE_SIZE = 100;

export interface NoticeFeedOptions extends FeedLimits {
  readonly outbox: Pick<NoticeOutbox, 'after' | 'cursorOf' | 'follow'>;
  readonly agency: string;
  /** The id of the last message that the client has; null for all that the outbox holds. */
  readonly after: NoticeCursor | null;
}

/**
 * The messages of an outbox: every notice after a place, in order, and then each as it comes. None is left out for a
 * client that is slow: it is read when the client has taken what was before it. `expired` ends the feed for good.
 */
export async function* noticeFeed(options: NoticeFeedOptions): AsyncGenerator<string> {
  const { outbox, agency, signal, isTokenValid, heartbeatMs } = options;
  let { after } = options;
  // Followed before anything is read, so that what comes between reading and waiting ends the wait.
  const follower = await outbox.follow(agency);
  try {
    yield GREETING;
    while (!signal.aborted) {
      const rows = await outbox.after(agency, after, PAGE_SIZE);
      for (const row of rows) {
        if (signal.aborted) return;
        if (!(await isTokenValid())) return yield expired();
        after = outbox.cursorOf(row);
        yield message('notice', noticeOf(row), after);
      }
      if (rows.length > 0) continue;
      while (!(await follower.changed(AbortSignal.any([signal, AbortSignal.timeout(heartbeatMs)])))) {
        if (signal.aborted) return;
        if (!(await isTokenValid())) return yield expired();
        yield HEARTBEAT;
      }
    }
  } finally {
    follower.close();
  }
}
