import type { Recorded } from '@rekam/domain';
import { RecentPages } from './recent-pages';

const event = (position: number): Recorded => ({ position: BigInt(position), stream: 's' }) as Recorded;
const range = (from: number, to: number): Recorded[] =>
  Array.from({ length: to - from + 1 }, (_, n) => event(from + n));
const positions = (events: readonly Recorded[]): number[] => events.map(({ position }) => Number(position));

describe('recent pages', () => {
  let head: number;
  let reads: [after: number, limit: number][];
  let unreadable: Set<number>;
  let pages: RecentPages;
  beforeEach(() => {
    head = 1_200;
    reads = [];
    unreadable = new Set();
    pages = new RecentPages(
      (after, limit) => {
        reads.push([Number(after), limit]);
        return range(Number(after) + 1, Math.min(head, Number(after) + limit));
      },
      ({ position }) => !unreadable.has(Number(position)),
    );
  });

  it('reads a page once for all followers, and gives none beyond it', () => {
    expect(positions(pages.after(0n, 1_000))).toEqual(positions(range(1, 500)));
    expect(positions(pages.after(10n, 3))).toEqual([11, 12, 13]);
    expect(positions(pages.after(499n, 10))).toEqual([500]);
    expect(reads).toEqual([[0, 500]]);
  });

  it('reads nothing of what was appended to a page that it has', () => {
    pages.after(1_100n, 500);
    reads = [];
    pages.add(range(1_201, 1_203));
    head = 1_203;
    expect(positions(pages.after(1_199n, 500))).toEqual([1_200, 1_201, 1_202, 1_203]);
    expect(reads).toEqual([]);
  });

  it('reads what came between, when appended events leave a gap', () => {
    pages.after(1_100n, 500);
    reads = [];
    pages.add([event(1_202)]);
    head = 1_202;
    expect(positions(pages.after(1_200n, 500))).toEqual([1_201, 1_202]);
    expect(reads).toEqual([[1_200, 300]]);
  });

  it('begins a page with what was appended, and finds nothing beyond the head', () => {
    head = 1_000;
    pages.add([event(1_001)]);
    head = 1_001;
    expect(positions(pages.after(1_000n, 500))).toEqual([1_001]);
    expect(reads).toEqual([]);
    expect(pages.after(1_001n, 500)).toEqual([]);
  });

  it('reads again what may no longer be shown as it was', () => {
    pages.after(0n, 500);
    unreadable.add(3);
    pages.after(2n, 1);
    expect(reads).toEqual([
      [0, 500],
      [0, 500],
    ]);
  });
});
