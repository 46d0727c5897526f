import type { JsonSchema } from '../contract';
import { decimal, growing, instant } from '../schema-parts';

/** The `ce_source` of every message that the ledger sends. */
const LEDGER_SOURCE = '/ledger';

/**
 * The headers of a message of the ledger: a CloudEvent 1.0.2 in binary mode. A type and not an interface, so that it is
 * taken for headers wherever any are.
 */
export type LedgerHeaders = {
  readonly ce_specversion: '1.0';
  readonly ce_id: string;
  readonly ce_source: typeof LEDGER_SOURCE;
  readonly ce_type: string;
  /** RFC 3339. */
  readonly ce_time?: string;
  /** Decimal place in the log that the message reflects. */
  readonly ce_position?: string;
  readonly 'content-type': 'application/json';
};

export function ledgerHeaders(
  id: string,
  type: string,
  more: Pick<LedgerHeaders, 'ce_time' | 'ce_position'> = {},
): LedgerHeaders {
  return {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: LEDGER_SOURCE,
    ce_type: type,
    ...more,
    'content-type': 'application/json',
  };
}

/** The schema of these headers; header values are UTF-8 text. */
export const ledgerHeadersSchema = (
  id: string,
  types: readonly string[],
  more: readonly ('ce_time' | 'ce_position')[] = [],
): JsonSchema =>
  growing({
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', minLength: 1, description: id },
    ce_source: { const: LEDGER_SOURCE },
    ce_type: types.length === 1 ? { const: types[0] } : { enum: types },
    ...(more.includes('ce_time') && { ce_time: instant('When it was recorded.') }),
    ...(more.includes('ce_position') && { ce_position: decimal('The place in the log that it reflects.') }),
    'content-type': { const: 'application/json' },
  });
