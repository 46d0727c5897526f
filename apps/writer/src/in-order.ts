/**
 * Works on items that share a key one after the other, in their order, and on unrelated items side by side, at most
 * `concurrencyMax` at a time. Neighbours of one queue, as `queueOf` names it, are begun together, in their order; null
 * is no queue. `work` must not reject: what becomes of an item is its own to keep.
 */
export async function inOrder<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
  queueOf: (item: Item) => string | null,
  concurrencyMax: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const remaining = related(items, keysOf).values();
  const workThroughGroups = async (): Promise<void> => {
    for (const group of remaining) for (const run of runsOf(group, queueOf)) await Promise.all(run.map(work));
  };
  await Promise.all(Array.from({ length: Math.min(concurrencyMax, items.length) }, workThroughGroups));
}

/** Neighbours of one queue together; an item without a queue stands alone. */
function runsOf<Item>(items: readonly Item[], queueOf: (item: Item) => string | null): readonly (readonly Item[])[] {
  const runs: Item[][] = [];
  let last: string | null = null;
  for (const item of items) {
    const queue = queueOf(item);
    if (queue !== null && queue === last) runs.at(-1)!.push(item);
    else runs.push([item]);
    last = queue;
  }
  return runs;
}

/** Items in groups: two that share a key, directly or through others, are in the same one. Each keeps the order. */
export function related<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): ReadonlySet<readonly Item[]> {
  // Each key points to an earlier one of its group, down to the group's own key, which points to itself.
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent;
    parents.set(key, root);
    return root;
  };
  const firstKeys = items.map((item, index) => {
    const [first = `item ${index}`, ...others] = keysOf(item);
    for (const other of others) parents.set(rootOf(other), rootOf(first));
    return first;
  });
  const groups = new Map<string, Item[]>();
  for (const [index, item] of items.entries()) {
    const root = rootOf(firstKeys[index]!);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [item]);
    else group.push(item);
  }
  return new Set(groups.values());
}
