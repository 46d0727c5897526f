import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Rehearsal } from './rehearsal';

/** `npm run image:rehearse`: the Dockerfile from `npm ci` on, without an engine, and the command line it makes. Minutes. */
const rehearsal = new Rehearsal();
try {
  const image = rehearsal.run('npm ci');
  const app = join(image.folder, 'app');
  const size = spawnSync('du', ['-sh', app], { encoding: 'utf8' }).stdout.split('\t')[0];
  const { status } = spawnSync(join(image.folder, image.entrypoint[0]!), ['cli', '--help'], { stdio: 'inherit' });
  process.stdout.write(`${app} has ${size}; the command line ended with ${status}.\n`);
  process.exitCode = status ?? 1;
} finally {
  rehearsal.remove();
}
