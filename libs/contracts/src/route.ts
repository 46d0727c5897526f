import type { JsonSchema } from './contract';

export interface MediaType {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}

export interface ParameterDescription {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly description: string;
  /** Always true in a path. */
  readonly required?: boolean;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface ResponseDescription {
  readonly description: string;
  /** By media type; absent for an answer without a body. A stream of server-sent events is `text/event-stream`. */
  readonly contentTypes?: Readonly<Record<string, MediaType>>;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
}

/** One route of the service, as its module describes it beside the controller. */
export interface RouteDescription {
  readonly method: 'get' | 'post';
  /** OpenAPI template, such as `/v1/careers/{person}`. `COMMANDS_PATH` stands for one path a command. */
  readonly path: string;
  /** The route's id in the access table. */
  readonly route: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** Needs no token. */
  readonly public?: boolean;
  readonly parameters?: readonly ParameterDescription[];
  readonly request?: { readonly contentTypes: Readonly<Record<string, MediaType>> };
  /** By status. The problems that every route can answer (400, 401, 403, 429, 500) are added where absent. */
  readonly responses: Readonly<Record<string, ResponseDescription>>;
}

/** The path of the commands' door; in the document it becomes one path a command, with its schema and example. */
export const COMMANDS_PATH = '/v1/commands/{name}';
