import { fuzz } from './campaign';

it('a round of mutated payloads crashes nothing, fails nowhere and leaves nobody half imported', async () => {
  const report = await fuzz({ payloads: 1, seed: 7, onRound: () => undefined });
  expect(report.breaches).toEqual([]);
  expect(report.payloads).toBeGreaterThan(500);
  expect(report.recorded).toBeGreaterThan(100);
  expect(report.rejected).toBeGreaterThan(100);
  expect(report.doorRefused).toBeGreaterThan(20);
}, 120_000);
