import type { EventStore } from '@rekam/event-store';
import { exportHash, MemoryViewTables, ViewHost } from '@rekam/projection';
import { PROJECTIONS } from '@rekam/reader';

/** Rebuilding a drill's views takes seconds on a loaded machine. */
const VIEWS_MS_MAX = 120_000;

type ViewTables = Parameters<typeof ViewHost.open>[0]['tables'];

/**
 * The views of these tables, brought up to the log's end, against views folded anew from its beginning: a sentence for
 * each that differs. Closes the tables.
 */
export async function viewsUnlikeRebuilt(tables: ViewTables, events: EventStore): Promise<readonly string[]> {
  const hosts = [
    await ViewHost.open({ tables, events, projections: PROJECTIONS }),
    await ViewHost.open({ tables: new MemoryViewTables(), events, projections: PROJECTIONS }),
  ] as const;
  try {
    const head = await events.head();
    for (const host of hosts) host.start();
    const breaches: string[] = [];
    for (const { name, tables } of PROJECTIONS) {
      const [live, rebuilt] = await Promise.all(
        hosts.map(async (host) => {
          const projector = host.projector(name);
          await projector.reached(head, VIEWS_MS_MAX);
          return exportHash(projector.views, tables);
        }),
      );
      if (live !== rebuilt) breaches.push(`the view ${name} is not what the log gives: ${live}, rebuilt ${rebuilt}`);
    }
    return breaches;
  } finally {
    for (const host of hosts) await host.close();
  }
}
