import 'reflect-metadata';
import { release, writeSchemas } from './files';

const HELP = `npm run schemas [-- --release]

Writes libs/contracts/schemas/v1 from the code. With --release it keeps the contracts under the version of package.json
too, in libs/contracts/released: from then on a test fails when a change breaks them.`;

const asked = process.argv.slice(2);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

if (asked.some((each) => each !== '--release')) {
  print(HELP);
  process.exitCode = asked.includes('--help') ? 0 : 2;
} else {
  writeSchemas();
  if (asked.includes('--release')) print(`Released: ${release()}`);
}
