import { Controller, Get, Header, Inject, Module, type DynamicModule } from '@nestjs/common';
import { openApiDocument, type JsonSchema, type RouteDescription } from '@rekam/contracts';
import { Public } from '@rekam/runtime';

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
}

/** Serves the machine-readable description of the HTTP interface. */
@Module({})
export class DocumentsModule {
  static register(documented: DocumentedRoutes): DynamicModule {
    // Made at the first request: most processes are never asked.
    let document: string | undefined;
    const useValue = (): string => (document ??= JSON.stringify(openApiDocument(documented)));
    return {
      module: DocumentsModule,
      controllers: [DocumentsController],
      providers: [{ provide: DOCUMENT, useValue }],
    };
  }
}
