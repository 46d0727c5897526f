import { batchesOf } from './batches';
import type { PlannedEvent } from './plan';

const events = (count: number, bytes = 100): readonly PlannedEvent[] =>
  Array.from({ length: count }, () => ({ bytes }) as PlannedEvent);
const sizes = (...persons: readonly (readonly PlannedEvent[])[]): readonly number[] =>
  batchesOf(persons).map(({ length }) => length);

describe('batches', () => {
  it('hold whole persons', () => {
    expect(sizes(events(300), events(150), events(60), events(10))).toEqual([450, 70]);
    expect(sizes(events(4, 100_000), events(2, 100_000))).toEqual([4, 2]);
    expect(sizes(events(0), events(3), events(0))).toEqual([3]);
    expect(sizes()).toEqual([]);
  });

  it('are of one person alone who has more than one holds', () => {
    expect(sizes(events(10), events(1200), events(5))).toEqual([10, 500, 500, 205]);
    expect(sizes(events(7, 200_000))).toEqual([2, 2, 2, 1]);
    expect(sizes(events(2, 900_000))).toEqual([1, 1]);
  });

  it('keep the order of the events', () => {
    const [one, two] = [events(400), events(300)];
    expect(batchesOf([one, two]).flat()).toEqual([...one, ...two]);
  });
});
