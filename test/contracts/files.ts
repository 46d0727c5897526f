import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedSchemas } from '@rekam/contracts';
import { PUBLISHED_VIEW_ROWS } from '@rekam/reader';
import { documentOfToday, type Document } from './document';
import { statementsOf, type Statement } from './statements';

const CONTRACTS = join(__dirname, '../../libs/contracts');
const SCHEMAS = join(CONTRACTS, 'schemas/v1');
const RELEASED = join(CONTRACTS, 'released');

const parsed = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const inFolder = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** The schemas of today, by the names of their files. */
export const schemasOfToday = (): ReadonlyMap<string, unknown> =>
  new Map(
    [...publishedSchemas(PUBLISHED_VIEW_ROWS)].map(([name, schema]) => [
      `${name}.json`,
      JSON.parse(JSON.stringify(schema)),
    ]),
  );

export const schemasOnDisk = (): ReadonlyMap<string, unknown> =>
  new Map(inFolder(SCHEMAS).map((file) => [file, parsed(join(SCHEMAS, file))]));

/** Writes the schemas of today and takes away what is none of them. */
export function writeSchemas(): void {
  mkdirSync(SCHEMAS, { recursive: true });
  const schemas = schemasOfToday();
  for (const file of inFolder(SCHEMAS)) if (!schemas.has(file)) rmSync(join(SCHEMAS, file));
  for (const [file, schema] of schemas) writeFileSync(join(SCHEMAS, file), `${JSON.stringify(schema, null, 2)}\n`);
}

/** A version as it was released: its document, and what the ledger made of the document's examples. */
export interface Release {
  readonly version: string;
  readonly document: Document;
  readonly statements: Readonly<Record<string, Statement>>;
}

export const releases = (): readonly Release[] =>
  inFolder(RELEASED).map((version) => ({
    version,
    document: parsed(join(RELEASED, version, 'asyncapi.json')) as Document,
    statements: parsed(join(RELEASED, version, 'statements.json')) as Release['statements'],
  }));

/** Keeps the contracts of today under their version, for ever. Throws where that version has been released. */
export function release(): string {
  const document = documentOfToday();
  const { version } = document.info;
  const folder = join(RELEASED, version);
  if (existsSync(folder)) throw new Error(`${version} has been released; give package.json a new version first`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'asyncapi.json'), `${JSON.stringify(document)}\n`);
  writeFileSync(join(folder, 'statements.json'), `${JSON.stringify(statementsOf(document))}\n`);
  return folder;
}
