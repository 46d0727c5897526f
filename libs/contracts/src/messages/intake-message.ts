import type { CommandContract, JsonData, JsonSchema } from '../contract';
import { EXAMPLE_SEQUENCE } from '../examples';

/** A message of the intake as a source sends it in binary mode. */
export interface IntakeExample {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: JsonData;
}

const DAY_OF_EXAMPLES = '2026-11-20T08:00:00+07:00';

/** The accepted examples of a command, each from a source that may send it; none of what only a person may say. */
export const intakeExamples = (contract: CommandContract): readonly IntakeExample[] =>
  EXAMPLE_SEQUENCE.filter((step) => step.contract === contract && step.caller.role !== 'person').map(
    ({ data, caller }, index) => {
      const name = index === 0 ? contract.name : `${contract.name}-${index + 1}`;
      const headers = {
        ce_specversion: '1.0',
        ce_id: `example-${name}`,
        ce_source: caller.source,
        ce_type: contract.cloudEvent,
        ce_time: DAY_OF_EXAMPLES,
        'content-type': 'application/json',
      };
      return { name, headers, payload: data };
    },
  );

/** The headers of a command in binary mode. Extension attributes are taken, so it is left open. */
export const intakeHeadersSchema = ({ cloudEvent }: CommandContract): JsonSchema => ({
  type: 'object',
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: {
      type: 'string',
      minLength: 1,
      maxLength: 256,
      description: 'With ce_source it names the command for ever: sent again, it is recorded once.',
    },
    ce_source: {
      type: 'string',
      minLength: 1,
      maxLength: 256,
      format: 'uri-reference',
      description: "One of the topic's sources, or what begins with one and a slash.",
    },
    ce_type: { const: cloudEvent },
    ce_time: { type: 'string', format: 'date-time', description: 'When the source made the message.' },
    ce_subject: { type: 'string', minLength: 1, maxLength: 256 },
    'content-type': { type: 'string', description: 'A JSON media type; application/json when absent.' },
  },
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type'],
});

/** The key of a message of the intake. */
export const INTAKE_KEY_SCHEMA: JsonSchema = {
  type: 'string',
  maxLength: 256,
  description:
    "The ledger's id of the person, or a keyed hash (HMAC) of the number; never a number itself. Messages of one source under one key are taken in their order; without a key no order is promised.",
};
