import type { Uuid } from '@rekam/domain';
import type { JsonSchema, Problem, Receipt } from '../contract';
import type { RefPrefix } from '../derived-schema';
import { decimal, growing, text, textOrNull } from '../schema-parts';
import { ledgerHeaders, type LedgerHeaders } from './ledger-headers';

/** Where the message of the intake lay that an outcome answers. */
export interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  /** Decimal. */
  readonly offset: string;
}

/** What the message called itself; what of it cannot be told is null. */
export interface EventName {
  readonly id: string | null;
  readonly source: string | null;
  readonly type: string | null;
}

/** Recorded (`accepted`; the same message again says so again), or held already under another message. */
interface AnsweredMessage {
  readonly outcome: 'accepted' | 'duplicate';
  readonly message: Coordinates;
  readonly event: EventName;
  readonly receipt: Receipt;
  readonly problem: null;
}

interface RejectedMessage {
  readonly outcome: 'rejected';
  readonly message: Coordinates;
  /** Null where the message cannot be read as an event at all. */
  readonly event: EventName | null;
  readonly receipt: null;
  readonly problem: Problem;
}

/** What became of one message of the intake: at least one of these for every message. Its key is that message's key. */
export type OutcomeMessage = AnsweredMessage | RejectedMessage;

export const OUTCOMES = ['accepted', 'duplicate', 'rejected'] as const satisfies readonly OutcomeMessage['outcome'][];

export const outcomeType = (outcome: OutcomeMessage['outcome']): string => `asn.career.outcome.${outcome}.v1`;

/**
 * The headers of an outcome. `id` is UUIDv5(the ledger's namespace, `outcome\n<topic>\n<partition>\n<offset>`): an
 * outcome that is sent again has the id that it had.
 */
export const outcomeHeaders = (id: Uuid, { outcome }: OutcomeMessage): LedgerHeaders =>
  ledgerHeaders(id, outcomeType(outcome));

const MESSAGE = growing({
  topic: text('The topic of the message that is answered.'),
  partition: { type: 'integer', minimum: 0 },
  offset: decimal('Its place in the partition.'),
});

const eventName = (isKnown: boolean): JsonSchema => {
  const part = isKnown ? text : textOrNull;
  return growing({
    id: part('Its CloudEvent id.'),
    source: part('Its CloudEvent source.'),
    type: part('Its CloudEvent type.'),
  });
};

/** The schema of the outcomes of one kind; receipt and problem are references. */
export function outcomeSchema(outcome: OutcomeMessage['outcome'], prefix: RefPrefix): JsonSchema {
  const isRejected = outcome === 'rejected';
  return growing({
    outcome: { const: outcome },
    message: MESSAGE,
    event: isRejected
      ? {
          anyOf: [eventName(false), { type: 'null' }],
          description: 'Null where the message cannot be read as an event; what of it cannot be told is null.',
        }
      : eventName(true),
    receipt: isRejected ? { type: 'null' } : { $ref: `${prefix}Receipt` },
    problem: isRejected ? { $ref: `${prefix}Problem` } : { type: 'null' },
  });
}
