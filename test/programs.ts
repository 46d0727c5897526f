import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
/** Environment variable: where the programs of this run of jest are, or will be. */
const FOLDER = 'JEST_PROGRAMS';

/** What is started as a process of its own. */
export type App = 'standalone' | 'writer' | 'reader' | 'cli';

/** Before a run: names a folder for its programs, which its workers inherit, and makes none. Returns what removes it. */
export function openPrograms(): () => void {
  // In the project, where what is not bundled finds its packages.
  const parent = join(ROOT, 'node_modules/.cache/programs');
  mkdirSync(parent, { recursive: true });
  // What a killed run left.
  for (const left of readdirSync(parent)) {
    const pid = Number(/^(\d+)-/.exec(left)?.[1]);
    if (pid > 0 && !isRunning(pid)) rmSync(join(parent, left), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(parent, `${process.pid}-`));
  process.env[FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The arguments with which Node runs an app: in a run of jest the app bundled as it ships, built when it is first asked
 * for and by one worker; elsewhere its sources. The files of `preloads` are loaded before it, in each of its threads.
 *
 * Throws an Error when the apps do not build; why stands on stderr.
 */
export function programOf(app: App, preloads: readonly string[] = []): readonly string[] {
  const folder = process.env[FOLDER];
  const preloading = (file: string): string[] => [file, ...preloads].flatMap((each) => ['--require', each]);
  if (folder === undefined)
    return [...preloading(join(__dirname, 'register.cjs')), join(ROOT, 'apps', app, 'src/main.ts')];
  if (!existsSync(join(folder, 'outcome'))) {
    execFileSync(process.execPath, [join(__dirname, 'build-programs.cjs'), folder], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return [...preloading(join(folder, 'preload.js')), join(folder, `${app}.js`)];
}
