import { secondProcess } from './second-process';

describe('two processes on one data folder', () => {
  it('one serves and the other is told why not, on a new folder, under load and after a kill', async () => {
    const outcome = await secondProcess({ rounds: 1, seed: 1, report: () => undefined });
    expect(outcome.breaches).toEqual([]);
    expect(outcome.kills).toBe(1);
  }, 180_000);
});
