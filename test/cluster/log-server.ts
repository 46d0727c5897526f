import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventStoreProcess } from '../eventstore/process';
import { openLine, type Line } from './line';

/** The server that keeps the log. */
export interface LogServer {
  /** What it is, in words. */
  readonly what: string;
  /** Without a password. */
  readonly url: string;
  /** The same with it. */
  readonly urlWithPassword: string;
  /** Null for a server that runs elsewhere. */
  readonly pid: number | null;
  /** How processes are told of it. */
  readonly env: Readonly<Record<string, string>>;
  /** The line on which all of them reach it; null where it gives clients other addresses than the one that was asked. */
  readonly line: Line | null;
  stop(): Promise<void>;
}

/** The server that `EVENTSTORE_URL` names, or a stand-in for it in a process of its own. Streams have a prefix there. */
export async function startLogServer(folder: string, prefix: string): Promise<LogServer> {
  const given = process.env['EVENTSTORE_URL'];
  const server = await eventStoreProcess();
  const url = new URL(server.url);
  const env: Record<string, string> = { REKAM_EVENTSTORE_PREFIX: prefix };
  if (url.password !== '') {
    env['REKAM_EVENTSTORE_PASSWORD_FILE'] = join(folder, 'eventstore.password');
    writeFileSync(env['REKAM_EVENTSTORE_PASSWORD_FILE'], decodeURIComponent(url.password), { mode: 0o600 });
    url.password = '';
  }
  // The nodes of a cluster name each other to clients, and a certificate names its node: no line can stand between.
  const isPlain = url.protocol === 'esdb:' && !url.host.includes(',') && url.searchParams.get('tls') === 'false';
  const line = isPlain ? await openLine({ host: url.hostname, port: Number(url.port) }) : null;
  const shown = url.href;
  if (line !== null) url.host = `127.0.0.1:${line.port}`;
  return {
    what: given === undefined ? 'stand-in for EventStoreDB, in memory' : 'EventStoreDB of EVENTSTORE_URL',
    url: shown,
    urlWithPassword: server.url,
    pid: server.pid,
    env: { ...env, REKAM_EVENTSTORE_URL: url.href },
    line,
    async stop() {
      await line?.close();
      await server.stop();
    },
  };
}
