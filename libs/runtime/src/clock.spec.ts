import { dayAt, endOfDay, instantOf, localDate, msUntilNextDay, systemClock } from './clock';

const JAKARTA = 'Asia/Jakarta';
const at = (text: string): number => Date.parse(text);

it('reads the time', () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

it('writes instants with microseconds', () => {
  expect(instantOf(at('2026-11-21T03:04:05.678Z'))).toBe('2026-11-21T03:04:05.678000Z');
});

it.each([
  ['2026-11-21T16:59:59.999Z', '2026-11-21', 1],
  ['2026-11-21T17:00:00.000Z', '2026-11-22', 86_400_000],
  ['2026-12-31T16:59:00.000Z', '2026-12-31', 60_000],
  ['2028-02-28T17:00:00.000Z', '2028-02-29', 86_400_000],
])('in Jakarta it is at %s the day %s, for %i ms more', (instant, date, ms) => {
  expect(localDate(at(instant), JAKARTA)).toBe(date);
  expect(msUntilNextDay(at(instant), JAKARTA)).toBe(ms);
});

it('is right whichever way time is asked for: forth, back, and in two zones', () => {
  const hours = Array.from({ length: 200 }, (_, hour) => at('2026-03-25T00:00:00Z') + hour * 1_800_000);
  for (const ms of [...hours, ...hours.toReversed()]) {
    // Jakarta has had no change of offset since 1964.
    expect(localDate(ms, JAKARTA)).toBe(new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10));
    expect(localDate(ms, 'UTC')).toBe(new Date(ms).toISOString().slice(0, 10));
  }
});

it('counts a day of 25 and of 23 hours', () => {
  expect(msUntilNextDay(at('2026-10-24T22:00:00Z'), 'Europe/Berlin')).toBe(25 * 3_600_000);
  expect(msUntilNextDay(at('2026-03-28T23:00:00Z'), 'Europe/Berlin')).toBe(23 * 3_600_000);
});

it.each([
  ['2025-12-31', JAKARTA, '2025-12-31T16:59:59.999999Z'],
  ['2025-12-31', 'UTC', '2025-12-31T23:59:59.999999Z'],
  ['2025-12-31', 'Pacific/Kiritimati', '2025-12-31T09:59:59.999999Z'],
  ['2025-12-31', 'Pacific/Pago_Pago', '2026-01-01T10:59:59.999999Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-25T22:59:59.999999Z'],
])('the day %s ends in %s at %s', (date, zone, instant) => {
  expect(endOfDay(date, zone)).toBe(instant);
  expect(dayAt(at(instant), zone)).toBe(date);
  expect(dayAt(at(instant) + 1, zone) > date).toBe(true);
});
