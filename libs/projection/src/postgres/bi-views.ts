import { createHash } from 'node:crypto';
import { literal, quoted, type Database, type Session } from '@rekam/postgres';
import type { Projection } from '../projection';
import { Tables } from '../table';
import { ViewsUnavailable } from '../view-store';

/** BI waits for nobody and nobody waits long for BI: a view that is being read is replaced another time. */
const LOCK_TIMEOUT_MS = 2_000;
const ROLE_NAME = /^[a-z][a-z0-9_]{0,40}$/;
const VIEW_NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** What BI tools may read of a table. */
export interface BiView {
  /** Lower-case letters, digits and underscores. */
  readonly name: string;
  /** What a row is, for whoever browses the database. */
  readonly description: string;
  readonly projection: string;
  readonly table: string;
  /** The columns shown, and what each means. In SQL their names are in snake case. */
  readonly columns: Readonly<Record<string, string>>;
  /** The text column with the code of the agency that may see the row; null for what everyone may see. */
  readonly agency: string | null;
}

export interface BiOptions {
  /**
   * The role whose members may read the views, and the schema that they are in. It is the operator's: where it is
   * missing there are no views. A member sees an agency's rows when it is a member of `<role>_<code of the agency>` too;
   * the setting `rekam.agency` narrows that to one of them.
   */
  readonly role: string;
  readonly views: readonly BiView[];
  /** Called when the views could not be replaced: until the next start they show the tables before, which stay for it. */
  onFault(fault: ViewsUnavailable): void;
}

/** The read-only views over whichever tables serve. */
export class BiViews {
  readonly #role: string;
  readonly #views: readonly BiView[];
  readonly #onFault: BiOptions['onFault'];

  /** Throws an Error for names that no view can have. */
  constructor({ role, views, onFault }: BiOptions) {
    if (!ROLE_NAME.test(role))
      throw new Error(`the BI role ${role} must be lower-case letters, digits and underscores`);
    const wrong = views.find(({ name }) => !VIEW_NAME.test(name));
    if (wrong !== undefined) {
      throw new Error(`the BI view ${wrong.name} must be lower-case letters, digits and underscores`);
    }
    const tables = views.map(({ projection, table }) => `${projection}/${table}`);
    const twice = tables.find((table, i) => tables.indexOf(table) !== i);
    // Which rows may be seen is said of the table, so one view would open another's rows.
    if (twice !== undefined) throw new Error(`two BI views show the table ${twice}`);
    this.#role = role;
    this.#views = views;
    this.#onFault = onFault;
  }

  /**
   * Has the projection's views show the tables of a schema, unless they do. Rejects with RowRefused for a view that does
   * not fit them.
   */
  async publish(database: Database, projection: Projection, schema: string): Promise<void> {
    const views = this.#views.filter((view) => view.projection === projection.name);
    const ddl = [...this.#schemaDdl(schema), ...views.flatMap((view) => this.#viewDdl(projection, view, schema))];
    const names = views.map(({ name }) => name).join();
    try {
      if (await this.#isWanted(database)) await this.#replace(database, projection, schema, names, ddl.join(';\n'));
    } catch (error) {
      if (!(error instanceof ViewsUnavailable)) throw error;
      this.#onFault(error);
    }
  }

  async #replace(database: Database, { name }: Projection, schema: string, views: string, ddl: string): Promise<void> {
    const definition = createHash('sha256').update(ddl).digest('hex');
    await database.transaction(async (session) => {
      await session.run(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}; LOCK TABLE rekam.published`);
      const { rows } = await session.query(
        'SELECT place, definition, views FROM rekam.published WHERE projection = $1',
        [name],
      );
      const [place, before, shown = ''] = rows[0] ?? [];
      if (place === schema && before === definition) return;
      if (place === undefined && views === '') return;
      const gone = shown!.split(',').filter((view) => view !== '');
      for (const view of gone) await session.run(`DROP VIEW IF EXISTS ${quoted(this.#role)}.${quoted(view)}`);
      await session.run(ddl);
      await session.query(
        `INSERT INTO rekam.published VALUES ($1, $2, $3, $4) ON CONFLICT (projection)
         DO UPDATE SET place = excluded.place, definition = excluded.definition, views = excluded.views`,
        [name, schema, definition, views],
      );
    });
  }

  async #isWanted(session: Session): Promise<boolean> {
    return (await session.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [this.#role])).count === 1;
  }

  #schemaDdl(schema: string): string[] {
    const role = quoted(this.#role);
    const prefix = `${this.#role}_`;
    return [
      `CREATE SCHEMA IF NOT EXISTS ${role}`,
      `CREATE OR REPLACE FUNCTION ${role}.agencies() RETURNS text[] LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
         SELECT coalesce(array_agg(agency), '{}') FROM (
           SELECT substr(rolname::text, ${prefix.length + 1}) AS agency FROM pg_roles
           WHERE starts_with(rolname::text, '${prefix}') AND pg_has_role(oid, 'USAGE')
         ) AS own WHERE agency = coalesce(nullif(current_setting('rekam.agency', true), ''), agency) $$`,
      `COMMENT ON FUNCTION ${role}.agencies() IS
         'The agencies whose rows the present login may see: one a role ${prefix}<code> that it is a member of'`,
      `GRANT USAGE ON SCHEMA ${role}, ${quoted(schema)} TO ${role}`,
      // What an earlier declaration showed of the same tables.
      `REVOKE ALL ON ALL TABLES IN SCHEMA ${quoted(schema)} FROM ${role}`,
    ];
  }

  /** The tables let members see the columns shown only; which rows, a policy of the table says, not the view. */
  #viewDdl(projection: Projection, view: BiView, schema: string): string[] {
    const declared = new Tables(projection.tables).get(view.table);
    const columns = Object.keys(view.columns);
    const used = view.agency === null ? columns : [...new Set([...columns, view.agency])];
    for (const column of used) declared.checkColumn(column);
    const role = quoted(this.#role);
    const table = `${quoted(schema)}.${quoted(view.table)}`;
    const shown = `${role}.${quoted(view.name)}`;
    const policy = quoted(`${this.#role} ${view.name}`);
    const selected = columns.map((column) => `${quoted(column)} AS ${quoted(snakeCase(column))}`).join(', ');
    const rows = view.agency === null ? 'true' : `${quoted(view.agency)} = ANY ((SELECT ${role}.agencies())::text[])`;
    return [
      `GRANT SELECT (${used.map(quoted).join(', ')}) ON ${table} TO ${role}`,
      `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
      `DROP POLICY IF EXISTS ${policy} ON ${table}`,
      `CREATE POLICY ${policy} ON ${table} FOR SELECT TO ${role} USING (${rows})`,
      `CREATE VIEW ${shown} WITH (security_invoker = true) AS SELECT ${selected} FROM ${table}`,
      `GRANT SELECT ON ${shown} TO ${role}`,
      `COMMENT ON VIEW ${shown} IS ${literal(view.description)}`,
      ...Object.entries(view.columns).map(
        ([column, meaning]) => `COMMENT ON COLUMN ${shown}.${quoted(snakeCase(column))} IS ${literal(meaning)}`,
      ),
    ];
  }
}

const snakeCase = (column: string): string => column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
