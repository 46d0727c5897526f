import { SharedBroker } from './kafka/shared-broker';
import { openPrograms } from './programs';

declare global {
  var sharedBroker: SharedBroker | undefined;
  var removePrograms: (() => void) | undefined;
}

/** Before any spec of a run, in jest's main process. */
export default async function setUp(): Promise<void> {
  globalThis.removePrograms = openPrograms();
  globalThis.sharedBroker = await SharedBroker.open();
}
