import type { EventStore } from '@rekam/event-store';
import { exportHash } from './export-hash';
import type { Fold } from './fold';
import type { Projection } from './projection';
import { Projector } from './projector';
import type { ProjectorStatus } from './projector-status';
import { beginBuild, Rebuild, RebuildRunning, type RebuildOptions, type Rebuilt } from './rebuild';
import { RetiredTables } from './retired-tables';
import type { OnShown } from './shown';
import { LeaseHeld, type ViewStore } from './view-store';
import type { ViewTables } from './view-tables';

const PROJECTION_NAME = /^[a-z][a-z0-9-]{0,62}$/;
/** Whoever closes waits so long for what is being committed: a server that does not answer keeps nobody. */
const CLOSE_TIMEOUT_MS = 5_000;
/** Until what serves is asked again when it could not be found out, or gone over to. */
const LOOK_AGAIN_MS = 1_000;

export interface ViewHostOptions {
  /** Where the tables are. The host closes it. */
  readonly tables: ViewTables;
  readonly events: EventStore;
  readonly projections: readonly Projection[];
  readonly onShown?: OnShown;
}

interface Hosted {
  readonly projection: Projection;
  readonly projector: Projector;
  /** Where the tables that serve are. */
  place: string;
  /** Tables that serve by the pointer and are beyond the log; null when none are. */
  readonly useless: string | null;
  /** Tables change places one switch at a time: the last one asked for. */
  switched: Promise<void>;
}

/** A projection that is built anew, beside its running tables. */
interface Building {
  readonly hosted: Hosted;
  readonly place: string;
  readonly views: ViewStore;
  readonly fold: Fold;
}

interface Running {
  readonly hosted: readonly Hosted[];
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

/** All projections of a process, their tables, and what replaces them. */
export class ViewHost {
  readonly #events: EventStore;
  readonly #tables: ViewTables;
  readonly #onShown: OnShown | undefined;
  readonly #hosted = new Map<string, Hosted>();
  readonly #rebuilds = new Set<Running>();
  readonly #retired: RetiredTables;
  #isClosing = false;
  #lookingAgain: NodeJS.Timeout | undefined;

  private constructor({ events, tables, onShown }: ViewHostOptions) {
    this.#events = events;
    this.#tables = tables;
    this.#retired = new RetiredTables(tables);
    this.#onShown = onShown;
  }

