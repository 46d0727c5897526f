import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Projection } from './projection';
import { ViewsUnavailable } from './view-store';

interface Pointer {
  readonly version: number;
  /** Which of the files: every build has a number of its own. */
  readonly build: number;
}

/**
 * The files of a folder of views: `<name>-v<version>-<build>.db`, and per projection `<name>.json`, which points to
 * the one that serves. A file of a higher build than that is half-built; one of a lower build is left over.
 */
export class ViewFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    orUnavailable(() => mkdirSync(folder, { recursive: true }));
  }

  /** The file that serves, null when there is none of the projection's version. */
  serving(projection: Projection): string | null {
    const pointer = this.#pointer(projection);
    if (pointer?.version !== projection.version) return null;
    const file = this.#file(projection, pointer);
    return existsSync(file) ? file : null;
  }

  /** The half-built file to go on with, if it is not in use already, or the path of a new one. */
  building(projection: Projection, inUse: string | null): string {
    const served = this.#pointer(projection)?.build ?? 0;
    const builds = this.#builds(projection);
    const half = builds.findLast(
      (each) => each.version === projection.version && each.build > served && this.#file(projection, each) !== inUse,
    );
    const next = { version: projection.version, build: Math.max(served, builds.at(-1)?.build ?? 0) + 1 };
    return this.#file(projection, half ?? next);
  }

  /** Lets the file serve from now on: after a crash either the old pointer is there or the new one. */
  point(projection: Projection, file: string): void {
    const target = this.#builds(projection).find((pointer) => this.#file(projection, pointer) === file);
    const path = this.#pointerPath(projection);
    orUnavailable(() => {
      writeFileSync(`${path}.new`, JSON.stringify(target), { flush: true });
      renameSync(`${path}.new`, path);
      if (process.platform === 'win32') return;
      const folder = openSync(this.#folder, 'r');
      fsyncSync(folder);
      closeSync(folder);
    });
  }

  /** Removes a file that nobody has open. */
  remove(file: string): void {
    for (const suffix of ['', '-wal', '-shm']) orUnavailable(() => rmSync(file + suffix, { force: true }));
  }

  /** Removes what was left over: builds before the serving one, and half-built ones of another version. */
  sweep(projection: Projection): void {
    const pointer = this.#pointer(projection);
    for (const each of this.#builds(projection)) {
      const isLeftOver = pointer !== null && each.build < pointer.build;
      const isOfOtherVersion = each.version !== projection.version && each.build !== pointer?.build;
      if (isLeftOver || isOfOtherVersion) this.remove(this.#file(projection, each));
    }
  }

  #builds({ name }: Projection): Pointer[] {
    const builds: Pointer[] = [];
    for (const file of orUnavailable(() => readdirSync(this.#folder))) {
      const match = /^(.+)-v(\d+)-(\d+)\.db$/.exec(file);
      if (match?.[1] === name) builds.push({ version: Number(match[2]), build: Number(match[3]) });
    }
    return builds.sort((a, b) => a.build - b.build);
  }

  /** Null when there is none, or none that can be read: the views are rebuildable. */
  #pointer(projection: Projection): Pointer | null {
    try {
      const { version, build } = JSON.parse(readFileSync(this.#pointerPath(projection), 'utf8')) as Partial<Pointer>;
      return version === undefined || build === undefined ? null : { version, build };
    } catch {
      return null;
    }
  }

  #pointerPath({ name }: Projection): string {
    return join(this.#folder, `${name}.json`);
  }

  #file({ name }: Projection, { version, build }: Pointer): string {
    return join(this.#folder, `${name}-v${version}-${build}.db`);
  }
}

function orUnavailable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ViewsUnavailable(`the folder of views cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
