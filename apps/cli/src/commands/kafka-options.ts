import { InvalidArgumentError, Option } from 'commander';

const SECOND_MS = 1_000;
const UNITS_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: 60 * SECOND_MS,
  h: 3_600 * SECOND_MS,
  d: 86_400 * SECOND_MS,
};

/** A share: `5%` or `0.05`. */
export function share(text: string): number {
  const [, figure, percent] = /^(\d{1,3}(?:\.\d{1,4})?)(%?)$/.exec(text) ?? [];
  const value = Number(figure) / (percent === '%' ? 100 : 1);
  if (figure === undefined || value > 1) throw new InvalidArgumentError('A share of all, such as 5% or 0.05.');
  return value;
}

/** Messages a second: `2000` or `2000/s`; 0 = as fast as it goes. */
export function rate(text: string): number {
  const figure = /^(\d{1,7})(?:\/s)?$/.exec(text)?.[1];
  if (figure === undefined)
    throw new InvalidArgumentError('Messages a second, such as 2000/s; 0 is as fast as it goes.');
  return Number(figure);
}

/** A length of time in milliseconds: `90s`, `15m`, `12h`, `30d`. */
export function duration(text: string): number {
  const [, figure, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (figure === undefined || Number(figure) === 0) {
    throw new InvalidArgumentError('A length of time, such as 90s, 15m, 12h or 30d.');
  }
  return Number(figure) * UNITS_MS[unit!]!;
}

/** A moment in milliseconds since 1970: an instant, or a length of time ago. */
export function moment(text: string): number {
  if (/^\d+[smhd]$/.test(text)) return Date.now() - duration(text);
  const at = /^\d{4}-\d\d-\d\d(?:T.+)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('An instant (RFC 3339) or a length of time ago, such as 2h.');
  return at;
}

/** A principal of the brokers. */
export function principal(text: string): string {
  if (!/^User:[^\s,;*]{1,249}$/.test(text)) {
    throw new InvalidArgumentError('A principal of the brokers, such as User:rekam-writer.');
  }
  return text;
}

export const shareOption = (flags: string, description: string, preset: number): Option =>
  new Option(flags, description).argParser(share).default(preset, `${preset * 100}%`);

export const durationOption = (flags: string, description: string, preset: string): Option =>
  new Option(flags, description).argParser(duration).default(duration(preset), preset);
