import type { Uuid } from '@rekam/domain';
import { uuidV5 } from '@rekam/event-store';
import type { Attempt, IncomingMessage } from '@rekam/kafka';
import { correlationIdOf, inWork, spanned, type Tracing } from '@rekam/runtime';
import { LEDGER_NAMESPACE } from '../to-command';
import { textOf } from './opened-message';
import type { Verdict } from './verdict';

/** What a message goes by. */
export interface MessageIds {
  readonly outcomeId: Uuid;
  /** As the sender says in `x-correlation-id`, else the trace of its `traceparent`, else the id of the outcome. */
  readonly correlationId: Uuid;
}

export function messageIds({ topic, partition, offset, headers }: IncomingMessage): MessageIds {
  const outcomeId = uuidV5(LEDGER_NAMESPACE, `outcome\n${topic}\n${partition}\n${offset}`);
  const [given, traceparent] = [headers['x-correlation-id'], headers['traceparent']].map(textOf);
  return { outcomeId, correlationId: correlationIdOf(given, traceparent, () => outcomeId) };
}

/** Makes an attempt at a message the work at hand, with a span where those are made. */
export async function inMessage(
  { topic, partition, offset, headers }: IncomingMessage,
  { outcomeId, correlationId }: MessageIds,
  attempt: Attempt,
  tracing: Pick<Tracing, 'begin'>,
  run: () => Promise<Verdict>,
): Promise<void> {
  const span = tracing.begin({
    name: `process ${topic}`,
    kind: 'consumer',
    traceparent: textOf(headers['traceparent']),
    correlationId,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': String(partition),
      'messaging.kafka.offset': String(offset),
      'rekam.attempt': attempt.number,
      'rekam.correlation_id': correlationId,
    },
  });
  const work = () => inWork({ correlationId, causationId: outcomeId, span }, run);
  if (span === null) await work();
  else await spanned(span, work, ({ outcome }) => ({ 'rekam.outcome': outcome }));
}
