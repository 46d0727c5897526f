import { join } from 'node:path';
import { rspack, type RspackOptions } from '@rspack/core';

const ROOT = join(__dirname, '../..');

/** Bundles a bench's child as the apps are bundled: the compiler on load would cost time and memory of its own. */
export async function bundle(file: string): Promise<string> {
  // Inside the project, so that what stays out of the bundle is found.
  const folder = join(ROOT, '.cache/bench');
  const configure = require(join(ROOT, 'deploy/rspack.config.cjs')) as (options: RspackOptions) => RspackOptions;
  const configured = configure({
    entry: join(__dirname, file),
    target: 'node',
    mode: 'none',
    externalsType: 'commonjs',
    output: {},
    plugins: [],
    resolve: { extensions: ['.ts', '.js'], tsConfig: join(ROOT, 'tsconfig.json') },
  });
  const compiler = rspack({ ...configured, context: ROOT, output: { ...configured.output, path: folder } });
  await new Promise<void>((done, fail) =>
    compiler.run((error, stats) => {
      if (error !== null || stats?.hasErrors() === true) fail(error ?? new Error(stats?.toString({ colors: false })));
      else done();
    }),
  );
  return join(folder, 'main.js');
}
