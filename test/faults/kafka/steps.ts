import type { Step } from '../steps';

const DURING = { during: 'load' } as const;

/** The steps between a message and its commit at which a writer is killed, in the order in which it passes them. */
export const KAFKA_STEPS: readonly Step[] = [
  {
    ...DURING,
    name: 'message-uncommitted',
    leaves: 'The events of messages are inserted, and nothing is committed to the log.',
    when: 'before',
    at: ({ file, text, streams }) => file === 'events.db' && text === 'COMMIT' && streams.length > 0,
  },
  {
    ...DURING,
    name: 'outcome-unsent',
    leaves: 'The events are durable, and the outcomes are not produced.',
    when: 'before',
    at: ({ kind, file }) => kind === 'produce' && file.includes('.outcomes.'),
  },
  {
    ...DURING,
    name: 'outcome-sent',
    leaves: 'The outcomes are acknowledged, and the offsets are not committed.',
    when: 'after',
    at: ({ kind, file }) => kind === 'produce' && file.includes('.outcomes.'),
  },
  {
    ...DURING,
    name: 'dead-letter-sent',
    leaves: 'A dead letter is acknowledged, and its outcome is not.',
    when: 'after',
    at: ({ kind, file }) => kind === 'produce' && file.includes('.dead-letters.'),
  },
  {
    ...DURING,
    name: 'offsets-uncommitted',
    leaves: 'Everything is done, and the broker was not told.',
    when: 'before',
    at: ({ kind }) => kind === 'commit-offsets',
  },
  {
    ...DURING,
    name: 'offsets-committed',
    leaves: 'The offsets are committed, and the writer has not heard so.',
    when: 'after',
    at: ({ kind }) => kind === 'commit-offsets',
  },
];
