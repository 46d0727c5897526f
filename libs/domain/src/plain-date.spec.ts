import { addDays, addMonths, addYears } from './plain-date';

describe('days of the calendar', () => {
  it.each<[string, number, string]>([
    ['2023-01-15', 9, '2023-10-15'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-11-30', 3, '2024-02-29'],
    ['2023-12-01', 1, '2024-01-01'],
    ['2023-03-31', -1, '2023-02-28'],
    ['2023-05-05', 0, '2023-05-05'],
    ['2024-02-29', 120, '2034-02-28'],
  ])('%s and %i months is %s', (date, months, expected) => {
    expect(addMonths(date, months)).toBe(expected);
  });

  it('pass over the ends of months and years', () => {
    expect(addDays('2023-12-31', 1)).toBe('2024-01-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
    expect(addYears('2024-02-29', 2)).toBe('2026-02-29');
  });
});
