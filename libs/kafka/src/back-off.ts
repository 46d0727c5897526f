/** The time to wait before attempt number `attempt` + 1: doubles from `firstMs` to `maxMs`, less up to half of it at random. */
export function backOffMs(attempt: number, firstMs: number, maxMs: number): number {
  const delayMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return delayMs * (1 - Math.random() / 2);
}
