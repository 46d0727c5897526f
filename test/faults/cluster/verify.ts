import { Client } from 'pg';
import type { Cluster } from '../../cluster/cluster';
import { openStores } from '../../cluster/stores';
import type { Traffic } from '../kafka/traffic';
import type { Ledger } from '../ledger';
import { verifyLog } from '../verify-log';
import { viewsUnlikeRebuilt } from '../verify-views';

/**
 * Holds log, outcomes, views and trail of a cluster at rest against what the outside world was told, which the ledger is
 * told in turn. Ends with a stop in good order.
 */
export async function verifyCluster(
  cluster: Cluster,
  traffic: Traffic,
  ledger: Ledger,
): Promise<{ readonly events: number; readonly messages: number }> {
  const stores = await openStores(cluster);
  try {
    const { events, breaches } = await verifyLog(stores.events, stores.keys, ledger, { isSettled: true });
    const counted = await traffic.count(stores.events);
    const unlike = await viewsUnlikeRebuilt(await stores.viewTables(), stores.events);
    for (const breach of [...breaches, ...counted.breaches, ...unlike]) ledger.breach(breach);
    for (const purpose of await untrailed(cluster, ledger)) {
      ledger.breach(`the reading ${purpose} was answered and is not in the access trail`);
    }
    for (const member of cluster.members) {
      const ended = await member.stop();
      if (ended.code !== 0) ledger.breach(`${member.name} did not stop in good order: ${JSON.stringify(ended)}`);
    }
    return { events, messages: counted.messages };
  } finally {
    await stores.close();
  }
}

/** Readings that were answered and are in no entry of the trail. */
async function untrailed({ database }: Cluster, { readings }: Ledger): Promise<readonly string[]> {
  const client = new Client({ connectionString: database.urlWithPassword });
  await client.connect();
  try {
    const { rows } = await client.query<{ purpose: string }>('SELECT purpose FROM rekam_access.access');
    const known = new Set(rows.map(({ purpose }) => purpose));
    return [...readings].filter((purpose) => !known.has(purpose));
  } finally {
    await client.end();
  }
}
