import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOf } from '../programs';
import { ARM_FILE } from './arm-file';

const REGISTER = join(__dirname, '../register.cjs');
/** What a service wrote to its standard error is kept to this, for the report. */
const STDERR_CHARS_MAX = 10_000;
/** A start that takes longer than this is a fault; a loaded machine needs ten seconds. */
const START_MS_MAX = 120_000;
/** So long a service may go on after it was told to stop, or to die at a step. */
export const END_MS_MAX = 60_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** The service ended before it listened. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
  constructor(readonly ended: Ended) {
    super(`the service did not start (${ended.signal ?? `exit code ${ended.code}`}): ${ended.stderr.trim()}`);
  }
}

/** Which process, and what its environment says besides the data folder. */
export interface ProcessOptions {
  /** The step at which it kills itself; null for none. */
  readonly step?: string | null;
  readonly app?: 'standalone' | 'writer' | 'reader';
  readonly env?: Readonly<Record<string, string>>;
}

/** The service as a process of its own, on a data folder: standalone, or one of those that share the folder. */
export class Service {
  readonly #child: ChildProcess;
  readonly #armFile: string;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ended>;
  #url: string | null = null;
  #isGone = false;

  private constructor(folder: string, { step = null, app = 'standalone', env = {} }: ProcessOptions) {
    // Elsewhere than the data: a full disk must not keep a drill from its work.
    this.#armFile = join(tmpdir(), `rekam-armed-${randomUUID()}`);
    if (step !== null) this.arm(step);
    this.#child = spawn(process.execPath, programOf(app, [REGISTER, join(__dirname, 'crash-point.ts')]), {
      env: {
        PATH: process.env['PATH'],
        [ARM_FILE]: this.#armFile,
        REKAM_DATA_FOLDER: folder,
        REKAM_PORT: '0',
        REKAM_METRICS_PORT: '-1',
        REKAM_RATE_LIMIT_PER_MINUTE: '0',
        REKAM_LOG_LEVEL: 'warn',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = this.#watch();
  }

  /** Starts a service without waiting for it to listen: for a crash while it starts. */
  static spawn(folder: string, options: ProcessOptions = {}): Service {
    return new Service(folder, options);
  }

  /** Resolves when it listens. Rejects with NotStarted. */
  static async start(folder: string, options: ProcessOptions = {}): Promise<Service> {
    const service = new Service(folder, options);
    await service.listening();
    return service;
  }

  get url(): string {
    if (this.#url === null) throw new Error('the service does not listen yet');
    return this.#url;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** From now on the process kills itself when it comes to the step. */
  arm(step: string): void {
    writeFileSync(`${this.#armFile}.new`, step);
    renameSync(`${this.#armFile}.new`, this.#armFile);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Asks it to stop in good order. */
  stop(): void {
    this.#child.kill('SIGTERM');
  }

  /** What became of it; a process that outlives the limit is killed, and null says so. */
  async endedWithin(ms = END_MS_MAX): Promise<Ended | null> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.kill();
    }, ms);
    const ended = await this.ended;
    clearTimeout(timer);
    return isLate ? null : ended;
  }

  /** Resolves when it listens. Rejects with NotStarted. */
  async listening(): Promise<void> {
    const timer = setTimeout(() => this.kill(), START_MS_MAX);
    await new Promise<void>((resolve, reject) => {
      let text = '';
      this.#child.stdout!.on('data', (chunk: string) => {
        text += chunk;
        const url = /listens on (\S+?);/.exec(text)?.[1];
        if (url === undefined) return;
        this.#url = url;
        this.#child.stdout!.removeAllListeners('data').resume();
        resolve();
      });
      void this.ended.then((ended) => reject(new NotStarted(ended)));
    }).finally(() => clearTimeout(timer));
  }

  #watch(): Promise<Ended> {
    let stderr = '';
    this.#child.stdout!.setEncoding('utf8');
    this.#child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-STDERR_CHARS_MAX);
    });
    // A drill that is broken off must not leave its service behind.
    const killIt = (): void => {
      if (!this.#isGone) this.kill();
    };
    process.once('exit', killIt);
    return new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => {
        this.#isGone = true;
        process.off('exit', killIt);
        rmSync(this.#armFile, { force: true });
        resolve({ code, signal, stderr });
      });
    });
  }
}
