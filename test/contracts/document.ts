import { asyncApiDocument, type JsonSchema } from '@rekam/contracts';
import { PUBLISHED_VIEW_ROWS } from '@rekam/reader';
import { version } from '../../package.json';

export interface Message {
  readonly name: string;
  readonly headers: JsonSchema;
  readonly payload: JsonSchema;
  readonly bindings: { readonly kafka: { readonly key: JsonSchema } };
  readonly examples?: readonly {
    readonly name: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly payload: unknown;
  }[];
}

/** As much of an AsyncAPI document as is read here. */
export interface Document {
  readonly info: { readonly version: string };
  readonly channels: Readonly<
    Record<string, { readonly address: string; readonly messages: Readonly<Record<string, unknown>> }>
  >;
  readonly operations: Readonly<
    Record<string, { readonly action: 'receive' | 'send'; readonly channel: { readonly $ref: string } }>
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly messages: Readonly<Record<string, Message>>;
  };
}

/** The contracts of this working copy, as they are served. */
export const documentOfToday = (): Document =>
  JSON.parse(JSON.stringify(asyncApiDocument({ version, prefix: 'career', rows: PUBLISHED_VIEW_ROWS }))) as Document;

/** The names of the messages of a channel. */
export const messagesOn = ({ channels }: Document, channel: string): readonly string[] =>
  Object.keys(channels[channel]?.messages ?? {});
