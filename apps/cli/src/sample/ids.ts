import { createHash } from 'node:crypto';

const digestOf = (parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 32);

/**
 * A made-up id, the same for the same parts, in one of the three styles that the national system mixes: 32 hexadecimal
 * digits in upper case, 32 in lower case, and a dashed UUID.
 */
export function idOf(...parts: readonly (string | number)[]): string {
  const digest = digestOf(['sample', ...parts]);
  const style = Number.parseInt(digest.slice(0, 2), 16);
  if (style < 128) return `${digest.slice(0, 16)}E050640A15026590`.toUpperCase();
  if (style < 236) return `${style % 2 === 0 ? 'ff808081' : '8ae48288'}${digest.slice(8)}`;
  const [a, b, c, d] = [digest.slice(0, 8), digest.slice(8, 12), digest.slice(13, 16), digest.slice(17, 20)];
  return `${a}-${b}-4${c}-8${d}-${digest.slice(20)}`;
}

/** A number of digits that follows from its parts, for the running numbers of decrees and diplomas. */
export function serialOf(digits: number, ...parts: readonly (string | number)[]): string {
  const value = Number.parseInt(digestOf(['serial', ...parts]).slice(0, 8), 16) % 10 ** digits;
  return String(Math.max(1, value)).padStart(digits, '0');
}
