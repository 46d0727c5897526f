import { randomBytes } from 'node:crypto';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type PostgresServer } from '../postgres/server';

/** A database that the processes of a cluster share. */
export interface Database {
  /** What it is, in words. */
  readonly what: string;
  /** As the role of the processes; without the password. */
  readonly url: string;
  /** The same with it. */
  readonly urlWithPassword: string;
  /** How processes are told of it. */
  readonly env: Readonly<Record<string, string>>;
  /** The server, to be stopped and started; null when `POSTGRES_URL` names another. */
  readonly server: PostgresServer | null;
  stop(): Promise<void>;
}

/** A database with a role that owns it and nothing else, on a server of its own or on the one of `POSTGRES_URL`. */
export async function startDatabase(folder: string, logFile: string): Promise<Database> {
  const given = process.env['POSTGRES_URL'];
  const log = createWriteStream(logFile, { mode: 0o600 });
  const server = given === undefined ? await startPostgres({ onOutput: (line) => log.write(`${line}\n`) }) : null;
  const adminUrl = given ?? server!.url;
  const name = `rekam_${randomBytes(4).toString('hex')}`;
  const password = randomBytes(18).toString('base64url');
  await asAdmin(adminUrl, async (client) => {
    await client.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
    await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  url.username = name;
  url.password = '';
  const passwordFile = join(folder, 'postgres.password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const withPassword = new URL(url);
  withPassword.password = password;
  return {
    what: given === undefined ? 'PostgreSQL' : 'PostgreSQL of POSTGRES_URL',
    url: url.href,
    urlWithPassword: withPassword.href,
    env: { REKAM_POSTGRES_URL: url.href, REKAM_POSTGRES_PASSWORD_FILE: passwordFile },
    server,
    async stop() {
      if (server === null) {
        await asAdmin(adminUrl, async (client) => {
          await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
          await client.query(`DROP ROLE ${name}`);
        });
      }
      await server?.stop();
      log.end();
    },
  };
}

async function asAdmin(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
