import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { print } from './harness';

/** `npm run bench [name ...]`: every file `<name>.bench.ts` here, or the ones named. One JSON line each. */
async function main(): Promise<void> {
  const known = readdirSync(__dirname).flatMap((file) => /^(.+)\.bench\.ts$/.exec(file)?.[1] ?? []);
  const asked = process.argv.slice(2);
  if (asked.includes('--help')) {
    console.log(`npm run bench [name ...]\n\nBenches: ${known.join(', ')}`);
    return;
  }
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no bench is named ${unknown.join(', ')}; there are ${known.join(', ')}`);
  print({ node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model });
  for (const name of asked.length === 0 ? known : asked) {
    const { bench } = require(join(__dirname, `${name}.bench`)) as { bench: () => Promise<void> };
    await bench();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
