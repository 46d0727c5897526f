import { ServiceProblem, type CloudEvent, type ItemResult, type ServiceClient } from './client';

/** A batch is sent when it has so many bytes: half of what a service takes by default. */
export const BATCH_BYTES_MAX = 512 * 1024;
/** Unreadable, and too large. */
const WHOLE_REFUSED = new Set([400, 413]);

/**
 * A batch that the service does not take as a whole, for its size or for something in it that it cannot read, goes in
 * halves: what it does not take alone is refused alone.
 */
export async function resultsOf(events: readonly CloudEvent[], client: ServiceClient): Promise<readonly ItemResult[]> {
  if (events.length === 0) return [];
  try {
    return await client.events(events);
  } catch (error) {
    if (!(error instanceof ServiceProblem) || !WHOLE_REFUSED.has(error.problem.status)) throw error;
    const { problem } = error;
    if (events.length === 1) return [{ status: problem.status, problem }];
    const middle = events.length >> 1;
    return [...(await resultsOf(events.slice(0, middle), client)), ...(await resultsOf(events.slice(middle), client))];
  }
}
