import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PROJECTIONS } from '@rekam/reader';
import { Door, type Answer } from './door';
import { Ledger } from './ledger';
import { Load, Names } from './load';
import { Service } from './service';
import { stepNamed, type Phase } from './steps';
import { verifyFolder } from './verify';
import { isSamePlace, type Place } from './verify-log';

/** Acknowledged commands sent once more after each restart: they must be known, at the very same place. */
const REPEATED_MAX = 40;
/** Persons whose timelines are read at the end and held against the receipts. */
const PERSONS_READ_MAX = 5;
/** A view that could not be written tries again within ten seconds; a loaded machine may need more. */
const VIEW_MS_MAX = 60_000;
const POLL_MS = 200;

/** Acknowledgements before a step is armed, so that a crash meets a service at work. */
const ACKNOWLEDGED_BEFORE = 30;
/** Requests in flight while open ones are sent again. */
const RESENT_AT_ONCE = 16;

/** Clerks at work at a time; each has up to four requests in flight. */
const LANES = 24;

/** How a drill went. */
export interface Outcome {
  readonly drill: string;
  readonly kills: number;
  readonly acknowledged: number;
  /** Commands whose answer a crash took, and that were answered when sent again. */
  readonly resolved: number;
  readonly events: number;
  readonly breaches: readonly string[];
  /** Why it could not be held here; null when it was. */
  readonly skipped: string | null;
}

export type Report = (line: string) => void;

/** One data folder through many crashes, and the outside world that sends to it. */
export class Campaign {
  /** Of the drill: what was acknowledged, and `disk`, which holds the data folder and may be a mount. */
  readonly root: string;
  readonly folder: string;
  readonly ledger: Ledger;
  readonly #names: Names;
  #kills = 0;
  #resolved = 0;
  #events = 0;
  /** Where the log had each command after the last crash, by its correlation id. */
  #places: ReadonlyMap<string, Place> = new Map();
  #running: Service | null = null;
  /** What an operation was answered that should not have come to an end; for the report. */
  #answer = 'nothing';

  constructor(
    readonly drill: string,
    private readonly report: Report,
    /** Clerks who send at the same time. */
    private readonly lanes = LANES,
  ) {
    this.root = mkdtempSync(join(tmpdir(), `rekam-${drill}-`));
    this.folder = join(this.root, 'disk', 'data');
    mkdirSync(join(this.root, 'disk'));
    this.ledger = new Ledger(join(this.root, 'acknowledged.ndjson'));
    this.#names = new Names(drill);
  }

  /** Kills the service at a step of its work under load, and looks at what is left. */
  async crashAt(name: string): Promise<void> {
    const { during } = stepNamed(name);
    if (during === 'first-start') {
      await this.#expectDeath(Service.spawn(this.folder, { step: name }), name);
    } else {
      const { service, door } = await this.start();
      const { load, ended } = this.load(door);
      await load.acknowledgements(ACKNOWLEDGED_BEFORE);
      service.arm(name);
      this.#provoke(during, service, door);
      await this.#expectDeath(service, name);
      await ended;
    }
    await this.look(name);
  }

  /** Kills the service some time after a number of acknowledgements. */
  async crashAfter(acknowledgements: number, delayMs: number): Promise<void> {
    const { service, door } = await this.start();
    const { load, ended } = this.load(door);
    await load.acknowledgements(acknowledgements);
    setTimeout(() => service.kill(), delayMs);
    await this.#expectDeath(service, 'random');
    await ended;
    await this.look(`after ${acknowledgements} acknowledgements`);
  }

  /** Kills the service now. */
  async crashNow(service: Service, where: string): Promise<void> {
    service.kill();
    await this.#expectDeath(service, where);
    await this.look(where);
  }

  /** Kills the service some time after it was started, whether or not it listens by then. */
  async crashWhileStarting(delayMs: number): Promise<void> {
    const service = Service.spawn(this.folder);
    setTimeout(() => service.kill(), delayMs);
    await this.#expectDeath(service, 'random');
    await this.look(`${delayMs} ms after its start`);
  }

  /** Starts the service and settles what the last crash left open. */
  async start(): Promise<{ service: Service; door: Door }> {
    return this.attend(await Service.start(this.folder));
  }

  /** The same with a service that listens already. */
  async attend(service: Service): Promise<{ service: Service; door: Door }> {
    this.#running = service;
    const door = await Door.open(service.url, this.folder, this.ledger);
    await this.settle(door);
    return { service, door };
  }

