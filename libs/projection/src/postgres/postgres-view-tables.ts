import {
  migrate,
  quoted,
  tryLock,
  type Database,
  type DatabaseOptions,
  type Listener,
  type Session,
} from '@rekam/postgres';
import type { Projection } from '../projection';
import type { TableDeclaration, ViewBuild, ViewStore } from '../view-store';
import type { ViewTables } from '../view-tables';
import { BiViews, type BiOptions } from './bi-views';
import { COMMITTED, POINTED } from './channels';
import { MIGRATIONS } from './migrations';
import { openPostgresViewBuild } from './postgres-view-build';
import { openPostgresViewStore } from './postgres-view-store';
import { viewDatabase } from './view-database';
import { aloneInMaking } from './view-schema';

/** PostgreSQL cuts longer names than 63 characters off; version and build take their share. */
const NAME_LENGTH_MAX = 40;
/** Whoever reads tables that are to be removed keeps them; they are swept away another time. */
const REMOVE_LOCK_TIMEOUT_MS = 5_000;

export interface PostgresViewTablesOptions extends DatabaseOptions {
  /** How long after its holder's last sign of life a lease is free. */
  readonly leaseMs?: number;
  /** What BI tools may read; absent for nothing. */
  readonly bi?: BiOptions;
}

interface Build {
  readonly version: number;
  readonly build: number;
}

/**
 * The schemas of views in a PostgreSQL database that several processes share: `view_<name>_v<version>_<build>`, and in
 * `rekam.serving` per projection and version the build that serves. Processes of two versions of a projection may run at
 * a time. A schema that a process has open is removed by nobody.
 */
export class PostgresViewTables implements ViewTables {
  readonly #database: Database;
  readonly #listener: Listener;
  readonly #leaseMs: number | undefined;
  readonly #bi: BiViews | null;
  readonly #closed = new AbortController();

  private constructor(database: Database, listener: Listener, bi: BiViews | null, leaseMs: number | undefined) {
    this.#database = database;
    this.#listener = listener;
    this.#bi = bi;
    this.#leaseMs = leaseMs;
  }

