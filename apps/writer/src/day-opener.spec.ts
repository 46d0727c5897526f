import { Logger } from '@nestjs/common';
import { memoryKeyStore, MemoryEventStore, StoreUnavailable, type EventStore } from '@rekam/event-store';
import { Careers } from './careers';
import { DayOpener } from './day-opener';
import { failingOnce, interruptedBy } from './testing/faulty-store';
import { CONFIG_OF_TESTS, TestClock } from './testing/ledger';

const keys = memoryKeyStore();
const daysIn = async (events: EventStore) => (await events.read('ledger')).map(({ body }) => body);
const opened = (...dates: readonly string[]) => dates.map((date) => ({ content: { date } }));

function opener(events: EventStore, at: string): { readonly days: DayOpener; readonly clock: TestClock } {
  const clock = new TestClock(Date.parse(at));
  return { days: new DayOpener(events, keys, clock, CONFIG_OF_TESTS, new Careers(events)), clock };
}

describe('DayOpener', () => {
  it('opens the day of the ledger, not of UTC, and once', async () => {
    const events = new MemoryEventStore();
    const { days } = opener(events, '2026-03-31T17:00:00Z');
    await days.openToday();
    await days.openToday();
    expect(await daysIn(events)).toEqual(opened('2026-04-01'));
    expect((await events.read('ledger'))[0]).toMatchObject({
      type: 'DayOpened',
      meta: { role: 'system', channel: 'system', recordedAt: '2026-03-31T17:00:00.000000Z' },
    });
  });

  it('opens a day once though two writers do so at the same time', async () => {
    const events = new MemoryEventStore();
    const other = opener(events, '2026-04-01T02:00:00Z');
    const { days } = opener(
      interruptedBy(events, 'ledger', 1, () => other.days.openToday()),
      '2026-04-01T03:00:00Z',
    );
    await days.openToday();
    expect(await daysIn(events)).toEqual(opened('2026-04-01'));
  });

  it('opens only today after days without a writer, and nothing when the clock went back', async () => {
    const events = new MemoryEventStore();
    await opener(events, '2026-04-01T03:00:00Z').days.openToday();
    await opener(events, '2026-04-05T03:00:00Z').days.openToday();
    await opener(events, '2026-04-03T03:00:00Z').days.openToday();
    expect(await daysIn(events)).toEqual(opened('2026-04-01', '2026-04-05'));
  });

  describe('while time passes', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
    afterEach(() => jest.useRealTimers());
    const pass = async (clock: TestClock, ms: number): Promise<void> => {
      clock.ms += ms;
      await jest.advanceTimersByTimeAsync(ms);
    };

    it('opens the next day at local midnight', async () => {
      const events = new MemoryEventStore();
      const { days, clock } = opener(events, '2026-03-31T16:59:30Z');
      await days.onApplicationBootstrap();
      await pass(clock, 29_999);
      expect(await daysIn(events)).toEqual(opened('2026-03-31'));
      await pass(clock, 1);
      expect(await daysIn(events)).toEqual(opened('2026-03-31', '2026-04-01'));
      days.onApplicationShutdown();
      expect(jest.getTimerCount()).toBe(0);
    });

    it('starts although the store takes no writes, and tries again', async () => {
      const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
      const events = new MemoryEventStore();
      const { days, clock } = opener(failingOnce(events, 'ledger', 'before'), '2026-04-01T03:00:00Z');
      await days.onApplicationBootstrap();
      expect(await daysIn(events)).toEqual([]);
      expect(logged).toHaveBeenCalledTimes(1);
      logged.mockRestore();
      await pass(clock, 60_000);
      expect(await daysIn(events)).toEqual(opened('2026-04-01'));
      days.onApplicationShutdown();
    });
  });

  it('says when the store takes no writes', async () => {
    const { days } = opener(failingOnce(new MemoryEventStore(), 'ledger', 'before'), '2026-04-01T03:00:00Z');
    await expect(days.openToday()).rejects.toThrow(StoreUnavailable);
  });
});
