import './jest-setup';

/** After all specs of a run, in jest's main process, where the set-up left what is to be closed. */
export default async function tearDown(): Promise<void> {
  await globalThis.sharedBroker?.close();
  globalThis.removePrograms?.();
}