  /** Connects and migrates. Rejects with ViewsUnavailable, and with an Error for a name that BI views cannot have. */
  static async open(options: PostgresViewTablesOptions): Promise<PostgresViewTables> {
    const bi = options.bi === undefined ? null : new BiViews(options.bi);
    const database = viewDatabase(options);
    try {
      await migrate(database, 'rekam', MIGRATIONS);
      const listener = await database.listen([COMMITTED, POINTED]);
      return new PostgresViewTables(database, listener, bi, options.leaseMs);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  get isReachable(): boolean {
    return this.#listener.era !== null;
  }

  async serving(projection: Projection): Promise<string | null> {
    const build = await this.#served(this.#database, projection);
    if (build === null) return null;
    const builds = await this.#builds(this.#database, projection);
    const isThere = builds.some((each) => each.version === projection.version && each.build === build);
    return isThere ? placeOf(projection, { version: projection.version, build }) : null;
  }

  async building(projection: Projection, inUse: string | null): Promise<string> {
    const { name, version } = projection;
    if (name.length > NAME_LENGTH_MAX) {
      throw new Error(`the projection ${name}: its name is longer than the ${NAME_LENGTH_MAX} characters of a schema`);
    }
    const served = (await this.#served(this.#database, projection)) ?? 0;
    const builds = await this.#builds(this.#database, projection);
    const half = builds.findLast(
      (each) => each.version === version && each.build > served && placeOf(projection, each) !== inUse,
    );
    return placeOf(projection, half ?? { version, build: Math.max(served, builds.at(-1)?.build ?? 0) + 1 });
  }

  open({ tables }: Projection, schema: string): Promise<ViewStore> {
    return openPostgresViewStore({ ...this.#shared, schema, tables });
  }

  /** Tables that are no projection's, in a schema of that name: one process at a time has their lease, too. */
  openApart(schema: string, tables: readonly TableDeclaration[]): Promise<ViewStore> {
    return openPostgresViewStore({ ...this.#shared, schema, tables });
  }

  openBuild({ tables }: Projection, schema: string): Promise<ViewBuild> {
    return openPostgresViewBuild({ ...this.#shared, schema, tables });
  }

  async point(projection: Projection, schema: string): Promise<void> {
    const { name, version } = projection;
    const build = buildOf(projection, schema);
    if (build?.version !== version) throw new Error(`${schema} holds no tables of version ${version} of ${name}`);
    await this.#database.transaction(async (session) => {
      await session.query(
        `INSERT INTO rekam.serving AS before VALUES ($1, $2::integer, $3::integer) ON CONFLICT (projection, version)
         DO UPDATE SET build = excluded.build WHERE before.build < excluded.build`,
        [name, String(version), String(build.build)],
      );
      await this.#listener.tell(session, POINTED, name);
    });
    await this.#publish(projection);
  }

  async remove(schema: string): Promise<void> {
    await this.#database.transaction(async (session) => {
      await session.run(`SET LOCAL lock_timeout = ${REMOVE_LOCK_TIMEOUT_MS}`);
      await aloneInMaking(session);
      const published = await session.query('SELECT FROM rekam.published WHERE place = $1', [schema]);
      if (published.count > 0 || !(await tryLock(session, schema))) return;
      await session.run(`DROP SCHEMA IF EXISTS ${quoted(schema)} CASCADE`);
    });
  }

  /** Of other versions only lower ones, once this one serves: a process of a higher one may be building. */
  async sweep(projection: Projection): Promise<void> {
    const served = await this.#served(this.#database, projection);
    await this.#publish(projection);
    for (const each of await this.#builds(this.#database, projection)) {
      const isLeftOver = served !== null && each.version === projection.version && each.build < served;
      const isOfLowerVersion = served !== null && each.version < projection.version;
      if (isLeftOver || isOfLowerVersion) await this.remove(placeOf(projection, each));
    }
  }

  onPointed(listener: (name: string | null) => void): void {
    this.#listener.hear(POINTED, (name) => listener(name === '' ? null : name), this.#closed.signal);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#listener.close();
    await this.#database.close();
  }

  /** Has BI see what serves, unless it sees the tables of a higher version, whose processes run too. */
  async #publish(projection: Projection): Promise<void> {
    const place = await this.serving(projection);
    const { rows } = await this.#database.query('SELECT place FROM rekam.published WHERE projection = $1', [
      projection.name,
    ]);
    const published = rows[0] === undefined ? null : buildOf(projection, rows[0][0]!);
    if (place === null || (published !== null && published.version > projection.version)) return;
    await this.#bi?.publish(this.#database, projection, place);
  }

  get #shared() {
    return { database: this.#database, listener: this.#listener, leaseMs: this.#leaseMs };
  }

  async #served(session: Session, { name, version }: Projection): Promise<number | null> {
    const { rows } = await session.query(
      'SELECT build FROM rekam.serving WHERE projection = $1 AND version = $2::integer',
      [name, String(version)],
    );
    return rows[0] === undefined ? null : Number(rows[0][0]);
  }

  /** Of all versions, the oldest first. */
  async #builds(session: Session, projection: Projection): Promise<Build[]> {
    const { rows } = await session.query(
      `SELECT nspname::text FROM pg_namespace WHERE starts_with(nspname::text, $1)`,
      [`view_${projection.name}_v`],
    );
    return rows
      .map(([schema]) => buildOf(projection, schema!))
      .filter((build) => build !== null)
      .sort((a, b) => a.build - b.build);
  }
}

const placeOf = ({ name }: Projection, { version, build }: Build): string => `view_${name}_v${version}_${build}`;

function buildOf({ name }: Projection, schema: string): Build | null {
  const match = /^view_(.+)_v(\d+)_(\d+)$/.exec(schema);
  return match?.[1] === name ? { version: Number(match[2]), build: Number(match[3]) } : null;
}
