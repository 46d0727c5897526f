import type { Parts } from '@rekam/domain';
import { DAY, FACT, list, object, RULE, text } from '../../json-schema';
import type { Section } from './section';

interface RecognitionsAnswer {
  readonly received: Parts['recognition']['received'];
  readonly rule: string;
}

/** Decorations and awards. */
export const recognitions: Section<RecognitionsAnswer> = {
  of: ({ parts: { recognition } }) => ({
    received: recognition.received,
    rule: 'recognitions received by then, the last ones; version 1',
  }),
  schema: object({
    received: list(object({ kind: text('Code.'), name: text('Name.'), at: DAY, fact: FACT })),
    rule: RULE,
  }),
};
