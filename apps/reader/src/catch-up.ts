import { PositionNotReached, type Projector } from '@rekam/projection';
import { problem } from '@rekam/runtime';

/** How long a question waits for a view to reach a position. */
const REACH_TIMEOUT_MS = 3_000;

/** Waits until the view has folded the log up to a position. Throws the retryable problem `position-not-reached`. */
export async function untilReached(
  projector: Projector,
  position: bigint,
  timeoutMs = REACH_TIMEOUT_MS,
): Promise<void> {
  try {
    await projector.reached(position, timeoutMs);
  } catch (error) {
    if (!(error instanceof PositionNotReached)) throw error;
    const { name, position: reached } = projector.status();
    const detail = `The view ${name} has reached position ${reached} of the ${position} asked for. Ask again shortly.`;
    throw problem(503, 'position-not-reached', 'The view has not come so far yet.', detail, { retryable: true });
  }
}
