import { inOrder } from './in-flight';

describe('inOrder', () => {
  it('hands results out in the order of the items, with no more calls begun than allowed', async () => {
    const waiting: (() => void)[] = [];
    let begun = 0;
    let begunMax = 0;
    const call = async (item: number): Promise<number> => {
      begunMax = Math.max(begunMax, ++begun);
      await new Promise<void>((done) => waiting.push(done));
      return item * 10;
    };
    const results: number[] = [];
    const done = (async () => {
      for await (const result of inOrder([1, 2, 3, 4, 5], 2, call)) {
        begun -= 1;
        results.push(result);
      }
    })();
    // The later of the calls that wait ends first, each time.
    const release = setInterval(() => waiting.pop()?.(), 0);
    await done;
    clearInterval(release);
    expect(results).toEqual([10, 20, 30, 40, 50]);
    expect(begunMax).toBe(2);
  });

  it('fails as the first item that failed, and leaves no failure unheard', async () => {
    const call = async (item: number): Promise<number> => {
      if (item > 1) throw new Error(`item ${item}`);
      return item;
    };
    const results: number[] = [];
    const all = async (): Promise<void> => {
      for await (const result of inOrder([1, 2, 3, 4], 4, call)) results.push(result);
    };
    await expect(all()).rejects.toThrow('item 2');
    expect(results).toEqual([1]);
  });
});