  /** Puts the service under load. */
  load(door: Door): { load: Load; ended: Promise<void> } {
    const load = new Load(door, this.ledger, this.#names);
    return { load, ended: load.run(this.lanes) };
  }

  /**
   * Sends again what has no answer or was refused for now, and some of what was acknowledged: what the log has is a
   * duplicate with the first coordinates, what it has not is new.
   */
  async settle(door: Door): Promise<void> {
    const { acknowledged, unknown, refused } = this.ledger;
    const repeated = [...acknowledged.values()].slice(-REPEATED_MAX);
    const open = [...unknown.values(), ...refused.values()];
    await eachOf(open, async (command) => {
      const place = this.#places.get(command.id);
      const receipt = await door.send(command);
      if (receipt === null) return;
      this.#resolved++;
      const isThere = place !== undefined;
      if (receipt.duplicate === isThere && (!isThere || isSamePlace(receipt, place))) return;
      const where = isThere ? `in the log at ${place.position}` : 'not in the log';
      this.ledger.breach(`${command.name} ${command.key}, ${where}, sent again: ${JSON.stringify(receipt)}`);
    });
    await eachOf(repeated, async (command) => {
      const receipt = await door.send(command);
      if (receipt?.duplicate === true && isSamePlace(receipt, command.receipt)) return;
      this.ledger.breach(`${command.name} ${command.key}, acknowledged before, sent again: ${JSON.stringify(receipt)}`);
    });
  }

  /** Holds the folder of the dead or stopped service against the ledger. */
  async look(where: string, isSettled = false): Promise<void> {
    const before = this.ledger.breaches.length;
    try {
      const { events, places, breaches } = await verifyFolder(this.folder, this.ledger, { isSettled });
      this.#events = events;
      this.#places = places;
      for (const breach of breaches) this.ledger.breach(`${where}: ${breach}`);
    } catch (error) {
      this.ledger.breach(`${where}: the folder cannot be verified: ${(error as Error).stack}`);
    }
    const { acknowledged, unknown, breaches } = this.ledger;
    const found = breaches.length - before;
    this.report(
      `${this.drill} · ${where}: ${acknowledged.size} acknowledged, ${unknown.size} unknown, ${this.#events} events, ${found} breaches`,
    );
  }

  /** The last start: everything answered and shown, a stop in good order, and nothing left half-way. */
  async finish(): Promise<Outcome> {
    const { service, door } = await this.start();
    await this.readBack(door);
    await this.#rebuildAll(door);
    service.stop();
    const ended = await service.endedWithin();
    if (ended?.code !== 0) this.ledger.breach(`the last stop ended with ${JSON.stringify(ended)}`);
    await this.look('at the end', true);
    this.#lookForLeftovers();
    return this.outcome();
  }

  outcome(skipped: string | null = null): Outcome {
    const { acknowledged, breaches } = this.ledger;
    return {
      drill: this.drill,
      kills: this.#kills,
      acknowledged: acknowledged.size,
      resolved: this.#resolved,
      events: this.#events,
      breaches,
      skipped,
    };
  }

  /** Ends the service if a fault of the drill left it, and removes everything unless there is something to look into. */
  close(): void {
    this.#running?.kill();
    if (this.ledger.breaches.length === 0) rmSync(this.root, { recursive: true, force: true });
    else this.report(`${this.drill} · the data folder and what was acknowledged are kept in ${this.root}`);
  }

  /** Makes the service do what the step is a part of. What comes of the request is the crash's to say. */
  #provoke(during: Phase, service: Service, door: Door): void {
    const note = (answer: Answer): void => void (this.#answer = `${answer.status} ${String(answer.body).slice(-500)}`);
    const ignore = (): undefined => undefined;
    switch (during) {
      case 'backup':
        void door.operate('backup', { folder: `kill-${this.#kills}` }).then(note, ignore);
        return;
      case 'rebuild':
        void door.operate('rebuild', { view: PROJECTIONS[this.#kills % PROJECTIONS.length]!.name }).then(note, ignore);
        return;
      case 'stop':
        service.stop();
        return;
      case 'load':
      case 'first-start':
        return;
      default:
        throw new Error(`nothing to do during ${String(during satisfies never)}`);
    }
  }

  async #expectDeath(service: Service, where: string): Promise<void> {
    const ended = await service.endedWithin();
    this.#kills++;
    if (ended?.signal === 'SIGKILL') return;
    this.ledger.breach(
      `${where}: ${ended === null ? `the step was not reached in time; the operation was answered ${this.#answer}` : `the service ended by itself: ${JSON.stringify(ended)}`}`,
    );
  }

  /** The timelines of the last persons hold what was acknowledged about them. */
  async readBack(door: Door): Promise<void> {
    const receipts = [...this.ledger.acknowledged.values()].map(({ receipt }) => receipt);
    const last = receipts.reduce((most, { position }) => (BigInt(position) > most ? BigInt(position) : most), 0n);
    const persons = [...new Set(receipts.map(({ person }) => person))].filter((person) => person !== null);
    for (const person of persons.slice(-PERSONS_READ_MAX)) {
      const query = `?limit=100&at-least=${last}`;
      const { status, body } = await this.#askUntilReached(() => door.read(person, this.#names.key(), query));
      const entries = (body as { entries?: readonly { position: string }[] }).entries ?? [];
      const shown = new Set(entries.map(({ position }) => position));
      const missing = receipts.filter((receipt) => receipt.person === person && !shown.has(receipt.position));
      if (missing.length > 0)
        this.ledger.breach(`a timeline (${status}) lacks ${missing.length} of its acknowledged acts`);
    }
  }

  async #askUntilReached(ask: () => Promise<Answer>): Promise<Answer> {
    const deadline = performance.now() + VIEW_MS_MAX;
    for (;;) {
      const answer = await ask();
      if (answer.status !== 503 || performance.now() > deadline) return answer;
      await delay(POLL_MS);
    }
  }

  /** What crashes left of rebuilds is gone on with, and then taken away. */
  async #rebuildAll(door: Door): Promise<void> {
    const { status, body } = await door.operate('rebuild', {});
    const done = String(body).match(/"exportHash"/g)?.length;
    if (status !== 200 || done !== PROJECTIONS.length)
      this.ledger.breach(`the rebuild was answered ${status}: ${String(body).slice(-500)}`);
  }

  #lookForLeftovers(): void {
    const files = readdirSync(join(this.folder, 'views')).filter((file) => /-v\d+-\d+\.db$/.test(file));
    if (files.length !== PROJECTIONS.length)
      this.ledger.breach(`the folder of views was left with ${files.join(', ')}`);
  }
}

/** Keeps a number of calls under way until all are made. */
async function eachOf<T>(all: readonly T[], call: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < all.length) await call(all[next++]!);
  };
  await Promise.all(Array.from({ length: RESENT_AT_ONCE }, lane));
}
