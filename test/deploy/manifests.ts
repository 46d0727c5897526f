import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { ROOT } from './rehearsal';

export const MANIFESTS = join(ROOT, 'deploy/manifests');

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [key: string]: unknown;
}

/** The objects of a text; it may hold several documents. Numbers such as 0440 are octal, as Kubernetes reads them. */
export const objectsOf = (text: string): KubernetesObject[] =>
  parseAllDocuments(text, { version: '1.1' }).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as KubernetesObject;
  });

/** Every object as it is written, before kustomize puts them together. */
export function writtenObjects(): KubernetesObject[] {
  return ['base', 'overlays/example'].flatMap((folder) => {
    const { resources, patches = [] } = parse(readFileSync(join(MANIFESTS, folder, 'kustomization.yaml'), 'utf8')) as {
      readonly resources: readonly string[];
      readonly patches?: readonly { readonly path: string }[];
    };
    const named = new Set([...resources, ...patches.map(({ path }) => path)]);
    const files = readdirSync(join(MANIFESTS, folder)).filter(
      (name) => name.endsWith('.yaml') && name !== 'kustomization.yaml',
    );
    const forgotten = files.filter((file) => !named.has(file));
    if (forgotten.length > 0) throw new Error(`nothing names ${forgotten.join(', ')} in ${folder}`);
    const patched = new Set(patches.map(({ path }) => path));
    return files
      .filter((file) => !patched.has(file))
      .flatMap((file) => objectsOf(readFileSync(join(MANIFESTS, folder, file), 'utf8')));
  });
}

/** What Kubernetes' own schemas find wrong: types, formats, what must be there. */
export function schemaFaults(objects: readonly KubernetesObject[]): readonly string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'validate-manifests.mjs')], {
    input: JSON.stringify(objects),
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

/**
 * Keys that Kubernetes does not know, which it would leave out without a word. The schemas let them pass; the compiler
 * does not, of objects written out as literals of Kubernetes' types.
 */
export function unknownKeys(objects: readonly KubernetesObject[]): readonly string[] {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'manifests-'));
  try {
    const lines = objects.flatMap((object, n) => [
      `import type { I${object.kind} as T${n} } from 'kubernetes-models/${object.apiVersion}';`,
      `export const o${n}: T${n} = ${JSON.stringify(object)};`,
    ]);
    writeFileSync(join(folder, 'objects.ts'), lines.join('\n'));
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2023',
      '--module',
      'esnext',
    ];
    const { status, stdout } = spawnSync(
      join(ROOT, 'node_modules/.bin/tsc'),
      [...options, '--moduleResolution', 'bundler', '--types', '', join(folder, 'objects.ts')],
      { encoding: 'utf8', cwd: folder },
    );
    const found = stdout.split('\n').filter((line) => line.includes('error TS'));
    if (status !== 0 && found.length === 0) throw new Error(stdout);
    return found.map((line) => line.slice(line.indexOf('error TS')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
