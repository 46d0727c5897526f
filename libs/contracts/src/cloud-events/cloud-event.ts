import { uncleanIn } from '../clean';
import type { ProblemError } from '../contract';

/** A CloudEvent 1.0.2 with JSON data. Attributes are kept letter by letter, `time` too: a hash may stand on them. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly extensions: Readonly<Record<string, string | number | boolean>>;
  readonly data?: unknown;
}

export type Decoded =
  { readonly ok: true; readonly event: CloudEvent } | { readonly ok: false; readonly errors: readonly ProblemError[] };

export const BATCH_SIZE_MAX = 500;
const EXTENSIONS_MAX = 32;
const RULE = 'CloudEvents 1.0.2';

interface AttributeRule {
  readonly required?: true;
  readonly pattern: RegExp;
  readonly id: string;
  readonly en: string;
}

const VISIBLE = (max: number): RegExp => new RegExp(`^[^\\s\\p{Cc}]{1,${max}}$`, 'u');
const JSON_TYPE = /^[^/\s;]+\/(?:[^/\s;]+\+)?json\s*(?:;.*)?$/iu;

/** The context attributes of the specification, with the limits of this ledger. */
const ATTRIBUTES: Readonly<Record<string, AttributeRule>> = {
  specversion: { required: true, pattern: /^1\.0$/u, id: 'teks "1.0"', en: 'the text "1.0"' },
  id: {
    required: true,
    pattern: /^(?=\s*\S)\P{Cc}{1,256}$/u,
    id: 'teks 1 sampai 256 karakter',
    en: 'text of 1 to 256 characters',
  },
  source: {
    required: true,
    pattern: VISIBLE(256),
    id: 'rujukan URI, paling banyak 256 karakter',
    en: 'a URI reference, at most 256 characters',
  },
  type: {
    required: true,
    pattern: VISIBLE(128),
    id: 'nama jenis, paling banyak 128 karakter',
    en: 'a type name, at most 128 characters',
  },
  time: {
    pattern: /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/u,
    id: 'waktu RFC 3339',
    en: 'an RFC 3339 timestamp',
  },
  subject: {
    pattern: /^\P{Cc}{1,256}$/u,
    id: 'teks 1 sampai 256 karakter',
    en: 'text of 1 to 256 characters',
  },
  datacontenttype: {
    pattern: JSON_TYPE,
    id: 'jenis media JSON, misalnya application/json',
    en: 'a JSON media type, such as application/json',
  },
  dataschema: {
    pattern: VISIBLE(1000),
    id: 'URI, paling banyak 1000 karakter',
    en: 'a URI, at most 1000 characters',
  },
};

const fault = (code: string, field: string, id: string, en: string): ProblemError => ({
  code,
  field,
  rule: RULE,
  message: { id: `Harus berupa ${id}.`, en: `Must be ${en}.` },
  accepted: en,
});
const refused = (...errors: readonly ProblemError[]): Decoded => ({ ok: false, errors });

const isExtensionValue = (value: unknown): value is string | number | boolean =>
  (typeof value === 'string' && value.length <= 1000) ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2_147_483_647);

/** Checks what the specification and the ledger say of the attributes; null is an attribute that is not there. */
function eventOf(attributes: Readonly<Record<string, unknown>>, data: { readonly data?: unknown }): Decoded {
  const errors: ProblemError[] = [];
  const known: Record<string, unknown> = {};
  const extensions: Record<string, string | number | boolean> = {};
  for (const [name, { required, pattern, id, en }] of Object.entries(ATTRIBUTES)) {
    const value = attributes[name] ?? undefined;
    if (value === undefined && !required) continue;
    if (typeof value === 'string' && pattern.test(value)) known[name] = value;
    else errors.push(fault(value === undefined ? 'missing' : 'wrong-form', `/${name}`, id, en));
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || Object.hasOwn(ATTRIBUTES, name)) continue;
    if (!/^[a-z0-9]{1,40}$/u.test(name)) {
      const form = ['nama dari huruf kecil dan angka', 'a name of lower-case letters and digits'] as const;
      errors.push(fault('unknown-field', `/${name}`, ...form));
    } else if (isExtensionValue(value)) extensions[name] = value;
    else errors.push(fault('wrong-type', `/${name}`, 'teks, bilangan bulat atau boolean', 'text, integer or boolean'));
  }
  if (Object.keys(extensions).length > EXTENSIONS_MAX) {
    errors.push(fault('too-many', '', 'paling banyak 32 ekstensi', `at most ${EXTENSIONS_MAX} extensions`));
  }
  if (errors.length > 0) return refused(...errors.slice(0, 50));
  return { ok: true, event: { ...(known as unknown as CloudEvent), extensions, ...data } };
}

