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
import type { Projection } from '../projection';
import { ViewsUnavailable, type ViewBuild, type ViewStore } from '../view-store';
import type { ViewTables } from '../view-tables';
import { openSqliteViewBuild } from './sqlite-view-build';
import { openSqliteViewStore } from './sqlite-view-store';

interface Pointer {
  readonly version: number;
  /** Which of the files: every build has a number of its own. */
  readonly build: number;
}

/**
 * The files of a folder of views: `<name>-v<version>-<build>.db`, and per projection `<name>.json`, which points to
 * the one that serves. A file of a higher build than that is half-built; one of a lower build is left over.
 */
export class SqliteViewTables implements ViewTables {
  readonly isReachable = true;
  readonly #folder: string;

  /** Makes the folder. Throws ViewsUnavailable. */
  constructor(folder: string) {
    this.#folder = folder;
    orUnavailable(() => mkdirSync(folder, { recursive: true }));
  }

  async serving(projection: Projection): Promise<string | null> {
    const pointer = this.#pointer(projection);
    if (pointer?.version !== projection.version) return null;
    const place = placeOf(projection, pointer);
    return existsSync(this.#file(place)) ? place : null;
  }

  async building(projection: Projection, inUse: string | null): Promise<string> {
    const served = this.#pointer(projection)?.build ?? 0;
    const builds = this.#builds(projection);
    const half = builds.findLast(
      (each) => each.version === projection.version && each.build > served && placeOf(projection, each) !== inUse,
    );
    const next = { version: projection.version, build: Math.max(served, builds.at(-1)?.build ?? 0) + 1 };
    return placeOf(projection, half ?? next);
  }

  async open({ tables }: Projection, place: string): Promise<ViewStore> {
    return openSqliteViewStore({ file: this.#file(place), tables });
  }

  async openBuild({ tables }: Projection, place: string): Promise<ViewBuild> {
    return openSqliteViewBuild({ file: this.#file(place), tables });
  }

  async point(projection: Projection, place: string): Promise<void> {
    const target = this.#builds(projection).find((pointer) => placeOf(projection, pointer) === place);
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

  async remove(place: string): Promise<void> {
    for (const suffix of ['', '-wal', '-shm']) orUnavailable(() => rmSync(this.#file(place) + suffix, { force: true }));
  }

  async sweep(projection: Projection): Promise<void> {
    const pointer = this.#pointer(projection);
    for (const each of this.#builds(projection)) {
      const isLeftOver = pointer !== null && each.build < pointer.build;
      const isOfOtherVersion = each.version !== projection.version && each.build !== pointer?.build;
      if (isLeftOver || isOfOtherVersion) await this.remove(placeOf(projection, each));
    }
  }

  /** Nobody: one process has the folder. */
  onPointed(): void {}

  async close(): Promise<void> {}

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

  #file(place: string): string {
    return join(this.#folder, place);
  }
}

const placeOf = ({ name }: Projection, { version, build }: Pointer): string => `${name}-v${version}-${build}.db`;

function orUnavailable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ViewsUnavailable(`the folder of views cannot be used: ${(error as Error).message}`, { cause: error });
  }
}
