import { addedTo } from './training';

describe('addedTo', () => {
  it('adds under the year, new or known, and leaves what it was given as it was', () => {
    const sums = Object.freeze({ 2023: 5, 2025: 7 });
    expect(addedTo(sums, 2025, 3)).toEqual({ 2023: 5, 2025: 10 });
    expect(addedTo(sums, 2024, 3)).toEqual({ 2023: 5, 2024: 3, 2025: 7 });
    expect(addedTo({}, 2024, 0)).toEqual({ 2024: 0 });
    expect(sums).toEqual({ 2023: 5, 2025: 7 });
  });
});
