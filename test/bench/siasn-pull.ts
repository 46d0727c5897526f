import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Relabelling } from '../fuzz/relabelled';

const SAMPLE = join(__dirname, '../../apps/cli/sample/siasn/2026-09');
const MANIFEST = 'manifest.json';

/** Where the lists of an agency stand: one file each, whatever the number of people. */
const LISTS = 'agency/';

interface List {
  readonly code: number;
  readonly data: readonly unknown[];
}

interface Manifest {
  readonly agencies: Readonly<Record<string, string>>;
  readonly files: readonly { readonly path: string }[];
}

/** Writes a pull of `copies` times the people of the shipped sample, each copy about other people; returns its files. */
export function writePull(folder: string, copies: number): readonly string[] {
  const paths = readdirSync(SAMPLE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== MANIFEST)
    .map((entry) => join(entry.parentPath, entry.name).slice(SAMPLE.length + 1));
  const texts = paths.map((path) => [path, readFileSync(join(SAMPLE, path), 'utf8')] as const);
  const manifest = readFileSync(join(SAMPLE, MANIFEST), 'utf8');
  const numbers = { given: 0 };
  const lists = new Map<string, List>();
  const written: string[] = [];
  const write = (path: string, text: string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    written.push(file);
  };
  let whole: Manifest = { agencies: {}, files: [] };
  for (let copy = 1; copy <= copies; copy++) {
    const relabelling = new Relabelling(copy, numbers);
    for (const [path, text] of texts) {
      const other = relabelling.text(text);
      if (!path.startsWith(LISTS)) {
        write(relabelling.text(path), other);
        continue;
      }
      const { code, data } = JSON.parse(other) as List;
      lists.set(path, { code, data: [...(lists.get(path)?.data ?? []), ...data] });
    }
    const { agencies, files, ...rest } = JSON.parse(relabelling.text(manifest)) as Manifest;
    const own = copy === 1 ? files : files.filter(({ path }) => !path.startsWith(LISTS));
    whole = { ...rest, agencies: { ...whole.agencies, ...agencies }, files: [...whole.files, ...own] };
  }
  for (const [path, list] of lists) write(path, JSON.stringify(list));
  writeFileSync(join(folder, MANIFEST), JSON.stringify(whole));
  return written;
}
