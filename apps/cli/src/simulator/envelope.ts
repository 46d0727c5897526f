import type { OutgoingMessage } from '@rekam/kafka';
import { toBinaryHeaders } from '@rekam/contracts';
import type { SampleAct } from '../seed/career';

/** A career event before it is a message. */
export interface Draft {
  readonly id: string;
  readonly source: string;
  readonly time: string;
  readonly act: SampleAct;
}

export type Mode = 'structured' | 'binary';

/** A CloudEvent as a Kafka message, in either of the modes that agencies use. */
export function messageOf(
  draft: Draft,
  { topic, key, mode }: { topic: string; key: string; mode: Mode },
): OutgoingMessage {
  const { id, source, time, act } = draft;
  const attributes = { specversion: '1.0', id, source, type: act.type, time } as const;
  if (mode === 'binary') {
    const headers = toBinaryHeaders({ ...attributes, extensions: {} }, 'ce_');
    return { topic, key, value: JSON.stringify(act.data), headers };
  }
  return {
    topic,
    key,
    value: JSON.stringify({ ...attributes, datacontenttype: 'application/json', data: act.data }),
    headers: { 'content-type': 'application/cloudevents+json' },
  };
}
