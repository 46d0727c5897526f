import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { describeWithServer } from '../needs-server';
import { whyNoServer } from './binaries';
import { startPostgres, type PostgresServer } from './server';

/** A server takes a fifth of a second to start, but the first of a machine makes its template too. */
const START_MS_MAX = 60_000;

/** An empty database for a spec. */
export interface PostgresForTests {
  /** As a role that may do everything in it; the password is in it. */
  readonly url: string;
}

let server: PostgresServer | null = null;
let given: string[] = [];

/**
 * A fresh database of the spec file's own server, or of the server that `POSTGRES_URL` names (as a role that may create
 * databases and roles), where it is dropped in the end. Call it within `describePostgres`.
 */
export async function postgresForTests(): Promise<PostgresForTests> {
  const name = `t${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name}`));
  if (server === null) given.push(name);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.href };
}

/** The server of this spec file, to be stopped and started; null when `POSTGRES_URL` names another. */
export const ownServer = (): PostgresServer | null => server;

/** `describe` for what needs PostgreSQL: the spec file's own server has started when its specs run. */
export function describePostgres(name: string, specs: () => void): void {
  const whyNone = process.env['POSTGRES_URL'] === undefined ? whyNoServer() : null;
  describeWithServer('PostgreSQL', whyNone, name, () => {
    beforeAll(async () => {
      if (process.env['POSTGRES_URL'] === undefined) server = await startPostgres();
    }, START_MS_MAX);
    specs();
    // Hooks run in the order in which they are given, and those of the specs may need the server.
    afterAll(async () => {
      for (const each of given) await asAdmin((client) => client.query(`DROP DATABASE ${each} WITH (FORCE)`));
      given = [];
      await server?.stop();
      server = null;
    }, START_MS_MAX);
  });
}

const adminUrl = (): string => server?.url ?? process.env['POSTGRES_URL']!;

async function asAdmin(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
