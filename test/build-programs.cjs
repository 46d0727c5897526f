// Bundles the apps for the processes that specs start, into the folder given: what ships starts in half the time that the
// sources need. Several may ask at once: the first builds, and all end when the programs are there.
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const ROOT = join(__dirname, '..');
const APPS = ['standalone', 'writer', 'reader', 'cli'];
const POLL_MS = 50;
const BUILD_MS_MAX = 120_000;

// Their compiled code is kept beside them: each program is started many times. It is written a second after the start and
// not only at the end, which a killed process does not have.
const PRELOAD = `const { enableCompileCache, flushCompileCache } = require('node:module');
process.env.NODE_COMPILE_CACHE ??= require('node:path').join(__dirname, 'v8');
enableCompileCache(process.env.NODE_COMPILE_CACHE);
setTimeout(flushCompileCache, 1000).unref();
`;

function bundle(folder) {
  // Loaded only by the one that builds.
  const { rspack } = require('@rspack/core');
  const configure = require('../deploy/rspack.config.cjs');
  const shipped = configure({ entry: join(ROOT, 'apps/standalone/src/main.ts'), output: {}, plugins: [] });
  const { main: _main, ...threads } = shipped.entry;
  const compiler = rspack({
    ...shipped,
    mode: 'none',
    target: 'node',
    context: ROOT,
    devtool: false,
    entry: { ...Object.fromEntries(APPS.map((app) => [app, join(ROOT, 'apps', app, 'src/main.ts')])), ...threads },
    output: { path: folder, filename: '[name].js', library: { type: 'commonjs2' } },
    // A crash point wraps the client of Kafka before the service loads it, so both must find the same one.
    externals: [...shipped.externals, 'kafkajs'],
    resolve: { extensions: ['.ts', '.js'], tsConfig: { configFile: join(ROOT, 'tsconfig.json') } },
    optimization: { nodeEnv: false },
  });
  return new Promise((done) => {
    compiler.run((error, stats) => {
      const failed = error ?? (stats.hasErrors() ? stats.toString({ all: false, errors: true }) : null);
      done(failed === null ? '' : String(failed));
    });
  });
}

/** What became of it, in one step: the empty text, or why there are no programs. */
function tell(file, text) {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

async function main(folder) {
  const outcome = join(folder, 'outcome');
  let isFirst = true;
  try {
    mkdirSync(join(folder, 'building'));
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    isFirst = false;
  }
  if (isFirst) {
    writeFileSync(join(folder, 'preload.js'), PRELOAD);
    tell(outcome, await bundle(folder).catch((error) => String(error.stack)));
  }
  for (let waitedMs = 0; !existsSync(outcome) && waitedMs < BUILD_MS_MAX; waitedMs += POLL_MS) await delay(POLL_MS);
  const failed = existsSync(outcome) ? readFileSync(outcome, 'utf8') : `nobody built them in ${BUILD_MS_MAX / 1000} s`;
  if (failed === '') return;
  process.stderr.write(`The programs of the specs cannot be built: ${failed}\n`);
  process.exitCode = 1;
}

void main(process.argv[2]);
