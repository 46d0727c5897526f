import type { EventStore } from '@rekam/event-store';
import { exportHash } from './export-hash';
import type { Fold } from './fold';
import { MemoryViewStore } from './memory-view-store';
import type { Projection } from './projection';
import { Projector, type ProjectorStatus } from './projector';
import { beginBuild, Rebuild, type RebuildOptions } from './rebuild';
import { openSqliteViewBuild } from './sqlite/sqlite-view-build';
import { openSqliteViewStore, type SqliteViewStoreOptions } from './sqlite/sqlite-view-store';
import { ViewFiles } from './view-files';
import type { ViewBuild, ViewStore } from './view-store';

const PROJECTION_NAME = /^[a-z][a-z0-9-]{0,62}$/;
/** Whoever took the tables before a switch has so long to finish with them. */
const RETIRE_AFTER_MS = 60_000;

export interface ViewHostOptions {
  /** Where the views' files are; null keeps them in memory. */
  readonly folder: string | null;
  readonly events: EventStore;
  readonly projections: readonly Projection[];
}

export interface Rebuilt {
  /** Events folded by this call: fewer than the log's when it went on with a half-built file. */
  readonly events: number;
  /** Until the rebuilt tables served, without the time for the hash. */
  readonly seconds: number;
  /** The position that the hash is of. */
  readonly position: bigint;
  readonly exportHash: string;
}

/** The projection has a rebuild under way. */
export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';
}

interface Hosted {
  readonly projection: Projection;
  readonly projector: Projector;
  /** The file that serves; null in memory. */
  file: string | null;
}

/** A projection that is built anew, beside its running tables. */
interface Building {
  readonly hosted: Hosted;
  readonly file: string | null;
  readonly views: ViewStore;
  readonly fold: Fold;
}

interface OpenBuild {
  readonly file: string | null;
  readonly views: ViewStore;
  /** Null in memory. */
  readonly build: ViewBuild | null;
}

interface Running {
  readonly hosted: readonly Hosted[];
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

interface Retired {
  readonly views: ViewStore;
  readonly file: string | null;
  readonly timer: NodeJS.Timeout;
}

/** All projections of a process, their tables, and what replaces them. */
export class ViewHost {
  readonly #events: EventStore;
  readonly #files: ViewFiles | null;
  readonly #hosted = new Map<string, Hosted>();
  readonly #rebuilds = new Set<Running>();
  readonly #retired = new Set<Retired>();

  private constructor(events: EventStore, folder: string | null) {
    this.#events = events;
    this.#files = folder === null ? null : new ViewFiles(folder);
  }

  /**
   * Opens the tables that serve. Where there are none of the projection's version, they are built by its projector,
   * which is catching up until then; the file of the version before stays until the new one has caught up.
   * Rejects with ViewsUnavailable, TablesChanged or StoreUnavailable.
   */
  static async open({ folder, events, projections }: ViewHostOptions): Promise<ViewHost> {
    const host = new ViewHost(events, folder);
    try {
      for (const projection of projections) await host.#host(projection);
    } catch (error) {
      await host.close();
      throw error;
    }
    return host;
  }

  projector(name: string): Projector {
    return this.#named(name).projector;
  }

