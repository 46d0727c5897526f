import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { javaProgram, kafkaJars, whyNoBroker } from './jars';
import { classArchive, javaArguments } from './jvm';
import { prepare, propertiesOf, type Access, type BrokerConfiguration } from './prepare';
import { endWithParent } from './watchdog';

const READY = /Kafka Server started/;
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;
const OUTPUT_LINES_MAX = 200;

export interface BrokerOptions extends BrokerConfiguration {
  /** Where data and configuration are kept; without it a folder of the system's temp, removed at the stop. */
  readonly folder?: string;
  /** Called with every line the broker writes: its warnings, and that it has started. */
  readonly onOutput?: (line: string) => void;
  /** Called when the broker's process has ended, whoever ended it. */
  readonly onExit?: () => void;
}

/** A single Kafka node of this process's own, which dies with it. */
export interface Broker extends Access {
  readonly folder: string;
  /** Of the broker that runs now; null when none does. */
  readonly pid: number | null;
  /** In good order; removes the folder unless it was named. Once it is down, does nothing. */
  stop(): Promise<void>;
  /** SIGKILL; the data stay. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again at the same ports on the same data, after a stop in good order if it runs. */
  restart(): Promise<void>;
}

/**
 * Starts a broker and resolves when it answers.
 *
 * Throws an Error: no Java or Maven, jars that cannot be fetched, a port that is taken, or a broker that ends or says
 * nothing for a minute, with the end of its output.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const missing = whyNoBroker();
  if (missing !== null) throw new Error(missing);
  const jars = await kafkaJars();
  const folder = options.folder === undefined ? mkdtempSync(join(tmpdir(), 'rekam-kafka-')) : resolve(options.folder);
  try {
    const broker = new LocalBroker(jars, folder, options, await prepare(jars, folder, options));
    await broker.start();
    return broker;
  } catch (error) {
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

class LocalBroker implements Broker {
  readonly brokers: Access['brokers'];
  readonly tls: Access['tls'];
  readonly passwords: Access['passwords'];
  private process: ChildProcess | null = null;
  private readonly output: string[] = [];

  constructor(
    private readonly jars: string,
    readonly folder: string,
    private readonly options: BrokerOptions,
    { brokers, tls, passwords }: Access,
  ) {
    this.brokers = brokers;
    this.tls = tls;
    this.passwords = passwords;
  }

  get pid(): number | null {
    return this.process?.pid ?? null;
  }

  /** Resolves when the broker serves; it does not run when this throws. */
  async start(): Promise<void> {
    // Its own file until it is whole: the JVM writes it at its end, and others may read the archive or write one too.
    const archive = join(this.jars, `archiving-${randomBytes(8).toString('hex')}.jsa`);
    const shared = classArchive(this.jars);
    const archiving = existsSync(shared) ? [] : [`-XX:ArchiveClassesAtExit=${archive}`, '-Xlog:disable'];
    const kafka = javaArguments(this.jars, 'kafka.Kafka', propertiesOf(this.folder));
    const process = spawn(javaProgram('java'), [...archiving, ...kafka], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: a Ctrl-C reaches this process alone, which then stops the broker in good order.
      detached: true,
    });
    await once(process, 'spawn');
    this.process = process;
    const callOffWatchdog = endWithParent(process.pid!, this.options.folder === undefined ? this.folder : null);
    process.once('exit', (_code, signal) => {
      this.process = null;
      callOffWatchdog();
      if (signal === null && existsSync(archive)) renameSync(archive, shared);
      else rmSync(archive, { force: true });
      this.options.onExit?.();
    });
    try {
      await this.started(process);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Resolves when the broker says that it serves. */
  private started(process: ChildProcess): Promise<void> {
    return new Promise((done, fail) => {
      const failed = (what: string): void =>
        fail(new Error(`The Kafka broker in ${this.folder} ${what}. Its output ends with:\n${this.output.join('\n')}`));
      const timer = setTimeout(() => failed(`did not start within ${START_MS_MAX / 1000} s`), START_MS_MAX);
      process.once('close', (code, signal) => {
        clearTimeout(timer);
        failed(`ended (${signal ?? `exit code ${code}`}) before it had started`);
      });
      for (const stream of [process.stdout!, process.stderr!]) {
        createInterface(stream).on('line', (line) => {
          this.output.push(line);
          if (this.output.length > OUTPUT_LINES_MAX) this.output.shift();
          this.options.onOutput?.(line);
          if (!READY.test(line)) return;
          clearTimeout(timer);
          done();
        });
      }
    });
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    if (this.options.folder === undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.end('SIGTERM');
    await this.start();
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { process } = this;
    if (process === null) return;
    const ended = once(process, 'exit');
    process.kill(signal);
    const timer = setTimeout(() => process.kill('SIGKILL'), STOP_MS_MAX);
    await ended;
    clearTimeout(timer);
  }
}