/** An event of the JSON format, `application/cloudevents+json`, already parsed. */
export function fromStructured(value: unknown): Decoded {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused(fault('wrong-type', '', 'objek CloudEvent', 'a CloudEvent object'));
  }
  const unclean = uncleanIn(value);
  if (unclean !== null) return refused(unclean);
  const { data, data_base64: binary, ...attributes } = value as Record<string, unknown>;
  if (binary !== undefined && binary !== null) {
    return refused(fault('binary-data', '/data_base64', 'JSON di kolom data', 'JSON in the field data'));
  }
  return eventOf(attributes, data === undefined ? {} : { data });
}

/** Events of the batch format, `application/cloudevents-batch+json`: a verdict for each, in order. */
export function fromBatch(
  value: unknown,
):
  | { readonly ok: true; readonly events: readonly Decoded[] }
  | { readonly ok: false; readonly errors: readonly ProblemError[] } {
  const [id, en] = [
    `daftar paling banyak ${BATCH_SIZE_MAX} CloudEvent`,
    `a list of at most ${BATCH_SIZE_MAX} CloudEvents`,
  ];
  if (!Array.isArray(value)) return { ok: false, errors: [fault('wrong-type', '', id, en)] };
  if (value.length > BATCH_SIZE_MAX) return { ok: false, errors: [fault('too-many', '', id, en)] };
  return { ok: true, events: value.map(fromStructured) };
}

/** `ce-` is the prefix of HTTP, whose values are percent-encoded; `ce_` is Kafka's, whose values are UTF-8. */
export type HeaderPrefix = 'ce-' | 'ce_';
export type Headers = Readonly<Record<string, string | Uint8Array | readonly (string | Uint8Array)[] | undefined>>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A header's text; undefined when it is given twice or is no text. */
function textOf(value: Headers[string], prefix: HeaderPrefix): string | undefined {
  try {
    if (value instanceof Uint8Array) return utf8.decode(value);
    if (typeof value !== 'string') return undefined;
    if (prefix === 'ce_') return value;
    const plain = /^".*"$/su.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/gsu, '$1') : value;
    return plain.replaceAll(/(?:%[0-9A-Fa-f]{2})+/gu, (encoded) => decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}

/** An event in binary mode: attributes in headers, `data` the parsed JSON body (absent for an empty one). */
export function fromBinary(headers: Headers, prefix: HeaderPrefix, data?: unknown): Decoded {
  const attributes: Record<string, unknown> = {};
  for (const [header, value] of Object.entries(headers)) {
    const lower = header.toLowerCase();
    if (value === undefined || (lower !== 'content-type' && !lower.startsWith(prefix))) continue;
    const name = lower === 'content-type' ? 'datacontenttype' : lower.slice(prefix.length);
    const text = textOf(value, prefix);
    if (text === undefined) return refused(fault('wrong-form', `/${name}`, 'satu nilai UTF-8', 'one value of UTF-8'));
    if (Object.hasOwn(attributes, name)) return refused(fault('wrong-form', `/${name}`, 'satu header', 'one header'));
    attributes[name] = text;
  }
  const unclean = uncleanIn({ ...attributes, ...(data !== undefined && { data }) });
  return unclean === null ? eventOf(attributes, data === undefined ? {} : { data }) : refused(unclean);
}

/** How a message carries events, by its content type; `unsupported` is a CloudEvents format other than JSON. */
export function contentModeOf(contentType: string | undefined): 'structured' | 'batch' | 'binary' | 'unsupported' {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/cloudevents+json') return 'structured';
  if (type === 'application/cloudevents-batch+json') return 'batch';
  return type.startsWith('application/cloudevents') ? 'unsupported' : 'binary';
}

/** The JSON format of an event. */
export function toStructured({ extensions, ...event }: CloudEvent): Record<string, unknown> {
  return { ...event, ...extensions };
}

/** The headers of an event in binary mode; its data is the body. */
export function toBinaryHeaders(
  { extensions, data: _data, datacontenttype, ...attributes }: CloudEvent,
  prefix: HeaderPrefix,
): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': datacontenttype ?? 'application/json' };
  for (const [name, value] of Object.entries<string | number | boolean>({ ...attributes, ...extensions })) {
    const text = String(value);
    headers[`${prefix}${name}`] =
      prefix === 'ce_' ? text : text.replaceAll(/[^\u0021-\u007E]|["%]/gu, (each) => encodeURIComponent(each));
  }
  return headers;
}
