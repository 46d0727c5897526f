// Lets plain Node run the TypeScript sources, for benchmarks and fault drills: swc compiles on load, with the settings
// the bundler uses, and the path aliases of tsconfig.json resolve.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');

const root = join(__dirname, '..');
const settings = JSON.parse(readFileSync(join(root, 'deploy/swc.json'), 'utf8'));
const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions;

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const alias = paths[request];
  return resolve.call(this, alias === undefined ? request : join(root, alias[0]), ...rest);
};

// What was compiled is kept by its content, since specs start many processes.
const cache = join(root, 'node_modules/.cache/register');
mkdirSync(cache, { recursive: true });
// So is what V8 made of it and of the dependencies: half the time of a start, and of a thread's, which goes by the variable.
process.env.NODE_COMPILE_CACHE ??= join(cache, 'v8');
Module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
const options = { ...settings, swcrc: false, sourceMaps: 'inline' };

function compile(filename) {
  const source = readFileSync(filename, 'utf8');
  const key = createHash('sha1').update(JSON.stringify(options)).update(filename).update(source).digest('hex');
  const file = join(cache, `${key}.js`);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  // Loaded only when something changed: it is the slowest part of a start.
  const { code } = require('@swc/core').transformSync(source, { ...options, filename });
  writeFileSync(`${file}.${process.pid}`, code);
  renameSync(`${file}.${process.pid}`, file);
  return code;
}

Module._extensions['.ts'] = (module, filename) => module._compile(compile(filename), filename);
