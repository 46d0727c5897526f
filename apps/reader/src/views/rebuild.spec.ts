import { MemoryEventStore } from '@rekam/event-store';
import { exportHash, MemoryViewTables, ViewHost } from '@rekam/projection';
import fc from 'fast-check';
import { PROJECTIONS } from '.';
import { histories, ledgerOf } from './testing/histories';

const REACH_TIMEOUT_MS = 10_000;

describe('rebuilt views', () => {
  it('equal the live ones, whatever the pages in which the events came', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.nat(8), { minLength: 1 }), async (steps, pauses) => {
        const events = new MemoryEventStore();
        const views = await ViewHost.open({ tables: new MemoryViewTables(), events, projections: PROJECTIONS });
        views.start();
        const reached = async (position: bigint) => {
          for (const { name } of PROJECTIONS) await views.projector(name).reached(position, REACH_TIMEOUT_MS);
        };
        let sinceReached = 0;
        for (const [n, event] of ledgerOf(steps).log.entries()) {
          await events.append(event.stream, [event], 'any');
          if (sinceReached++ < pauses[n % pauses.length]!) continue;
          await reached(event.position);
          sinceReached = 0;
        }
        await reached(await events.head());
        for (const { name, tables } of PROJECTIONS) {
          const live = await exportHash(views.projector(name).views, tables);
          const rebuilt = await views.rebuild(name, { signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
          expect({ name, hash: rebuilt.exportHash }).toEqual({ name, hash: live });
          expect(rebuilt.position).toBe(await events.head());
        }
        await views.close();
        await events.close();
      }),
      { numRuns: 25 },
    );
  });
});
