// One bundle an app, dependencies included. The compiler's settings are those that jest uses (swc.json).
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { DefinePlugin } = require('@rspack/core');

const { jsc } = JSON.parse(readFileSync(`${__dirname}/swc.json`, 'utf8'));
const optionalPeers =
  /^(@nestjs\/(websockets|microservices|platform-express)|@fastify\/(static|view|multipart))(\/.*)?$/;
// pino starts a worker from a file of its own, so it stays outside; the image gets such packages as they are.
const names = JSON.parse(readFileSync(`${__dirname}/left-outside.json`, 'utf8')).join('|');
const leaveOut = new RegExp(`^(${names})(/.*)?$`);

// The CLI hands over `<root>/apps/<app>/src/main.ts`.
const appOf = (entry) => /(?:apps|test)[\\/]([^\\/]+)/.exec(entry)[1];

module.exports = (options) => ({
  ...options,
  devtool: 'source-map',
  // Worker threads are files beside the bundle.
  entry: {
    main: options.entry,
    'log-worker': `${__dirname}/../libs/event-store/src/sqlite/log-worker.ts`,
    'build-worker': `${__dirname}/../libs/projection/src/sqlite/build-worker.ts`,
  },
  output: { ...options.output, path: join(__dirname, '../dist/apps', appOf(options.entry)), filename: '[name].js' },
  node: { __dirname: false, __filename: false },
  module: {
    rules: [
      { test: /\.ts$/, exclude: /node_modules/, loader: 'builtin:swc-loader', options: { jsc, sourceMaps: true } },
    ],
  },
  externalsPresets: { node: true },
  externals: [optionalPeers, leaveOut],
  plugins: [...options.plugins, new DefinePlugin({ 'import.meta.dirname': '__dirname' })],
});
