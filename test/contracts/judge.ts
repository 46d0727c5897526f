import type { JsonSchema } from '@rekam/contracts';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { messagesOn, type Document } from './document';

/** A message as its bytes say it. */
export interface Wire {
  readonly headers: Readonly<Record<string, string>>;
  readonly key: string | null;
  readonly payload: unknown;
}

/** Keys under which the document leaves open what there is: the rules derive more than a source states. */
const OPEN = new Set(['content']);

/** A schema that refuses keys that it does not name: what is sent and not documented is a fault, too. */
function closed(schema: unknown, name = ''): unknown {
  if (Array.isArray(schema)) return schema.map((each) => closed(each, name));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties, ...rest } = schema as JsonSchema;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value, name)]));
  if (properties === undefined) return inner;
  const named = Object.entries(properties as object).map(([key, value]) => [key, closed(value, key)]);
  // What has no type is a condition on an object, not the object.
  const isClosed = 'type' in rest && !('additionalProperties' in rest) && !OPEN.has(name);
  const additional = isClosed ? { additionalProperties: false } : {};
  return { ...inner, ...additional, properties: Object.fromEntries(named) as object };
}

/** Says of messages whether an AsyncAPI document describes them. */
export class Judge {
  private readonly ajv = new Ajv2020({ strictTypes: false, strictRequired: false, allowUnionTypes: true });

  constructor(readonly document: Document) {
    addFormats(this.ajv);
    this.ajv.addVocabulary(['x-extensible-enum', 'components']);
    const { schemas } = document.components;
    this.ajv.addSchema({ $id: 'document', components: { schemas: closed(schemas) } });
  }

  /** The one message of the channel that describes this one. Throws when none does, or several. */
  nameOf(channel: string, wire: Wire): string {
    const { messages } = this.document.components;
    const ofItsHeaders = messagesOn(this.document, channel).filter(
      (name) => this.faultsIn(messages[name]!.headers, wire.headers) === null,
    );
    const faults = ofItsHeaders.map((name) => {
      const { payload, bindings } = messages[name]!;
      return this.faultsIn(payload, wire.payload) ?? this.faultsIn(bindings.kafka.key, wire.key);
    });
    const names = ofItsHeaders.filter((_, at) => faults[at] === null);
    if (names.length === 1) return names[0]!;
    const told = ofItsHeaders.map((name, at) => `${name}: ${faults[at] ?? 'describes it'}`);
    throw new Error(`${names.length} messages of ${channel} describe ${JSON.stringify(wire)}; ${told.join('; ')}`);
  }

  private faultsIn(schema: JsonSchema, value: unknown): string | null {
    const validate =
      this.compiled.get(schema) ??
      this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/')) as object);
    this.compiled.set(schema, validate);
    return validate(value) ? null : this.ajv.errorsText(validate.errors);
  }

  private readonly compiled = new Map<JsonSchema, ReturnType<Ajv2020['compile']>>();
}
