import { duration, moment, principal, rate, share } from './kafka-options';

describe('what is typed', () => {
  it.each<[(text: string) => unknown, string, unknown]>([
    [share, '5%', 0.05],
    [share, '0.05', 0.05],
    [share, '0', 0],
    [share, '100%', 1],
    [rate, '2000/s', 2_000],
    [rate, '0', 0],
    [duration, '90s', 90_000],
    [duration, '30d', 2_592_000_000],
    [moment, '2026-02-03T04:05:06Z', Date.UTC(2026, 1, 3, 4, 5, 6)],
    [principal, 'User:rekam', 'User:rekam'],
  ])('%p of %s', (parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it('of a moment may be how long ago it was', () => {
    const twoHoursAgo = moment('2h');
    expect(Date.now() - twoHoursAgo).toBeGreaterThanOrEqual(7_200_000);
  });

  it.each<[(text: string) => unknown, string]>([
    [share, '101%'],
    [share, '2'],
    [share, '-1%'],
    [share, 'many'],
    [rate, '2000/m'],
    [rate, 'fast'],
    [duration, '0s'],
    [duration, '5'],
    [moment, 'yesterday'],
    [moment, '2026-13-01'],
    [principal, 'rekam'],
    [principal, 'User:*'],
  ])('%p refuses %s', (parse, text) => {
    expect(() => parse(text)).toThrow();
  });
});
