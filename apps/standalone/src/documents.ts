import { Controller, Get, Header, Inject, Module, Param, type DynamicModule } from '@nestjs/common';
import {
  ANSWER_SCHEMAS,
  byName,
  commandSchema,
  openApiDocument,
  schemaRef,
  type JsonSchema,
  type RouteDescription,
} from '@rekam/contracts';
import { problem, Public } from '@rekam/runtime';

const DOCUMENT = Symbol('OpenAPI document');

/** What the service is described by; the routes stand beside the controllers they describe. */
export interface DocumentedRoutes {
  readonly routes: readonly RouteDescription[];
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly version: string;
}

@Controller()
class DocumentsController {
  constructor(@Inject(DOCUMENT) private readonly document: () => string) {}

  @Get('openapi.json')
  @Public()
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  openApi(): string {
    return this.document();
  }

  /** The JSON Schema of one command's data, `<command>.v1.json`, or of an answer. */
  @Get('schemas/:file')
  @Public()
  @Header('content-type', 'application/schema+json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  schema(@Param('file') file: string): string {
    const contract = byName(file.replace(/\.v1\.json$/, ''));
    const schema =
      contract === undefined
        ? Object.values(ANSWER_SCHEMAS).find((each) => each['$id'] === `/schemas/${file}`)
        : commandSchema(contract);
    if (schema === undefined) {
      throw problem(
        404,
        'unknown-schema',
        'There is no such schema.',
        'Schemas are named <command>.v1.json; /openapi.json lists the commands.',
      );
    }
    return JSON.stringify(schema);
  }
}

const served = { method: 'get', route: 'public', tag: 'documents', public: true } as const;

/** The routes of the documents themselves. */
const DOCUMENT_ROUTES: readonly RouteDescription[] = [
  {
    ...served,
    path: '/openapi.json',
    summary: 'This document',
    responses: {
      '200': { description: 'OpenAPI 3.1.', contentTypes: { 'application/json': { schema: { type: 'object' } } } },
    },
  },
  {
    ...served,
    path: '/schemas/{file}',
    summary: "The JSON Schema of a command's data or of an answer",
    parameters: [
      {
        name: 'file',
        in: 'path',
        description: '<command>.v1.json, receipt.v1.json or problem.v1.json.',
        schema: { type: 'string' },
        example: 'record-promotion.v1.json',
      },
    ],
    responses: {
      '200': {
        description: 'JSON Schema 2020-12, complete in itself.',
        contentTypes: { 'application/schema+json': { schema: { type: 'object' } } },
      },
      '404': {
        description: 'There is no such schema.',
        contentTypes: { 'application/problem+json': { schema: schemaRef('Problem') } },
      },
    },
  },
];

/** Serves the machine-readable description of the HTTP interface. */
@Module({})
export class DocumentsModule {
  static register(documented: DocumentedRoutes): DynamicModule {
    // Made at the first request: most processes are never asked.
    let document: string | undefined;
    const routes = [...documented.routes, ...DOCUMENT_ROUTES];
    const useValue = (): string => (document ??= JSON.stringify(openApiDocument({ ...documented, routes })));
    return {
      module: DocumentsModule,
      controllers: [DocumentsController],
      providers: [{ provide: DOCUMENT, useValue }],
    };
  }
}
