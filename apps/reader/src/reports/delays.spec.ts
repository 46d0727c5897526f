import { Delays } from './delays';

it('counts delays by class, and tells median and most', () => {
  const delays = new Delays();
  for (const days of [0, 30, 31, 90, 91, 365, 366, 730, 731]) delays.add(days);
  expect(delays.summary()).toEqual({
    count: 9,
    medianDays: 91,
    maxDays: 731,
    byDelay: { '0-30': 2, '31-90': 2, '91-365': 2, '366-730': 2, 'over-730': 1 },
  });
});

it.each([
  [[5], 5],
  [[5, 9], 5],
  [[9, 5, 9], 9],
  [[0, 0, 0, 400], 0],
])('the median of %j is %i: half came no later', (days, median) => {
  const delays = new Delays();
  for (const each of days) delays.add(each);
  expect(delays.summary().medianDays).toBe(median);
});

it('takes a delay of more than a century for one', () => {
  const delays = new Delays();
  delays.add(1_000_000);
  expect(delays.summary()).toMatchObject({ maxDays: 36_525, byDelay: { 'over-730': 1 } });
});
