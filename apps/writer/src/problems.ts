import { HttpStatus } from '@nestjs/common';
import type { ProblemError, Receipt } from '@rekam/contracts';
import { problem, type Caller, type ProblemException } from '@rekam/runtime';

/** 400: the data is not what the contract says. Every fault at once, so that the sender mends them in one go. */
export function dataInvalid(errors: readonly ProblemError[]): ProblemException {
  const detail = errors.map(
    ({ field, message, accepted }) =>
      `${field === '' ? 'The data' : field}: ${message.en}${accepted === undefined ? '' : ` Accepted: ${accepted}.`}`,
  );
  return problem(400, 'data-invalid', 'The data is not what the contract says.', detail.join(' '), { errors });
}

/** 201 when it was recorded by this very request, 200 when the ledger had it already. */
export const statusOfReceipt = ({ duplicate }: Receipt): number => (duplicate ? HttpStatus.OK : HttpStatus.CREATED);

/** A source speaks for itself and for the systems below it. */
export function requireOwnSource(source: string, caller: Caller): void {
  if (source === caller.source || source.startsWith(`${caller.source}/`)) return;
  throw problem(
    403,
    'source-not-yours',
    'The source is not one of the caller.',
    `The source must be ${caller.source} or begin with ${caller.source}/.`,
  );
}
