import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Validator } from '@seriousme/openapi-schema-validator';
import { EXAMPLE_SEQUENCE, type JsonData, type JsonSchema } from '@rekam/contracts';
import type { LocalClaims } from '@rekam/runtime';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { AUDITOR, claimsOf, OPERATOR, Service, simpeg, type Answer, type Sent } from './service';

interface Media {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, { readonly value: JsonData }>>;
}
interface Operation {
  readonly operationId: string;
  readonly security: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly example?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<'get' | 'post', Operation>>>>;
}

/** Every route that a Fastify instance of this process registers, in the form of the document. */
const registered = new Set<string>();
const onInstance = (message: unknown): void => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    // The probe whose headers the door copies has routes that nobody can call; those of the door say who may.
    if (config?.access === undefined) return;
    for (const each of [method].flat()) {
      if (each !== 'HEAD') registered.add(`${each.toLowerCase()} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    }
  });
};

describe('the OpenAPI document', () => {
  let service: Service;
  let document: Document;
  let operations: readonly (readonly [method: string, path: string, operation: Operation])[];
  beforeAll(async () => {
    subscribe('fastify.initialization', onInstance);
    service = await Service.start();
    unsubscribe('fastify.initialization', onInstance);
    ({ body: document } = await service.send<Document>('GET', '/openapi.json'));
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [method, path, operation] as const),
    );
  });
  afterAll(() => service.stop());

  const examplesOf = (path: string, type = 'application/json'): readonly JsonData[] =>
    Object.values(document.paths[path]!.post.requestBody!.content[type]!.examples!).map(({ value }) => value);

  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
    expect([document.openapi, valid, errors]).toEqual(['3.1.0', true, undefined]);
  });

  it('has every route that the service registers, and no other', () => {
    const documented = operations.map(
      ([method, path]) => `${method} ${path.replace(/^(\/v1\/commands\/)[^{]+$/, '$1{name}')}`,
    );
    expect([...new Set(documented)].toSorted()).toEqual([...registered].toSorted());
  });

  it('names every operation once', () => {
    expect(new Set(operations.map(([, , { operationId }]) => operationId)).size).toBe(operations.length);
  });

  it('says rightly which paths need a token', async () => {
    for (const [method, path, { security }] of operations) {
      const filled = path.replace('{file}', 'record-promotion.v1.json').replaceAll(/\{\w+\}/g, '5500');
      const { status } = await service.send<unknown>(method === 'get' ? 'GET' : 'POST', filled);
      expect([path, status]).toEqual([path, security.length === 0 ? 200 : 401]);
    }
  });

  describe('what it shows', () => {
    const validate = new Ajv2020({ strict: false, allErrors: true });
    addFormats(validate);
    // Known by a name, so that what all answers refer to is compiled once.
    beforeAll(() => {
      validate.addSchema({ $id: 'document', components: (document as unknown as JsonSchema)['components'] });
    });
    const inDocument = (schema: JsonSchema): JsonSchema =>
      JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/')) as JsonSchema;
    const seen = new Set<string>();

    /** Asks what the document describes; the answer must be as it says for this status. */
    async function asked<Body>(
      method: 'get' | 'post',
      path: string,
      as: LocalClaims | null,
      { at = path, ...sent }: Sent & { readonly at?: string } = {},
    ): Promise<Answer<Body>> {
      const answer = await service.send<Body>(method === 'get' ? 'GET' : 'POST', at, { as, ...sent });
      const type = answer.headers.get('content-type')!.split(';')[0]!;
      const described = document.paths[path]![method].responses[String(answer.status)]?.content?.[type];
      if (described === undefined)
        throw new Error(`${path} does not describe ${answer.status} ${type}: ${JSON.stringify(answer.body)}`);
      const accepts = validate.compile(inDocument(described.schema));
      accepts(answer.body);
      expect([path, answer.status, accepts.errors]).toEqual([path, answer.status, null]);
      seen.add(`${method} ${path}`);
      return answer;
    }
    // The persons of the examples; the third is merged into the first.
    const siti = '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011';
    const budi = '0c9a4d1e-63f5-4b7d-8f21-5d3e7a6b9022';
    const merged = 'd4e27b80-91ac-4f36-b5d8-2a6c8e4f7033';

    it('is accepted: the example of every command, from the caller it is for', async () => {
      const commands = operations.filter(([, path]) => path.startsWith('/v1/commands/'));
      const sent = new Set<string>();
      for (const [index, { contract, data, caller }] of EXAMPLE_SEQUENCE.entries()) {
        const path = `/v1/commands/${contract.name}`;
        const [example] = examplesOf(path);
        // The first two open the careers of others, whom the examples name.
        const isOther = contract.name === 'record-appointment' && data['person'] !== siti;
        const headers = { 'idempotency-key': `example-${index}` };
        const { status, body } = await asked('post', path, claimsOf(caller), {
          body: isOther ? data : example,
          headers,
        });
        expect([contract.name, status, status === 201 ? null : body]).toEqual([contract.name, 201, null]);
        sent.add(path);
      }
      expect([...sent].toSorted()).toEqual(commands.map(([, path]) => path).toSorted());
    });

    it('is accepted: the example of every other request', async () => {
      for (const [type, examples] of [
        ['application/cloudevents+json', examplesOf('/v1/events', 'application/cloudevents+json')],
        ['application/cloudevents-batch+json', examplesOf('/v1/events', 'application/cloudevents-batch+json')],
      ] as const) {
        for (const body of examples) {
          const { status, body: answer } = await asked<{ results?: readonly { status: number }[] }>(
            'post',
            '/v1/events',
            simpeg('5500'),
            { body, headers: { 'content-type': type } },
          );
          expect([200, 201]).toContain(status);
          for (const result of answer.results ?? []) expect([200, 201]).toContain(result.status);
        }
      }
      for (const [path, as] of [
        ['/v1/persons/resolve', AUDITOR],
        ['/v1/imports/known', simpeg('5500')],
        ['/v1/persons/search', AUDITOR],
        ['/v1/operations/rebuild', OPERATOR],
        ['/v1/operations/backup', OPERATOR],
      ] as const) {
        for (const body of examplesOf(path)) expect((await asked('post', path, as, { body })).status).toBe(200);
      }
      for (const name of ['late-acts', 'odd-acts', 'state']) {
        const path = `/v1/agencies/{code}/reports/${name}`;
        const at = path.replace('{code}', '5500');
        for (const body of examplesOf(path)) {
          const answer = await asked<string>('post', path, AUDITOR, { at, body });
          expect([answer.status, answer.body.includes('"failed"')]).toEqual([200, false]);
        }
      }
    });

    it('is what the readings answer', async () => {
      const head = await service.head();
      for (const person of [siti, budi]) {
        const at = (path: string, query = '') => ({ at: path.replace('{person}', person) + query });
        const career = '/v1/careers/{person}';
        await asked('get', career, AUDITOR, at(career, `?at-least=${head}`));
        await asked('get', career, AUDITOR, at(career, '?validAt=2024-06-30&knownAt=2'));
        const { body } = await asked<{ entries: readonly unknown[] }>(
          'get',
          `${career}/timeline`,
          AUDITOR,
          at(`${career}/timeline`),
        );
        expect(body.entries.length).toBeGreaterThan(0);
        const facts = await asked<{ facts: readonly unknown[] }>(
          'get',
          `${career}/facts`,
          AUDITOR,
          at(`${career}/facts`),
        );
        expect(facts.body.facts.length).toBeGreaterThan(0);
        await asked('get', `${career}/accesses`, AUDITOR, at(`${career}/accesses`));
      }
      await service.recorded('merge-person', { person: merged, into: siti }, OPERATOR);
      await asked('get', '/v1/careers/{person}', AUDITOR, { at: `/v1/careers/${merged}` });
      await asked('get', '/v1/agencies/{code}/overview', AUDITOR, { at: '/v1/agencies/5500/overview' });
      await asked('get', '/v1/agencies/{code}/notices', simpeg('5500'), { at: '/v1/agencies/5500/notices' });
      await asked('get', '/v1/status', AUDITOR);
      await asked('get', '/health/live', null);
      await asked('get', '/health/ready', null);
      await asked('get', '/health/ready/requests', null);
      await asked('get', '/openapi.json', null);
      await asked('get', '/asyncapi.json', null);
      await asked('get', '/schemas/{file}', null, { at: '/schemas/record-promotion.v1.json' });
      await asked('get', '/schemas/{file}', null, { at: '/schemas/receipt.v1.json' });
      await asked('get', '/schemas/{file}', null, { at: '/schemas/outcome.v1.json' });
      await asked('get', '/schemas/{file}', null, { at: '/schemas/view-current-state.v1.json' });
    });

    it('is what refusals look like', async () => {
      const refused: readonly [string, Sent & { at?: string }, LocalClaims | null, number][] = [
        ['/v1/careers/{person}', { at: `/v1/careers/${siti}` }, null, 401],
        ['/v1/careers/{person}', { at: `/v1/careers/${siti}` }, simpeg('5571'), 403],
        ['/v1/careers/{person}', { at: '/v1/careers/nobody' }, AUDITOR, 400],
        ['/v1/careers/{person}', { at: '/v1/careers/00000000-0000-4000-8000-000000000000' }, AUDITOR, 404],
        ['/schemas/{file}', { at: '/schemas/nothing.json' }, null, 404],
      ];
      for (const [path, sent, as, status] of refused) expect((await asked('get', path, as, sent)).status).toBe(status);
      const command = '/v1/commands/record-promotion';
      const headers = { 'idempotency-key': 'refused' };
      const [example] = examplesOf(command);
      for (const [body, status] of [
        [{}, 400],
        [{ ...example, recordId: 'other', effectiveAt: '2022-05-01' }, 422],
        [{ ...example, recordId: 'other', person: merged, identifier: null }, 409],
      ] as const) {
        expect((await asked('post', command, simpeg('5500'), { body, headers })).status).toBe(status);
      }
    });
    it('was asked for whole, but for the feeds, which never end', () => {
      const left = operations.map(([method, path]) => `${method} ${path}`).filter((each) => !seen.has(each));
      expect(left.toSorted()).toEqual([
        'get /v1/agencies/{code}/feed',
        'get /v1/agencies/{code}/notices/feed',
        'get /v1/careers/{person}/feed',
      ]);
    });
  });
});
