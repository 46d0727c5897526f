import type { Channel } from './event';
import type { Finding } from './subject';

type Enforcement = Readonly<Record<Channel, 'reject' | 'flag'>>;

const ALWAYS_REJECTS: Enforcement = { http: 'reject', kafka: 'reject', system: 'reject', import: 'reject' };
const LIVE_REJECTS: Enforcement = { http: 'reject', kafka: 'reject', system: 'reject', import: 'flag' };
const ALWAYS_FLAGS: Enforcement = { http: 'flag', kafka: 'flag', system: 'flag', import: 'flag' };

/** What becomes of an act, by severity and channel: live intake is mended at its source, history is kept and marked. */
const ENFORCEMENT: Readonly<Record<Finding['severity'], Enforcement>> = {
  impossible: ALWAYS_REJECTS,
  unlawful: LIVE_REJECTS,
  warning: ALWAYS_FLAGS,
};

export const isRejected = ({ severity }: Finding, channel: Channel): boolean =>
  ENFORCEMENT[severity][channel] === 'reject';