  statuses(): ProjectorStatus[] {
    return [...this.#hosted.values()].map(({ projector }) => projector.status());
  }

  start(): void {
    for (const { projector } of this.#hosted.values()) projector.start();
  }

  /**
   * Folds the log anew into tables beside those that serve, and lets them serve when they have caught up. Aborted
   * or after a crash, the next rebuild goes on where it was. Rejects with RebuildRunning, FoldFailed, the signal's
   * reason, ViewsUnavailable or StoreUnavailable; what serves is as it was then.
   */
  async rebuild(name: string, options: RebuildOptions): Promise<Rebuilt> {
    return (await this.#rebuildBeside([this.#named(name)], options)).get(name)!;
  }

  /** The same for all projections, reading the log once. The result is by name. */
  async rebuildAll(options: RebuildOptions): Promise<ReadonlyMap<string, Rebuilt>> {
    return this.#rebuildBeside([...this.#hosted.values()], options);
  }

  /** Stops projectors and rebuilds and closes the tables. Closing again does nothing. */
  async close(): Promise<void> {
    for (const { abort } of this.#rebuilds) abort.abort(new Error('the views are closing'));
    await Promise.all([...this.#rebuilds].map(({ ended }) => ended));
    for (const { projector } of this.#hosted.values()) {
      await projector.stop();
      await projector.views.close();
    }
    for (const retired of this.#retired) await this.#discard(retired);
  }

  async #host(projection: Projection): Promise<void> {
    const { name } = projection;
    if (!PROJECTION_NAME.test(name)) throw new Error(`the projection ${name}: its name is no lower-case file name`);
    if (this.#hosted.has(name)) throw new Error(`two projections are called ${name}`);
    this.#files?.sweep(projection);
    const { file, views, isServing } = await this.#openTables(projection);
    const onCaughtUp = () => {
      if (file === null || isServing) return;
      this.#files?.point(projection, file);
      this.#files?.sweep(projection);
    };
    const projector = await Projector.open({ projection, events: this.#events, views, onCaughtUp });
    this.#hosted.set(name, { projection, projector, file });
  }

  /** The tables to run on. Tables beyond the log, as after an older log was restored, are no use. */
  async #openTables(projection: Projection): Promise<{ file: string | null; views: ViewStore; isServing: boolean }> {
    const { tables } = projection;
    if (this.#files === null) return { file: null, views: new MemoryViewStore(tables), isServing: true };
    const head = await this.#events.head();
    const serving = this.#files.serving(projection);
    if (serving !== null) {
      const views = openSqliteViewStore({ file: serving, tables });
      if ((await views.progress()).position <= head) {
        return { file: serving, views, isServing: true };
      }
      await views.close();
    }
    // They are read from the first event on, so they are no build: its readers would see what is not committed.
    const half = await this.#openHalfBuilt(this.#files, projection, null, openSqliteViewStore);
    return { ...half, isServing: false };
  }

  async #openBuild(projection: Projection, inUse: string | null): Promise<OpenBuild> {
    if (this.#files === null) return { file: null, views: new MemoryViewStore(projection.tables), build: null };
    const half = await this.#openHalfBuilt(this.#files, projection, inUse, openSqliteViewBuild);
    return { ...half, build: half.views };
  }

  /** A half-built file that is not in use, unless it is beyond the log, or a new one. */
  async #openHalfBuilt<T extends ViewStore>(
    files: ViewFiles,
    projection: Projection,
    inUse: string | null,
    open: (options: SqliteViewStoreOptions) => T,
  ): Promise<{ readonly file: string; readonly views: T }> {
    const options = { file: files.building(projection, inUse), tables: projection.tables };
    let views = open(options);
    if ((await views.progress()).position > (await this.#events.head())) {
      await views.close();
      files.remove(options.file);
      views = open(options);
    }
    return { file: options.file, views };
  }

  async #rebuildBeside(hosted: readonly Hosted[], options: RebuildOptions): Promise<ReadonlyMap<string, Rebuilt>> {
    const taken = [...this.#rebuilds].flatMap((running) => running.hosted).find((each) => hosted.includes(each));
    if (taken !== undefined) throw new RebuildRunning(`the view ${taken.projection.name} is being rebuilt already`);
    const abort = new AbortController();
    const ended = this.#rebuild(hosted, { ...options, signal: AbortSignal.any([options.signal, abort.signal]) });
    const running = { hosted, abort, ended: ended.catch(() => undefined) };
    this.#rebuilds.add(running);
    try {
      return await ended;
    } finally {
      this.#rebuilds.delete(running);
    }
  }

  async #rebuild(hosted: readonly Hosted[], options: RebuildOptions): Promise<ReadonlyMap<string, Rebuilt>> {
    const rebuild = new Rebuild(this.#events, options);
    const buildings: Building[] = [];
    try {
      // 1. Beside the running tables, while they serve and go on.
      for (const each of hosted) {
        const { file, views, build } = await this.#openBuild(each.projection, each.file);
        buildings.push({ hosted: each, file, views, fold: await beginBuild(each.projection, views, build) });
      }
      await rebuild.catchUp(buildings.map(({ fold }) => fold));
      const hashFrom = rebuild.seconds;
      const hashed: { readonly position: bigint; readonly exportHash: string }[] = [];
      for (const { hosted, views, fold } of buildings) {
        const { tables } = hosted.projection;
        hashed.push({ position: fold.position, exportHash: await exportHash(views, tables, options.signal) });
      }
      const hashSeconds = rebuild.seconds - hashFrom;
      await rebuild.catchUp(buildings.map(({ fold }) => fold));
      // 2. One after the other takes its place.
      for (const building of buildings) await this.#letServe(building, rebuild);
      const seconds = rebuild.seconds - hashSeconds;
      return new Map(
        hosted.map(({ projection }, i) => [projection.name, { events: rebuild.count, seconds, ...hashed[i]! }]),
      );
    } finally {
      // Whatever does not serve by now is closed; half-built files are gone on with next time.
      for (const { hosted, views } of buildings) if (hosted.projector.views !== views) await views.close();
    }
  }

  /** The running projector stands still while the last events are folded and the tables change places. */
  async #letServe({ hosted, file, views, fold }: Building, rebuild: Rebuild): Promise<void> {
    const { projection, projector } = hosted;
    const wasStarted = projector.isStarted;
    await projector.stop();
    try {
      await rebuild.catchUp([fold]);
      let serving = views;
      if (file !== null) {
        // Closing makes the file durable, so that the pointer never names one that a power failure could harm.
        await views.close();
        this.#files?.point(projection, file);
        serving = openSqliteViewStore({ file, tables: projection.tables });
      }
      this.#retire(await projector.replaceViews(serving), hosted.file);
      hosted.file = file;
    } finally {
      if (wasStarted) projector.start();
    }
  }

  #retire(views: ViewStore, file: string | null): void {
    // What cannot be removed now is swept away when the folder is opened next.
    const timer = setTimeout(() => void this.#discard(retired).catch(() => undefined), RETIRE_AFTER_MS).unref();
    const retired: Retired = { views, file, timer };
    this.#retired.add(retired);
  }

  async #discard(retired: Retired): Promise<void> {
    if (!this.#retired.delete(retired)) return;
    clearTimeout(retired.timer);
    await retired.views.close();
    if (retired.file !== null) this.#files?.remove(retired.file);
  }

  #named(name: string): Hosted {
    const hosted = this.#hosted.get(name);
    if (hosted === undefined) throw new Error(`there is no projection ${name}`);
    return hosted;
  }
}
