/** Items in lists of `size`, the last one shorter. */
export async function* inChunks<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<readonly Item[]> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Works on items as they come, at most `max` at the same time. After a failure no further one is begun. */
export async function eachAtMost<Item>(
  max: number,
  items: AsyncGenerator<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const worker = async (): Promise<void> => {
    for await (const item of { [Symbol.asyncIterator]: () => items }) await work(item);
  };
  await Promise.all(Array.from({ length: max }, worker));
}
