import { BATCH_SIZE_MAX } from '@rekam/contracts';
import { BATCH_BYTES_MAX } from '../send-events';
import type { PlannedEvent } from './plan';

/**
 * Packs the events of persons into batches. A person's go together, so that the ledger decides them in one append; more
 * of them than a batch takes go alone, in several.
 */
export function batchesOf(persons: readonly (readonly PlannedEvent[])[]): readonly (readonly PlannedEvent[])[] {
  const batches: PlannedEvent[][] = [];
  let open: PlannedEvent[] = [];
  let bytes = 0;
  const close = (): void => {
    if (open.length > 0) batches.push(open);
    open = [];
    bytes = 0;
  };
  for (const events of persons) {
    const size = events.reduce((sum, event) => sum + event.bytes, 0);
    if (open.length + events.length > BATCH_SIZE_MAX || bytes + size > BATCH_BYTES_MAX) close();
    for (const event of events) {
      if (open.length === BATCH_SIZE_MAX || (open.length > 0 && bytes + event.bytes > BATCH_BYTES_MAX)) close();
      open.push(event);
      bytes += event.bytes;
    }
  }
  close();
  return batches;
}
