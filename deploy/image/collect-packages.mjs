// Copies what the bundles leave outside (left-outside.json), and what that needs in turn, from node_modules into a folder:
// `node collect-packages.mjs <folder>`. Versions are those of the lock, since `npm ci` put them where they are taken from.
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('usage: node collect-packages.mjs <folder>');

/** Where Node finds a package that code in `from` asks for; null when it is not installed. */
function folderOf(name, from) {
  for (let at = from; at.startsWith(root); at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return null;
}

const found = new Map();
function collect(name, from, isOptional) {
  const folder = folderOf(name, from);
  if (folder === null) {
    if (isOptional) return;
    throw new Error(`${name} is not installed; run npm ci first`);
  }
  if (found.has(folder)) return;
  found.set(folder, name);
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  for (const each of Object.keys(dependencies)) collect(each, folder, each in optionalDependencies);
}

for (const name of JSON.parse(readFileSync(join(root, 'deploy/left-outside.json'), 'utf8'))) collect(name, root, false);
for (const folder of found.keys()) {
  cpSync(folder, join(target, relative(join(root, 'node_modules'), folder)), {
    recursive: true,
    // Nested packages are collected by name where they are needed.
    filter: (path) => !relative(folder, path).split('/').includes('node_modules'),
  });
}
console.log(`${found.size} packages: ${[...found.values()].join(', ')}`);
