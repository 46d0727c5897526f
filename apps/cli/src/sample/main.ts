import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { octoberPull, septemberPull } from './pull';
import { writePull } from './write-pull';

/** Where the sample is shipped, from the sources. */
const SHIPPED = resolve(__dirname, '../../sample/siasn');

/** Writes the two pulls of the sample anew: `main.ts [folder]`. */
function main(target: string): void {
  for (const [month, files] of [
    ['2026-09', septemberPull()],
    ['2026-10', octoberPull()],
  ] as const) {
    const folder = join(target, month);
    rmSync(folder, { recursive: true, force: true });
    writePull(folder, files);
    process.stdout.write(`${folder}: ${files.size} files\n`);
  }
}

main(process.argv[2] ?? SHIPPED);
