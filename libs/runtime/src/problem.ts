import type { Problem } from '@rekam/contracts';
import type { Rejection } from '@rekam/domain';

/** A refusal on its way to the caller, as RFC 9457 problem details and the headers that go with it. */
export class ProblemException extends Error {
  override readonly name = 'ProblemException';
  constructor(
    readonly problem: Problem,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${problem.status} ${problem.type}: ${problem.detail}`);
  }
}

interface ProblemExtra {
  readonly errors?: Problem['errors'];
  /** The same request may succeed later without a change. */
  readonly retryable?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const RETRY_AFTER_SECONDS = '1';

/** A problem of type `/problems/<code>`. Neither title nor detail may name a person or a number of one. */
export function problem(
  status: number,
  code: string,
  title: string,
  detail: string,
  { headers, ...extra }: ProblemExtra = {},
): ProblemException {
  const isWorthWaiting = status === 503 && extra.retryable === true;
  return new ProblemException(
    { type: `/problems/${code}`, title, status, detail, ...extra },
    { ...(isWorthWaiting && { 'retry-after': RETRY_AFTER_SECONDS }), ...headers },
  );
}

/** Statuses of the rejections that are about something else than the content, which is 422. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  'not-authorised': 403,
  'unknown-person': 404,
  'unknown-fact': 404,
  'unknown-pair': 404,
  'edition-not-last': 409,
  'command-id-reused': 409,
  'identifier-taken': 409,
  'fact-annulled': 409,
  'already-annulled': 409,
  'not-annulled': 409,
  'person-merged': 409,
  'person-erased': 409,
  'pair-annulled': 409,
  'pair-changed': 409,
  'too-busy': 503,
};
const STATUS_OTHERWISE = 422;
/** Of several rejections, the status that explains most comes first. */
const PRECEDENCE: readonly number[] = [403, 404, 409, STATUS_OTHERWISE, 503];

export const statusOf = (code: string): number => STATUS_BY_CODE[code] ?? STATUS_OTHERWISE;

/** The problem that tells a caller of all the rejections of a command; there must be at least one. */
export function problemOf(rejections: readonly Rejection[]): ProblemException {
  const leading = rejections.toSorted(
    (a, b) => PRECEDENCE.indexOf(statusOf(a.code)) - PRECEDENCE.indexOf(statusOf(b.code)),
  )[0];
  if (leading === undefined) throw new Error('a problem needs at least one rejection');
  const detail = rejections
    .map(({ field, message, accepted }) => `${field === '' ? '' : `${field}: `}${message.en} Accepted: ${accepted}.`)
    .join(' ');
  return problem(statusOf(leading.code), leading.code, leading.message.en, detail, {
    errors: rejections.map(({ code, field, rule, message, accepted }) => ({ code, field, rule, message, accepted })),
    retryable: rejections.every(({ retryable }) => retryable),
  });
}
