import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithParent } from '../kafka/watchdog';
import { freePort } from '../ports';
import { programOf, type App, type Form } from './program';

const ROOT = join(__dirname, '../..');
const POLL_MS = 200;
/** A start that takes longer is a fault; a loaded machine needs ten seconds. */
const START_MS_MAX = 120_000;
/** Beyond the service's own limit for requests in flight. */
const STOP_MS_MAX = 30_000;
const LOG_CHARS_SHOWN = 4_000;
/** Somebody else may take a port that was free a moment ago. */
const PORTS_TRIED_MAX = 5;

export interface MemberOptions {
  readonly name: string;
  readonly app: Exclude<App, 'cli'>;
  readonly form: Form;
  /** Settings besides the ports. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything that it writes, over all its starts. */
  readonly logFile: string;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Ports {
  readonly http: number;
  readonly metrics: number;
}

/** A writer or a reader as a process of its own, always at the same address, which dies with this one. */
export class Member {
  private ports: Ports | null = null;
  private child: ChildProcess | null = null;
  private ended: Promise<Ended> = Promise.resolve({ code: null, signal: null });

  constructor(private readonly options: MemberOptions) {}

  get name(): string {
    return this.options.name;
  }

  get app(): MemberOptions['app'] {
    return this.options.app;
  }

  get url(): string {
    return `http://127.0.0.1:${this.known.http}`;
  }

  get metricsUrl(): string {
    return `http://127.0.0.1:${this.known.metrics}/metrics`;
  }

  get logFile(): string {
    return this.options.logFile;
  }

  /** Null while it does not run. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Starts it and resolves when it says that it is ready. Rejects when it ends instead, with the end of its log. */
  async start(): Promise<void> {
    const isFirst = this.ports === null;
    for (let tries = 1; ; tries++) {
      this.ports ??= { http: await freePort(), metrics: await freePort() };
      await this.spawn(this.ports);
      try {
        await this.ready();
        return;
      } catch (error) {
        if (!isFirst || tries === PORTS_TRIED_MAX || !this.logEnd().includes('EADDRINUSE')) throw error;
        this.ports = null;
      }
    }
  }

  /** Resolves when it takes requests. */
  async ready(): Promise<void> {
    const deadline = performance.now() + START_MS_MAX;
    while (this.child !== null && performance.now() < deadline) {
      if (await this.isReady()) return;
      await delay(POLL_MS);
    }
    const what = this.child === null ? `has ended (${JSON.stringify(await this.ended)})` : 'is not ready';
    throw new Error(`${this.name} ${what}. Its log ends with:\n${this.logEnd()}`);
  }

  async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(STOP_MS_MAX) })).ok;
    } catch {
      return false;
    }
  }

  /** kill -9. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  /** In good order. Says how it ended; one that does not stop is killed. */
  async stop(): Promise<Ended> {
    this.child?.kill('SIGTERM');
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), STOP_MS_MAX);
    const ended = await this.ended;
    clearTimeout(timer);
    return ended;
  }

  private get known(): Ports {
    if (this.ports === null) throw new Error(`${this.name} was not started yet`);
    return this.ports;
  }

  private async spawn({ http, metrics }: Ports): Promise<void> {
    const { app, form, env, logFile } = this.options;
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn(process.execPath, programOf(app, form), {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], ...env, REKAM_PORT: String(http), REKAM_METRICS_PORT: String(metrics) },
      // The log is its own: it goes on when whoever started it is gone.
      stdio: ['ignore', log, log],
      // A group of its own: a Ctrl-C reaches this process alone, which then stops it in good order.
      detached: true,
    });
    closeSync(log);
    await once(child, 'spawn');
    this.child = child;
    const callOffWatchdog = endWithParent(child.pid!, null);
    this.ended = once(child, 'exit').then((values) => {
      const [code, signal] = values as [Ended['code'], Ended['signal']];
      this.child = null;
      callOffWatchdog();
      return { code, signal };
    });
  }

  private logEnd(): string {
    return readFileSync(this.logFile, 'utf8').slice(-LOG_CHARS_SHOWN);
  }
}
