import { CATALOGUE } from './catalogue';
import type { CommandContract, JsonSchema } from './contract';
import {
  COMMANDS_PATH,
  type MediaType,
  type ParameterDescription,
  type ResponseDescription,
  type RouteDescription,
} from './route';
import {
  catalogueSchemas,
  CLOUD_EVENT_BATCH_SCHEMA,
  CLOUD_EVENT_SCHEMA,
  PROBLEM_SCHEMA,
  RECEIPT_SCHEMA,
} from './schemas';

export interface OpenApiOptions {
  readonly routes: readonly RouteDescription[];
  readonly version: string;
  readonly servers?: readonly { readonly url: string; readonly description?: string }[];
  /** Schemas of answers that the routes refer to by `schemaRef`. */
  readonly schemas?: Readonly<Record<string, JsonSchema>>;
}

/** A reference to a schema of the document, such as `schemaRef('Receipt')`. */
export const schemaRef = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const problemAnswer = (description: string): ResponseDescription => ({
  description,
  contentTypes: { 'application/problem+json': { schema: schemaRef('Problem') } },
});

const PROBLEMS: Readonly<Record<string, ResponseDescription>> = {
  '400': problemAnswer('The request is malformed; errors name each field.'),
  '429': problemAnswer('Too many requests; see Retry-After.'),
  '500': problemAnswer('A fault of the service; nothing was recorded unless a receipt says so.'),
};
const PROBLEMS_OF_CALLERS: Readonly<Record<string, ResponseDescription>> = {
  '401': problemAnswer('The token is missing, expired or not valid here.'),
  '403': problemAnswer('The caller may not do this.'),
};

const media = (types: Readonly<Record<string, MediaType>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(types).map(([type, { schema, examples }]) => [type, { schema, ...(examples && { examples }) }]),
  );

const parameter = ({ required, in: place, ...rest }: ParameterDescription): Record<string, unknown> => ({
  ...rest,
  in: place,
  required: place === 'path' || required === true,
});

const response = ({ description, headers, contentTypes }: ResponseDescription): Record<string, unknown> => ({
  description,
  ...(headers && { headers }),
  ...(contentTypes && { content: media(contentTypes) }),
});

const camel = (text: string): string =>
  text.replaceAll(/[^0-9A-Za-z]+([0-9A-Za-z])/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, '');

function operation(route: RouteDescription, operationId: string): Record<string, unknown> {
  const { tag, summary, description, parameters, request, responses } = route;
  const answers = { ...PROBLEMS, ...(route.public ? {} : PROBLEMS_OF_CALLERS), ...responses };
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: route.public ? [] : [{ bearer: [] }],
    ...(parameters && parameters.length > 0 && { parameters: parameters.map(parameter) }),
    ...(request && { requestBody: { required: true, content: media(request.contentTypes) } }),
    responses: Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, response(answer)])),
  };
}

/** The commands' route for one command: its own path, schema and example. */
function commandRoute(
  route: RouteDescription,
  { name, dto, summary, cloudEvent, example }: CommandContract,
): RouteDescription {
  const schema = schemaRef(dto.name);
  return {
    ...route,
    path: route.path.replace('{name}', name),
    summary,
    description: `${route.description ?? ''}\n\nAs a CloudEvent: \`${cloudEvent}\`.`.trim(),
    parameters: (route.parameters ?? []).filter((each) => each.in !== 'path'),
    request: {
      contentTypes: {
        'application/json': { schema, examples: { accepted: { summary: 'Accepted.', value: example } } },
      },
    },
  };
}

/** The whole service as one OpenAPI 3.1 document; the schemas are the ones that requests are validated with. */
export function openApiDocument({ routes, version, servers, schemas = {} }: OpenApiOptions): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  const add = (route: RouteDescription, operationId: string): void => {
    const item = (paths[route.path] ??= {});
    if (route.method in item) throw new Error(`${route.method} ${route.path} is described twice`);
    item[route.method] = operation(route, operationId);
  };
  for (const route of routes) {
    if (route.path !== COMMANDS_PATH) add(route, camel(`${route.method} ${route.path.replace(/^\/v1/, '')}`));
    else for (const contract of CATALOGUE) add(commandRoute(route, contract), camel(contract.name));
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Rekam Jejak',
      version,
      description:
        "The ledger of civil servants' careers. Numbers travel in bodies, never in URLs; errors are problems (RFC 9457).",
    },
    ...(servers && servers.length > 0 && { servers }),
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: {
        ...catalogueSchemas('#/components/schemas/'),
        Receipt: RECEIPT_SCHEMA,
        Problem: PROBLEM_SCHEMA,
        CloudEvent: CLOUD_EVENT_SCHEMA,
        CloudEventBatch: CLOUD_EVENT_BATCH_SCHEMA,
        ...schemas,
      },
    },
  };
}
