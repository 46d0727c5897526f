import RequestQueue from 'kafkajs/src/network/requestQueue';

let isDone = false;

/**
 * kafkajs 2.2.4 asks after every answer for a timer that looks after requests which wait, also when none does, and then for
 * one in the year 1970 (its issue 1751), of which Node 24 warns. Here it asks for one only when there is something to wait for.
 */
export function leaveOutNeedlessTimers(): void {
  if (isDone) return;
  isDone = true;
  const { prototype } = RequestQueue;
  const { scheduleCheckPendingRequests } = prototype;
  prototype.scheduleCheckPendingRequests = function (): void {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
  };
}