  /**
   * Opens the tables that serve. Where there are none of the projection's version, they are built by its projector,
   * which is catching up until then; those of the version before stay until the new ones have caught up.
   * Rejects with ViewsUnavailable, TablesChanged or StoreUnavailable.
   */
  static async open(options: ViewHostOptions): Promise<ViewHost> {
    const { tables, projections } = options;
    const host = new ViewHost(options);
    try {
      for (const projection of projections) await host.#host(projection);
      tables.onPointed((name) => void host.#followPointers(name));
      // Others may have served since the tables were opened, and nobody heard the word.
      await host.#followPointers(null);
    } catch (error) {
      await host.close();
      throw error;
    }
    return host;
  }

  projector(name: string): Projector {
    return this.#named(name).projector;
  }

  /** Names the tables that serve, for as long as they do. */
  build(name: string): string {
    return this.#named(name).place;
  }

  statuses(): ProjectorStatus[] {
    return [...this.#hosted.values()].map(({ projector }) => projector.status());
  }

  /** Whether the tables can be read, as far as it is known without reading them. */
  get isReachable(): boolean {
    return this.#tables.isReachable;
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
    this.#isClosing = true;
    clearTimeout(this.#lookingAgain);
    const timer = setTimeout(() => void this.#tables.close().catch(() => undefined), CLOSE_TIMEOUT_MS).unref();
    for (const { abort } of this.#rebuilds) abort.abort(new Error('the views are closing'));
    await Promise.all([...this.#rebuilds].map(({ ended }) => ended));
    for (const { projector, switched } of this.#hosted.values()) {
      await switched;
      await projector.stop();
      await projector.views.close();
    }
    await this.#retired.discardAll();
    await this.#tables.close();
    clearTimeout(timer);
  }

  async #host(projection: Projection): Promise<void> {
    const { name } = projection;
    if (!PROJECTION_NAME.test(name)) throw new Error(`the projection ${name}: its name is no lower-case file name`);
    if (this.#hosted.has(name)) throw new Error(`two projections are called ${name}`);
    await this.#tables.sweep(projection);
    const { place, views, isServing, useless } = await this.#openTables(projection);
    const onCaughtUp = async () => {
      if (isServing) return;
      await this.#tables.point(projection, place);
      await this.#tables.sweep(projection);
    };
    const following = { events: this.#events, onShown: this.#onShown };
    const projector = await Projector.open({ ...following, projection, views, onCaughtUp });
    this.#hosted.set(name, { projection, projector, place, useless, switched: Promise.resolve() });
  }

  /** The tables to run on. Tables beyond the log, as after an older log was restored, are no use. */
  async #openTables(projection: Projection) {
    const serving = await this.#tables.serving(projection);
    if (serving !== null) {
      const views = await this.#tables.open(projection, serving);
      if (await this.#isOfThisLog(views)) return { place: serving, views, isServing: true, useless: null };
      await views.close();
    }
    // They are read from the first event on, so they are no build: its readers would see what is not committed.
    const half = await this.#openHalfBuilt(projection, null, (at) => this.#tables.open(projection, at));
    return { ...half, isServing: false, useless: serving };
  }

  /** A half-built place that is not in use, unless it is beyond the log, or a new one. */
  async #openHalfBuilt<T extends ViewStore>(
    projection: Projection,
    inUse: string | null,
    open: (place: string) => Promise<T>,
  ): Promise<{ readonly place: string; readonly views: T }> {
    const place = await this.#tables.building(projection, inUse);
    let views = await open(place);
    if (!(await this.#isOfThisLog(views))) {
      await views.close();
      await this.#tables.remove(place);
      views = await open(place);
    }
    return { place, views };
  }

  async #isOfThisLog(views: ViewStore): Promise<boolean> {
    return (await views.progress()).position <= (await this.#events.head());
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
        const { projection } = each;
        const openBuild = (place: string) => this.#tables.openBuild(projection, place);
        const { place, views } = await this.#openHalfBuilt(projection, each.place, openBuild);
        const fold = await beginBuild(projection, views).catch(async (error: unknown) => {
          await views.close();
          if (!(error instanceof LeaseHeld)) throw error;
          throw new RebuildRunning(`the view ${projection.name} is being rebuilt by another process`);
        });
        buildings.push({ hosted: each, place, views, fold });
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

  /** The last events are folded while the running projector stands still, and the tables change places. */
  async #letServe({ hosted, place, views, fold }: Building, rebuild: Rebuild): Promise<void> {
    await this.#inTurn(hosted, () =>
      this.#replace(hosted, place, async () => {
        await rebuild.catchUp([fold]);
        // Closing makes the tables durable, so that the pointer never names some that a power failure could harm.
        await views.close();
        await this.#tables.point(hosted.projection, place);
      }),
    );
  }

  /** Another process may have let other tables serve. A fault leaves what serves here as it is, until the next look. */
  async #followPointers(name: string | null): Promise<void> {
    const asked = [...this.#hosted.values()].filter(({ projection }) => name === null || name === projection.name);
    await Promise.all(asked.map((hosted) => this.#inTurn(hosted, () => this.#followPointer(hosted)))).catch(() => {
      if (this.#isClosing) return;
      clearTimeout(this.#lookingAgain);
      this.#lookingAgain = setTimeout(() => void this.#followPointers(null), LOOK_AGAIN_MS).unref();
    });
  }

  async #followPointer(hosted: Hosted): Promise<void> {
    const place = this.#isClosing ? null : await this.#tables.serving(hosted.projection);
    if (place !== null && place !== hosted.place && place !== hosted.useless) await this.#replace(hosted, place);
  }

  async #inTurn(hosted: Hosted, work: () => Promise<void>): Promise<void> {
    const done = hosted.switched.then(work);
    hosted.switched = done.catch(() => undefined);
    return done;
  }

  async #replace(hosted: Hosted, place: string, prepare?: () => Promise<void>): Promise<void> {
    const { projection, projector } = hosted;
    const wasStarted = projector.isStarted;
    await projector.stop();
    try {
      await prepare?.();
      const views = await this.#tables.open(projection, place);
      const old = await projector.replaceViews(views).catch(async (error: unknown) => {
        await views.close();
        throw error;
      });
      this.#retired.add(old, hosted.place);
      hosted.place = place;
    } finally {
      if (wasStarted) projector.start();
    }
  }

  #named(name: string): Hosted {
    const hosted = this.#hosted.get(name);
    if (hosted === undefined) throw new Error(`there is no projection ${name}`);
    return hosted;
  }
}
