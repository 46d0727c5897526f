import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { asyncApiDocument } from './asyncapi';
import { CATALOGUE } from './catalogue';
import { fromBinary, fromStructured } from './cloud-events/cloud-event';
import type { PublishedRows } from './messages/view-message';
import { validateCommand } from './validate';

const schema = {
  type: 'object',
  properties: { person: { type: 'string' }, agency: { type: 'string' } },
  additionalProperties: false,
};
const row = { schema, example: { person: 'p', agency: '5500' } };
const rows: PublishedRows = { 'current-state': row, 'agency-overview': row };
const cluster = { brokers: ['kafka-1.example.go.id:9093'], tls: true, sasl: 'scram-sha-512' } as const;
/** As it is served. */
const document = JSON.parse(
  JSON.stringify(asyncApiDocument({ version: '0.1.0', prefix: 'career', rows, cluster })),
) as {
  readonly servers: object;
  readonly channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  readonly operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
  readonly components: { messages: Record<string, Message>; schemas: Record<string, object> };
};
interface Message {
  readonly name: string;
  readonly headers: object;
  readonly payload: object;
  readonly examples?: readonly { name: string; headers: Record<string, string>; payload: unknown }[];
}
const messages = Object.entries(document.components.messages);

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
addFormats(ajv);
ajv.addVocabulary(['x-extensible-enum', 'components']);
ajv.addSchema({ $id: 'document', components: { schemas: document.components.schemas } });
const inDocument = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/')) as object;

describe('the AsyncAPI document', () => {
  it('is valid AsyncAPI 3.0, by the schema of the AsyncAPI initiative', () => {
    const path = require.resolve('@asyncapi/specs/schemas/3.0.0.json');
    // The document holds the meta-schema that it refers to.
    const official = new Ajv({ meta: false, validateSchema: false, strict: false, allErrors: true });
    addFormats(official);
    const accepts = official.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
    accepts(document);
    expect(accepts.errors).toBeNull();
  });

  it('refers to nothing that it lacks', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
    expect(refs.length).toBeGreaterThan(300);
    for (const path of new Set(refs)) expect(document).toHaveProperty(path.split('/'));
  });

  it('has a message of the intake for every CloudEvent type, and one for any of them in structured mode', () => {
    const intake = Object.keys(document.channels['intake']!.messages);
    expect(intake).toEqual([...CATALOGUE.map(({ dto }) => dto.name), 'StructuredCloudEvent']);
    expect(intake.slice(0, -1).map((id) => document.components.messages[id]!.name)).toEqual(
      CATALOGUE.map(({ cloudEvent }) => cloudEvent),
    );
  });

  it('receives by the intake only, and answers on the outcomes', () => {
    const operations = Object.values(document.operations);
    expect(operations.map(({ action, channel }) => `${action} ${channel.$ref.split('/')[2]}`)).toEqual([
      'receive intake',
      'send outcomes',
      'send events',
      'send views',
      'send agencyViews',
      'send deadLetters',
    ]);
    expect(operations[0]).toMatchObject({ reply: { channel: { $ref: '#/channels/outcomes' } } });
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual([
      '{intake}',
      'career.outcomes.{source}.v1',
      'career.events.v1',
      'career.views.v1',
      'career.views.{agency}.v1',
      'career.dead-letters.v1',
    ]);
  });

  it.each(messages)('%s: its examples are what its schemas say', (_id, { headers, payload, examples = [] }) => {
    const headersOk = ajv.compile(inDocument(headers));
    const payloadOk = ajv.compile(inDocument(payload));
    for (const example of examples) {
      headersOk(example.headers);
      expect([example.name, headersOk.errors]).toEqual([example.name, null]);
      payloadOk(example.payload);
      expect([example.name, payloadOk.errors]).toEqual([example.name, null]);
    }
  });

  it('shows an example of every message but of what only a person may say', () => {
    expect(messages.filter(([, { examples }]) => examples === undefined).map(([id]) => id)).toEqual([
      'ConfirmMentoringSession',
    ]);
  });

  it('shows messages that the ledger takes, and whose CloudEvents it can read', () => {
    for (const { cloudEvent, dto } of CATALOGUE) {
      const contract = CATALOGUE.find((each) => each.cloudEvent === cloudEvent)!;
      for (const { headers, payload } of document.components.messages[dto.name]!.examples ?? []) {
        const decoded = fromBinary(headers, 'ce_', payload);
        expect(decoded).toMatchObject({ ok: true, event: { type: cloudEvent, data: payload } });
        expect(validateCommand(contract, payload).ok).toBe(true);
      }
    }
    const [structured] = document.components.messages['StructuredCloudEvent']!.examples!;
    expect(fromStructured(structured!.payload).ok).toBe(true);
    for (const id of ['AcceptedOutcome', 'PromotionEvent', 'CurrentStateRow'])
      for (const { headers, payload } of document.components.messages[id]!.examples!)
        expect(fromBinary(headers, 'ce_', payload).ok).toBe(true);
  });

  it('names brokers only where it is told them', () => {
    expect(document.servers).toEqual({
      'broker-1': {
        host: 'kafka-1.example.go.id:9093',
        protocol: 'kafka-secure',
        security: [{ $ref: '#/components/securitySchemes/scram-sha-512' }],
      },
    });
    expect(asyncApiDocument({ version: '0.1.0', prefix: 'career', rows })).not.toHaveProperty('servers');
  });

  it('is without the views where the process that is asked makes none', () => {
    const { channels, components } = asyncApiDocument({
      version: '0.1.0',
      prefix: 'career',
      rows: null,
    }) as typeof document;
    expect(Object.keys(channels)).toEqual(['intake', 'outcomes', 'events', 'deadLetters']);
    expect(components.messages).not.toHaveProperty('CurrentStateRow');
  });

  it('goes by the prefix everywhere', () => {
    const other = JSON.stringify(asyncApiDocument({ version: '0.1.0', prefix: 'karier', rows, cluster }));
    expect(other).toBe(JSON.stringify(document).replaceAll(/(?<!asn\.)career\./g, 'karier.'));
  });
});
