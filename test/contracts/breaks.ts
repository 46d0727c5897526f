import { messagesOn, type Document, type Message } from './document';
import { refusals } from './refusals';

/** The channel of what is received; all others are the ledger's own. */
const INTAKE = 'intake';

/** The three schemas of a message, by the words that a failure names them with. */
const PARTS: readonly (readonly [string, (message: Message) => Message['payload']])[] = [
  ['data', ({ payload }) => payload],
  ['header', ({ headers }) => headers],
  ['key', ({ bindings }) => bindings.kafka.key],
];

function* inMessage(id: string, narrow: Document, wide: Document): Generator<string> {
  const [from, to] = [narrow, wide].map(({ components }) => components.messages[id]!);
  for (const [part, schemaOf] of PARTS) {
    const sides = { narrow: { schema: schemaOf(from!), root: narrow }, wide: { schema: schemaOf(to!), root: wide } };
    for (const refusal of refusals(sides.narrow, sides.wide)) yield `${id}: ${part} ${refusal.trimStart()}`;
  }
}

/**
 * What of a released version no longer holds. A source that keeps to the release must be understood: whatever it may
 * send is taken. A reader that keeps to the release must understand: whatever is sent now is what the release said.
 */
export function* breaks(released: Document, today: Document): Generator<string> {
  for (const [channel, { address }] of Object.entries(released.channels)) {
    const now = today.channels[channel]?.address;
    if (now !== address) {
      yield `the channel ${channel} ${now === undefined ? 'is gone' : `was ${address} and is ${now}`}`;
      continue;
    }
    for (const id of messagesOn(released, channel)) {
      if (!messagesOn(today, channel).includes(id)) yield `${id}: is gone from ${channel}`;
      else if (channel === INTAKE) yield* inMessage(id, released, today);
      else yield* inMessage(id, today, released);
    }
  }
}
