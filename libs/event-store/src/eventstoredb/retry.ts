import { setTimeout as delay } from 'node:timers/promises';

const DELAY_MS_MIN = 50;
const DELAY_MS_MAX = 5_000;

/** Milliseconds before the next attempt after so many failures: doubling, capped, and no two clients alike. */
export function backOffMs(failures: number): number {
  const capped = Math.min(DELAY_MS_MAX, DELAY_MS_MIN * 2 ** Math.min(failures, 16));
  return capped * (0.5 + Math.random() / 2);
}

/** Resolves after the time, or when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
