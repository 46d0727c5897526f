import { SharedBroker } from './shared-broker';

declare global {
  var sharedBroker: SharedBroker | undefined;
}

/** Before any spec of a run, in jest's main process. */
export default async function setUp(): Promise<void> {
  globalThis.sharedBroker = await SharedBroker.open();
}
