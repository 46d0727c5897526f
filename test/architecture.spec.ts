import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';

/** The house rules of imports: what each room may know. A folder's own relative imports are its own business. */
const ROOMS: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages: readonly RegExp[] }>> = {
  'libs/domain': { rooms: [], packages: [] },
  'libs/contracts': {
    rooms: ['domain'],
    packages: [/^class-validator/, /^class-transformer/, /^ajv/, /^reflect-metadata$/],
  },
  'libs/postgres': { rooms: [], packages: [/^node:/, /^pg$/] },
  'libs/event-store': { rooms: ['domain', 'postgres'], packages: [/^node:/, /^@eventstore\/db-client$/] },
  'libs/projection': { rooms: ['domain', 'event-store', 'postgres'], packages: [/^node:/] },
  'libs/runtime': {
    rooms: ['domain', 'contracts', 'postgres', 'event-store'],
    packages: [
      /^node:/,
      /^@nestjs\//,
      /^@?fastify/,
      /^@opentelemetry\//,
      /^jose$/,
      /^pino$/,
      /^prom-client$/,
      /^class-/,
      /^reflect-metadata$/,
    ],
  },
  'libs/kafka': { rooms: [], packages: [/^node:/, /^kafkajs(\/|$)/] },
  'libs/siasn': { rooms: ['domain', 'contracts'], packages: [/^node:/] },
  'apps/writer': {
    rooms: ['domain', 'contracts', 'event-store', 'kafka', 'runtime'],
    packages: [/^node:/, /^@nestjs\//, /^fastify$/, /^rxjs$/, /^reflect-metadata$/],
  },
  'apps/reader': {
    rooms: ['domain', 'contracts', 'postgres', 'event-store', 'projection', 'kafka', 'runtime'],
    packages: [/^node:/, /^@nestjs\//, /^fastify$/, /^rxjs$/, /^reflect-metadata$/],
  },
  'apps/standalone': {
    rooms: ['domain', 'contracts', 'event-store', 'projection', 'kafka', 'runtime', 'writer', 'reader'],
    packages: [/^node:/, /^@nestjs\//, /^reflect-metadata$/],
  },
  'apps/cli': {
    rooms: [
      'domain',
      'contracts',
      'postgres',
      'event-store',
      'projection',
      'kafka',
      'runtime',
      'siasn',
      'writer',
      'reader',
      'standalone',
    ],
    packages: [
      /^node:/,
      /^@nestjs\//,
      /^commander$/,
      /^cli-/,
      /^csv-(parse|stringify)/,
      /^(read|write)-excel-file/,
      /^eta$/,
      /^reflect-metadata$/,
    ],
  },
};

/** Runs before anything that an older Node could not load, so the mains import it apart from the rest of its lib. */
const CHECK_OF_NODE = '@rekam/runtime/require-node';
const ROOT = join(__dirname, '..');
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3])!);

const isSpec = (file: string): boolean =>
  /\.spec\.ts$|\/testing\/|\/contract\.ts$/.test(file) && !file.includes('libs/contracts/src/contract.ts');

describe('architecture', () => {
  describe.each(Object.entries(ROOMS))('%s', (room, { rooms, packages }) => {
    const files = sources(join(ROOT, room));

    it('imports only the rooms and packages it may know', () => {
      const breaches = files
        .filter((file) => !isSpec(file))
        .flatMap((file) =>
          importsOf(file)
            .filter((name) => !name.startsWith('.'))
            .filter((name) =>
              name.startsWith('@rekam/')
                ? name !== CHECK_OF_NODE && !rooms.includes(name.slice('@rekam/'.length))
                : !packages.some((each) => each.test(name)),
            )
            .map((name) => `${relative(ROOT, file)} imports ${name}`),
        );
      expect(breaches).toEqual([]);
    });

    it('names built-in modules with node: and never leaves its folder by a relative path', () => {
      const breaches = files.flatMap((file) =>
        importsOf(file)
          .filter((name) => (isBuiltin(name) && !name.startsWith('node:')) || escapes(file, name, room))
          .map((name) => `${relative(ROOT, file)} imports ${name}`),
      );
      expect(breaches).toEqual([]);
    });
  });

  it('covers every app and every lib', () => {
    const folders = ['apps', 'libs'].flatMap((top) => readdirSync(join(ROOT, top)).map((name) => `${top}/${name}`));
    expect(folders.filter((folder) => statSync(join(ROOT, folder)).isDirectory()).toSorted()).toEqual(
      Object.keys(ROOMS).toSorted(),
    );
  });

  it('reads the environment in the runtime, the command line and the mains only', () => {
    const breaches = Object.keys(ROOMS)
      .filter((room) => room !== 'libs/runtime' && room !== 'apps/cli')
      .flatMap((room) => sources(join(ROOT, room)))
      .filter(
        (file) => !isSpec(file) && !file.endsWith('/src/main.ts') && /process\.env\b/.test(readFileSync(file, 'utf8')),
      );
    expect(breaches).toEqual([]);
  });

  it('keeps the clock and chance out of the domain', () => {
    const breaches = sources(join(ROOT, 'libs/domain')).filter(
      (file) =>
        !isSpec(file) &&
        /Date\.now|new Date\(\)|Math\.random|performance\.now|randomUUID/.test(readFileSync(file, 'utf8')),
    );
    expect(breaches).toEqual([]);
  });

  it('has no source file above 300 lines', () => {
    const files = Object.keys(ROOMS).flatMap((room) => sources(join(ROOT, room)));
    const long = files.filter((file) => !isSpec(file) && readFileSync(file, 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
  });
});

function escapes(file: string, name: string, room: string): boolean {
  if (!name.startsWith('.')) return false;
  const target = join(file, '..', name);
  return target !== join(ROOT, 'package.json') && relative(join(ROOT, room), target).startsWith('..');
}
