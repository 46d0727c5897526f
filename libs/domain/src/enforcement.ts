import type { Channel } from './event';
import type { Finding } from './subject';

/** What becomes of an unlawful act, by rule and channel: live intake is mended at its source, history is kept and marked. */
type Enforcement = Readonly<Record<Channel, 'reject' | 'flag'>>;

const LIVE_REJECTS: Enforcement = { http: 'reject', kafka: 'reject', system: 'reject', import: 'flag' };
const ALWAYS_FLAGS: Enforcement = { http: 'flag', kafka: 'flag', system: 'flag', import: 'flag' };

/** Rules that only warn: the decree stands, and somebody should look. */
const EXCEPTIONS: Readonly<Record<string, Enforcement>> = {
  'possible-duplicate': ALWAYS_FLAGS,
  'age-at-appointment': ALWAYS_FLAGS,
  'session-jp': ALWAYS_FLAGS,
};

export function isRejected({ code, severity }: Finding, channel: Channel): boolean {
  return severity === 'impossible' || (EXCEPTIONS[code] ?? LIVE_REJECTS)[channel] === 'reject';
}
