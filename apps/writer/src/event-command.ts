import {
  byCloudEvent,
  CATALOGUE,
  validateCommand,
  type CommandContract,
  type CommandData,
  type Decoded,
} from '@rekam/contracts';
import { problem, type ProblemException } from '@rekam/runtime';
import { dataInvalid, requireOwnSource } from './problems';
import type { CommandContext } from './to-command';

/** A command that came as a CloudEvent, by whichever door. */
export interface EventCommand {
  readonly contract: CommandContract;
  readonly data: CommandData;
  readonly context: CommandContext;
}

/** How an event came in, and from whom. */
export type Delivery = Pick<CommandContext, 'caller' | 'channel' | 'intake' | 'correlationId' | 'run'>;

/** The command in an event, of a source that is the caller's. Throws a problem. */
export function eventCommandOf(decoded: Decoded, delivery: Delivery): EventCommand {
  if (!decoded.ok) throw dataInvalid(decoded.errors);
  const { id, source, type, time, data } = decoded.event;
  requireOwnSource(source, delivery.caller);
  const contract = byCloudEvent(type);
  if (contract === undefined) throw unknownType();
  const validated = validateCommand(contract, data);
  if (!validated.ok) throw dataInvalid(validated.errors);
  const cloudEvent = { time: time ?? null };
  return { contract, data: validated.data, context: { ...delivery, key: id, cloudEvent, source } };
}

const unknownType = (): ProblemException =>
  problem(
    422,
    'unknown-event-type',
    'There is no such event type.',
    `Send one of these types: ${CATALOGUE.map(({ cloudEvent }) => cloudEvent).join(', ')}.`,
  );

/** The person whose stream a command goes to, where that needs no reading: such commands in a row become one append. */
export const streamKnownOf = ({ contract: { subject }, data }: EventCommand): string | null =>
  (subject === null || subject.addressedBy === 'person') && data.into === undefined ? (data.person ?? null) : null;
