import { Controller, Get, Header, Inject, Module, Param, type DynamicModule } from '@nestjs/common';
import {
  asyncApiDocument,
  openApiDocument,
  publishedSchemas,
  schemaRef,
  type AsyncApiOptions,
  type JsonSchema,
  type RouteDescription,
} from '@rekam/contracts';
import { Public } from './access';
import { problem } from './problem';

const DOCUMENTS = Symbol('documents');

/** What the service is described by; the routes stand beside the controllers they describe. */
export interface DocumentedService {
  readonly routes: readonly RouteDescription[];
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly version: string;
  /** What goes over Kafka. */
  readonly messages: Omit<AsyncApiOptions, 'version'>;
}

/** Each is made when it is first asked for: most processes are never asked. */
class Documents {
  private openApiText: string | undefined;
  private asyncApiText: string | undefined;
  private schemaTexts: ReadonlyMap<string, string> | undefined;

  constructor(private readonly service: DocumentedService) {}

  openApi(): string {
    return (this.openApiText ??= JSON.stringify(openApiDocument(this.service)));
  }

  asyncApi(): string {
    const { version, messages } = this.service;
    return (this.asyncApiText ??= JSON.stringify(asyncApiDocument({ version, ...messages })));
  }

  /** By the name of its file; undefined when there is none. */
  schema(file: string): string | undefined {
    this.schemaTexts ??= new Map(
      [...publishedSchemas(this.service.messages.rows)].map(([name, schema]) => [
        `${name}.v1.json`,
        JSON.stringify(schema),
      ]),
    );
    return this.schemaTexts.get(file);
  }
}

@Controller()
class DocumentsController {
  constructor(@Inject(DOCUMENTS) private readonly documents: Documents) {}

  @Get('openapi.json')
  @Public()
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  openApi(): string {
    return this.documents.openApi();
  }

  @Get('asyncapi.json')
  @Public()
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  asyncApi(): string {
    return this.documents.asyncApi();
  }

  /** The JSON Schema of one command's data, `<command>.v1.json`, of an answer or of a message. */
  @Get('schemas/:file')
  @Public()
  @Header('content-type', 'application/schema+json; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  schema(@Param('file') file: string): string {
    const schema = this.documents.schema(file);
    if (schema === undefined) {
      throw problem(
        404,
        'unknown-schema',
        'There is no such schema.',
        'Schemas are named <command>.v1.json; /openapi.json lists the commands.',
      );
    }
    return schema;
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
    path: '/asyncapi.json',
    summary: 'What goes over Kafka',
    responses: {
      '200': { description: 'AsyncAPI 3.0.', contentTypes: { 'application/json': { schema: { type: 'object' } } } },
    },
  },
  {
    ...served,
    path: '/schemas/{file}',
    summary: "The JSON Schema of a command's data, of an answer or of a message",
    parameters: [
      {
        name: 'file',
        in: 'path',
        description:
          '<command>.v1.json, cloud-event.v1.json, receipt.v1.json, problem.v1.json, outcome.v1.json, event.v1.json, view-<view>.v1.json or dead-letter-headers.v1.json.',
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

/** Serves the machine-readable description of what the service takes and gives, over HTTP and over Kafka. */
@Module({})
export class DocumentsModule {
  static register(service: DocumentedService): DynamicModule {
    const useValue = new Documents({ ...service, routes: [...service.routes, ...DOCUMENT_ROUTES] });
    return {
      module: DocumentsModule,
      controllers: [DocumentsController],
      providers: [{ provide: DOCUMENTS, useValue }],
    };
  }
}
