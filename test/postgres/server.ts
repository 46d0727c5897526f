import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { endWithParent } from '../kafka/watchdog';
import { freePort } from '../ports';
import { account, installation, SUPERUSER, type Installation } from './binaries';

const HOST = '127.0.0.1';
const READY = /database system is ready to accept connections/;
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;
const OUTPUT_LINES_MAX = 200;

/** What a test needs: no socket in the file system, and no wait for a disk whose content ends with the run. */
const SETTINGS = {
  unix_socket_directories: '',
  listen_addresses: HOST,
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '100',
  log_min_messages: 'warning',
};

export interface PostgresOptions {
  /** More settings of the server, which win over those given here. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called with every line the server writes: its warnings, and that it has started. */
  readonly onOutput?: (line: string) => void;
}

/** A PostgreSQL server of this process's own, which dies with it. */
export interface PostgresServer {
  /** As the superuser, of the database `postgres`; the password is in it. */
  readonly url: string;
  /** Of the server that runs now; null when none does. */
  readonly pid: number | null;
  /** In good order, not waiting for clients; its data are removed. Once it is down, does nothing. */
  stop(): Promise<void>;
  /** SIGKILL; the data stay. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again at the same port on the same data, after a stop in good order if it runs. */
  restart(): Promise<void>;
}

/**
 * Starts a server on an empty cluster and resolves when it answers. Throws an Error: no programs for this machine, or a
 * server that ends or says nothing for a minute, with the end of its output.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const installed = await installation();
  const folder = mkdtempSync(join(tmpdir(), 'rekam-postgres-'));
  const server = new LocalServer(installed, folder, await freePort(), options);
  try {
    await server.prepare();
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

class LocalServer implements PostgresServer {
  readonly url: string;
  private process: ChildProcess | null = null;
  private callOffWatchdog = (): void => undefined;
  private readonly output: string[] = [];

  constructor(
    private readonly installed: Installation,
    private readonly folder: string,
    private readonly port: number,
    private readonly options: PostgresOptions,
  ) {
    this.url = `postgresql://${SUPERUSER}:${installed.password}@${HOST}:${port}/postgres`;
  }

  get pid(): number | null {
    return this.process?.pid ?? null;
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  async prepare(): Promise<void> {
    // With its owner and modes, which the server insists on.
    await promisify(execFile)('cp', ['-a', this.installed.template, this.data]);
    if (account.uid !== undefined) chownSync(this.folder, account.uid, account.gid);
  }

  async start(): Promise<void> {
    const settings = { ...SETTINGS, port: String(this.port), ...this.options.settings };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    // A group of its own: a Ctrl-C reaches this process alone, which then stops the server.
    const process = spawn(this.installed.program('postgres'), ['-D', this.data, ...flags], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: this.installed.env,
      detached: true,
      ...account,
    });
    await once(process, 'spawn');
    this.process = process;
    this.callOffWatchdog = endWithParent(process.pid!, this.folder);
    process.once('exit', () => {
      this.process = null;
      this.callOffWatchdog();
    });
    await this.started(process);
  }

  /** Resolves when the server says that it serves. */
  private started(process: ChildProcess): Promise<void> {
    return new Promise((done, fail) => {
      const failed = (what: string): void =>
        fail(
          new Error(
            `The PostgreSQL server in ${this.folder} ${what}. Its output ends with:\n${this.output.join('\n')}`,
          ),
        );
      const timer = setTimeout(() => failed(`did not start within ${START_MS_MAX / 1000} s`), START_MS_MAX);
      process.once('close', (code, signal) => {
        clearTimeout(timer);
        failed(`ended (${signal ?? `exit code ${code}`}) before it had started`);
      });
      createInterface(process.stderr!).on('line', (line) => {
        this.output.push(line);
        if (this.output.length > OUTPUT_LINES_MAX) this.output.shift();
        this.options.onOutput?.(line);
        if (!READY.test(line)) return;
        clearTimeout(timer);
        done();
      });
    });
  }

  async stop(): Promise<void> {
    const timer = setTimeout(() => this.process?.kill('SIGKILL'), STOP_MS_MAX);
    // The fast way: open transactions are taken back.
    await this.end('SIGINT');
    clearTimeout(timer);
    rmSync(this.folder, { recursive: true, force: true });
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.end('SIGINT');
    await this.start();
  }

  private async end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    if (this.process === null) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }
}
