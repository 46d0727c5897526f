import type { OutgoingMessage } from '@rekam/kafka';
import { messageOf, type Draft, type Mode } from './envelope';

/** Where a message goes, and in which mode. */
export interface Way {
  readonly topic: string;
  readonly key: string;
  readonly mode: Mode;
}

const NO_SUCH_SOURCE = '/agencies/9999/asing';

const withAct = (draft: Draft, type: string, data: Readonly<Record<string, unknown>>): Draft => ({
  ...draft,
  act: { type, data },
});

/** What can be wrong with a message, however good the draft: each has to be rejected with a reason. */
export const SPOILERS: readonly ((draft: Draft, way: Way) => OutgoingMessage)[] = [
  // A type that no version of the contract has.
  (draft, way) => messageOf(withAct(draft, 'asn.career.training.celebrated.v1', draft.act.data), way),
  // JSON that was cut off on its way.
  (draft, way) => {
    const whole = messageOf(draft, way);
    return { ...whole, value: String(whole.value).slice(0, -20) };
  },
  // Somebody else's source, which this topic is not for.
  (draft, way) => messageOf({ ...draft, source: NO_SUCH_SOURCE }, way),
  // A code that no table has.
  (draft, way) => {
    const content = { ...(draft.act.data['content'] as object), kind: '99' };
    return messageOf(withAct(draft, draft.act.type, { ...draft.act.data, content }), way);
  },
  // A field that the contract does not know.
  (draft, way) => messageOf(withAct(draft, draft.act.type, { ...draft.act.data, tanggal: '01-02-2024' }), way),
  // Several events in one message.
  (draft, way) => {
    const { value } = messageOf(draft, { ...way, mode: 'structured' });
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    return { topic: way.topic, key: way.key, value: `[${String(value)}]`, headers };
  },
];
