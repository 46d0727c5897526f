import RequestQueue from 'kafkajs/src/network/requestQueue';
import { leaveOutNeedlessTimers } from './needless-timers';

const ASKED_MS_MAX = 1_000;

interface Queue extends RequestQueue {
  throttledUntil: number;
  pending: unknown[];
  checkPendingRequests(): void;
}

const queueWith = (pending: unknown[], throttledUntil: number): Queue => {
  const Constructor = RequestQueue as unknown as new (options: object) => Queue;
  const queue = new Constructor({ maxInFlightRequests: null, requestTimeout: 1, clientId: 'spec', broker: 'none' });
  queue.pending.push(...pending);
  queue.throttledUntil = throttledUntil;
  return queue;
};

describe('leaveOutNeedlessTimers', () => {
  leaveOutNeedlessTimers();
  const asked = jest.spyOn(globalThis, 'setTimeout').mockImplementation(() => 1 as never);
  beforeEach(() => asked.mockClear());
  afterAll(() => asked.mockRestore());

  it('asks for no timer when no request waits', () => {
    queueWith([], -1).checkPendingRequests();
    expect(asked).not.toHaveBeenCalled();
  });

  it('asks for one of the right length when one waits for the broker', () => {
    const queue = queueWith([{}], Date.now() + ASKED_MS_MAX);
    queue.checkPendingRequests();
    expect(asked).toHaveBeenCalledTimes(1);
    const delayMs = asked.mock.calls[0]![1]!;
    expect(delayMs).toBeGreaterThan(0);
    expect(delayMs).toBeLessThanOrEqual(ASKED_MS_MAX);
  });
});
