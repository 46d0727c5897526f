import { fullDiskFor } from './full-disk';

describe('a service whose disk is full', () => {
  it('refuses writes, reads on, takes what it refused when there is room again, and survives a kill', async () => {
    const outcome = await fullDiskFor('short')({ rounds: 1, seed: 1, report: () => undefined });
    if (outcome.skipped !== null) {
      // Jest cannot skip a test that has begun; where it counts, it runs as root.
      console.log(`the drill of the full disk was skipped: ${outcome.skipped}`);
      return;
    }
    expect(outcome.breaches).toEqual([]);
    expect(outcome.kills).toBeGreaterThanOrEqual(2);
    expect(outcome.resolved).toBeGreaterThan(0);
  }, 180_000);
});
