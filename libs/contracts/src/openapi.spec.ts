import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020';
import { CATALOGUE } from './catalogue';
import { openApiDocument, schemaRef } from './openapi';
import { COMMANDS_PATH, type RouteDescription } from './route';
import { commandSchema } from './schemas';
import { validateCommand } from './validate';

const ROUTES: readonly RouteDescription[] = [
  {
    method: 'post',
    path: COMMANDS_PATH,
    route: 'command',
    tag: 'Commands',
    summary: 'Send a command',
    description: 'The same key again gives the first receipt.',
    parameters: [
      { name: 'name', in: 'path', description: 'Name of the command.', schema: { type: 'string' } },
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: true,
        description: 'Names the command.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      '201': { description: 'Recorded.', contentTypes: { 'application/json': { schema: schemaRef('Receipt') } } },
      '422': {
        description: 'Refused.',
        contentTypes: { 'application/problem+json': { schema: schemaRef('Problem') } },
      },
    },
  },
  {
    method: 'get',
    path: '/v1/careers/{person}/feed',
    route: 'career-feed',
    tag: 'Feeds',
    summary: 'Follow a career',
    parameters: [
      { name: 'person', in: 'path', description: 'Id of the person.', schema: { type: 'string', format: 'uuid' } },
    ],
    responses: {
      '200': {
        description: 'snapshot, then changed.',
        contentTypes: { 'text/event-stream': { schema: { type: 'string' } } },
        headers: { 'X-Position': { description: 'Reflected.', schema: { type: 'string' } } },
      },
    },
  },
  {
    method: 'get',
    path: '/health/live',
    route: 'health',
    tag: 'Health',
    summary: 'Alive',
    public: true,
    responses: { '200': { description: 'Yes.' } },
  },
];
const document = openApiDocument({
  routes: ROUTES,
  version: '0.1.0',
  servers: [{ url: 'http://127.0.0.1:8080' }],
  schemas: { Career: { type: 'object' } },
});

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly required: boolean }[];
  readonly requestBody: {
    readonly content: Record<string, { schema: { $ref: string }; examples: { accepted: { value: unknown } } }>;
  };
  readonly responses: Record<string, object>;
}
const paths = document['paths'] as Record<string, Record<string, Operation>>;
const operation = (method: string, path: string): Operation => paths[path]![method]!;

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)) as Record<string, unknown>);
    expect(result).toEqual({ valid: true });
  });

  it('has a path a command, with its schema, its accepted example and no path parameter', () => {
    for (const contract of CATALOGUE) {
      const { requestBody, parameters } = operation('post', `/v1/commands/${contract.name}`);
      const { schema, examples } = requestBody.content['application/json']!;
      expect(schema).toEqual(schemaRef(contract.dto.name));
      expect(validateCommand(contract, examples.accepted.value).ok).toBe(true);
      expect(parameters).toEqual([expect.objectContaining({ name: 'Idempotency-Key', required: true })]);
    }
    expect(paths).not.toHaveProperty([COMMANDS_PATH]);
  });

  it('names every operation once, protects all but the public ones, and describes their problems', () => {
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(operation('get', '/health/live').security).toEqual([]);
    expect(operation('get', '/v1/careers/{person}/feed').security).toEqual([{ bearer: [] }]);
    expect(Object.keys(operation('get', '/v1/careers/{person}/feed').responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '429',
      '500',
    ]);
    expect(Object.keys(operation('get', '/health/live').responses)).toEqual(['200', '400', '429', '500']);
  });

  it('refers to nothing that it lacks', () => {
    const { schemas } = document['components'] as { schemas: Record<string, object> };
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    expect(refs.length).toBeGreaterThan(50);
    for (const name of refs) expect(schemas).toHaveProperty([name]);
    expect(schemas).toHaveProperty('Career');
  });

  it('refuses the same route twice', () => {
    expect(() => openApiDocument({ routes: [ROUTES[2]!, ROUTES[2]!], version: '1' })).toThrow('described twice');
  });
});

describe('the JSON Schemas', () => {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    validateFormats: false,
  });

  it.each(CATALOGUE.map((contract) => [contract.name, contract] as const))(
    '%s: complete in itself, takes what the contract takes, refuses what it refuses',
    (_name, contract) => {
      const accepts = ajv.compile(commandSchema(contract));
      const { example } = contract;
      const variants: unknown[] = [
        example,
        {},
        { ...example, zzz: 1 },
        { ...example, person: '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011', identifier: { kind: 'nip', number: '1' } },
        { ...example, person: '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011', identifier: null },
        { ...example, person: null, identifier: null },
        { ...example, fact: '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011' },
        { ...example, fact: '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011', recordId: null },
        { ...example, content: null },
        { ...example, effectiveAt: '2023-02-29' },
        { ...example, reason: null },
      ];
      const verdicts = variants.map((data) => accepts(data));
      expect(verdicts).toEqual(variants.map((data) => validateCommand(contract, data).ok));
      expect(verdicts[0]).toBe(true);
      expect(verdicts[2]).toBe(false);
    },
  );
});
