/**
 * The results of an asynchronous function for each item, in the order of the items, with at most `inFlightMax` calls
 * begun and not yet handed out: the function may be slow, and memory stays flat.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  inFlightMax: number,
  call: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = call(item);
      // It is heard when its turn comes; until then a failure is nobody's fault.
      result.catch(() => undefined);
      begun.push(result);
      if (begun.length === inFlightMax) yield await begun.shift()!;
    }
    while (begun.length > 0) yield await begun.shift()!;
  } finally {
    // Who stops early, or meets a failure, leaves nobody to hear of the others.
    await Promise.allSettled(begun);
  }
}
