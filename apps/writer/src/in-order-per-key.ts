/**
 * Works on items of one key one after the other, in their order, and on different keys side by side, at most
 * `concurrencyMax` at a time. `work` must not reject: what becomes of an item is its own to keep.
 */
export async function inOrderPerKey<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  concurrencyMax: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queues = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const queue = queues.get(key);
    if (queue === undefined) queues.set(key, [item]);
    else queue.push(item);
  }
  const remaining = queues.values();
  const workThroughQueues = async (): Promise<void> => {
    for (const queue of remaining) for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrencyMax, queues.size) }, workThroughQueues));
}
