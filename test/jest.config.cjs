// NestJS 12 and others ship ES modules only; swc turns every such package into CommonJS, so no experimental flag is needed.
const { readFileSync } = require('node:fs');
const { availableParallelism } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const isModule = (path) => {
  try {
    return read(`${path}/package.json`).type === 'module';
  } catch {
    return false;
  }
};
const esm = Object.keys(read('node_modules/.package-lock.json').packages)
  .filter(isModule)
  .map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
// CommonJS that imports what it needs when it is used, which jest cannot without a flag either.
const late = ['@opentelemetry/otlp-exporter-base'];
// The threads that write databases are TypeScript: stripping its types anew is half the time that one takes to start.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/register/v8');

const javascript = {
  swcrc: false,
  jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } },
  module: { type: 'commonjs' },
};

module.exports = {
  rootDir: root,
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  coverageProvider: 'v8',
  transform: {
    '\\.ts$': ['@swc/jest', { ...read('deploy/swc.json'), swcrc: false }],
    '\\.[cm]?js$': ['@swc/jest', javascript],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/node_modules/)?(?:${[...new Set([...esm, ...late])].join('|')})/)`],
  moduleNameMapper: {
    '^@rekam/(writer|reader|standalone)$': '<rootDir>/apps/$1/src',
    '^@rekam/([^/]+)$': '<rootDir>/libs/$1/src',
    '^@rekam/test/(.*)$': '<rootDir>/test/$1',
    // It says only how to `import` it, and jest requires.
    '^canonicalize$': '<rootDir>/node_modules/canonicalize/lib/canonicalize.js',
  },
  // Starts the Kafka broker of the run and builds its programs when a spec asks for them, and stops and removes them.
  globalSetup: '<rootDir>/test/jest-setup.ts',
  globalTeardown: '<rootDir>/test/jest-teardown.ts',
  testTimeout: 20_000,
  testSequencer: '<rootDir>/test/sequencer.cjs',
  // By itself jest leaves one core to itself. Many specs wait for other processes, so two more than the cores keep those
  // at work.
  maxWorkers: availableParallelism() + 2,
};
