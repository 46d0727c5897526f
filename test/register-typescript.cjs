// `node --require` this to run TypeScript in a child process, compiled with the settings that jest and the bundler use.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(__dirname, '..');
const settings = JSON.parse(readFileSync(join(root, 'deploy/swc.json'), 'utf8'));

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    ...settings,
    filename,
    swcrc: false,
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  const [, name] = /^@rekam\/(.+)$/.exec(request) ?? [];
  if (name === undefined) return resolve(request, ...rest);
  const folder = name === 'writer' || name === 'reader' ? 'apps' : 'libs';
  return resolve(join(root, folder, name, 'src/index.ts'), ...rest);
};
