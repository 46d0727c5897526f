import { inOrder, related } from './in-order';

const groups = (...items: readonly (readonly string[])[]): readonly (readonly number[])[] => [
  ...related([...items.keys()], (index) => items[index]!),
];

describe('related', () => {
  it('groups items that share a key, directly or through others, and keeps their order', () => {
    expect(groups(['a'], ['b'], ['a'], ['c', 'b'])).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect(groups(['a'], ['b'], ['c'], ['a', 'b'], ['c'], ['b'])).toEqual([
      [0, 1, 3, 5],
      [2, 4],
    ]);
  });

  it('leaves items without a key alone', () => {
    expect(groups([], [], ['a'])).toEqual([[0], [1], [2]]);
  });
});

describe('inOrder', () => {
  it('works side by side up to the limit, and one after the other within a group', async () => {
    const started: string[] = [];
    const turns: (() => void)[] = [];
    const all = inOrder(
      ['a1', 'a2', 'b1', 'c1'],
      (item) => [item[0]!],
      () => null,
      2,
      (item) => {
        started.push(item);
        return new Promise((resolve) => turns.push(resolve));
      },
    );
    const next = async (): Promise<void> => {
      turns.shift()!();
      await new Promise(setImmediate);
    };
    expect(started).toEqual(['a1', 'b1']);
    await next();
    expect(started).toEqual(['a1', 'b1', 'a2']);
    await next();
    expect(started).toEqual(['a1', 'b1', 'a2', 'c1']);
    await next();
    await next();
    await all;
  });

  it('begins neighbours of one queue together', async () => {
    const started: string[] = [];
    let turn = (): void => undefined;
    const all = inOrder(
      ['p1', 'p2', 'x3', 'p4'],
      () => ['all'],
      (item) => (item.startsWith('p') ? 'p' : null),
      2,
      (item) => {
        started.push(item);
        return item === 'p2' ? new Promise((resolve) => (turn = resolve)) : Promise.resolve();
      },
    );
    await new Promise(setImmediate);
    expect(started).toEqual(['p1', 'p2']);
    turn();
    await all;
    expect(started).toEqual(['p1', 'p2', 'x3', 'p4']);
  });
});
