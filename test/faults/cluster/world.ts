import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalIssuer } from '@rekam/runtime';
import { Random } from '../../../apps/cli/src/seed/random';
import { percentiles } from '../../../apps/cli/src/simulator/tally';
import { Cluster } from '../../cluster/cluster';
import type { Member } from '../../cluster/member';
import type { Form } from '../../cluster/program';
import type { Broker } from '../../kafka/broker';
import type { Report } from '../campaign';
import { Door } from '../door';
import { Traffic } from '../kafka/traffic';
import { Ledger } from '../ledger';
import { Load, Names } from '../load';
import { AnyDoor } from './any-door';
import { CommitWatch } from './commit-watch';
import { verifyCluster } from './verify';

/** A message about nobody is tried again for so long. */
const KAFKA_RETRY_MS = 1_500;
/**
 * Clerks at work over HTTP, each with up to four requests in flight, and messages a second over Kafka: a load that a
 * cluster bears whose nine processes share two cores with the drill, so that what is measured is the fault.
 */
const LANES = 3;
const MESSAGES_A_SECOND = 20;
/** Acknowledgements and outcomes before a fault strikes, and after it. */
const AT_WORK = 30;
const TAKE_OVER_MS_MAX = 10_000;
const WAIT_MS_MAX = 180_000;
const POLL_MS = 50;

/** What a drill is held with. */
export interface Stage {
  readonly broker: Broker;
  /** Which form of writers and readers runs. */
  readonly form: Form;
  /** Of the messages. */
  readonly seed: number;
  readonly report: Report;
}

/** What came of a drill. */
export interface Outcome {
  readonly drill: string;
  readonly faults: number;
  readonly acknowledged: number;
  /** Of these, commands that had to be sent more than once. */
  readonly resent: number;
  readonly messages: number;
  readonly events: number;
  /** Milliseconds; null when nobody took over. */
  readonly takeOverMsMax: number | null;
  /** Of the acknowledgements during faults, milliseconds; the worst fault's. */
  readonly p99Ms: number | null;
  readonly breaches: readonly string[];
  /** Why it could not be held here; null when it was. */
  readonly skipped: string | null;
}

/** A cluster under load over HTTP and Kafka, what strikes it, and what is left. */
export class World {
  private readonly names: Names;
  private faults = 0;
  private hasFailed = false;
  private readonly takeOversMs: number[] = [];
  private readonly p99sMs: number[] = [];
  private readonly stopTraffic = new AbortController();

  private constructor(
    readonly drill: string,
    readonly cluster: Cluster,
    private readonly traffic: Traffic,
    private readonly ledger: Ledger,
    private readonly door: AnyDoor,
    private readonly watch: CommitWatch,
    private readonly report: Report,
  ) {
    this.names = new Names(drill);
  }

  static async open(drill: string, { broker, seed, form, report }: Stage): Promise<World> {
    const traffic = new Traffic(drill, broker.brokers, new Random(seed));
    const opened: { close(): Promise<void> }[] = [traffic];
    try {
      const { prefix, intake } = traffic;
      const cluster = await Cluster.start({
        writers: 2,
        readers: 2,
        form,
        kafka: { broker, prefix, topics: { intake, agencyViews: [], wholeLedger: [] } },
        env: {
          REKAM_KAFKA_RETRY_MS: String(KAFKA_RETRY_MS),
          REKAM_RATE_LIMIT_PER_MINUTE: '0',
          REKAM_LOG_LEVEL: 'warn',
        },
      });
      opened.push({ close: () => cluster.stop() });
      const ledger = new Ledger(join(cluster.folder, 'acknowledged.ndjson'));
      const doorsOf = (all: readonly Member[]) =>
        Promise.all(all.map(({ url }) => Door.open(url, cluster.dataFolder, ledger)));
      const door = new AnyDoor(await doorsOf(cluster.writers), await doorsOf(cluster.readers), ledger);
      const watch = new CommitWatch(cluster.database.urlWithPassword);
      await traffic.open();
      return new World(drill, cluster, traffic, ledger, door, watch, report);
    } catch (error) {
      for (const each of opened.toReversed()) await each.close();
      throw error;
    }
  }

  /** Holds the faults under load, and then counts what is left. */
  async hold(faults: () => Promise<void>): Promise<Outcome> {
    const load = new Load(this.door, this.ledger, this.names);
    const loads = Promise.all([load.run(LANES), this.traffic.load(MESSAGES_A_SECOND, this.stopTraffic.signal)]);
    // What a drill that fails leaves of its load is of no interest beside its own failure.
    loads.catch(() => undefined);
    this.watch.start();
    try {
      await faults();
      load.end();
      this.stopTraffic.abort();
      await loads;
      await this.traffic.settle(this.cluster.kafkaEnv['REKAM_KAFKA_GROUP']!);
      await this.watch.stop();
      return this.outcome(await verifyCluster(this.cluster, this.traffic, this.ledger));
    } catch (error) {
      this.hasFailed = true;
      throw error;
    } finally {
      load.end();
    }
  }

  /**
   * Lets a fault strike while everything is at work, and waits until everything works again: acknowledgements, outcomes,
   * and commits of every view, of which another reader must have taken over so many.
   */
  async fault(name: string, strike: () => Promise<unknown>, { viewsTaken = 0 } = {}): Promise<void> {
    await this.atWork(performance.now());
    const from = performance.now();
    await strike();
    await this.atWork(performance.now());
    if (viewsTaken > 0) {
      await this.until(
        () => this.watch.takeOversSince(from).size >= viewsTaken,
        `${viewsTaken} views to be taken over`,
      );
    }
    const during = this.door.acknowledgements.filter(({ sentAt, tookMs }) => sentAt + tookMs > from);
    const latency = percentiles(Float64Array.from(during.map(({ tookMs }) => tookMs)))!;
    const takeOvers = [...this.watch.takeOversSince(from).values()];
    this.faults++;
    this.p99sMs.push(latency.p99);
    const commitMs = takeOvers.map((each) => Math.round(each.commitMs));
    this.takeOversMs.push(...commitMs);
    if (viewsTaken > 0 && Math.max(...commitMs) > TAKE_OVER_MS_MAX) {
      this.breach(`${name}: views were taken over after ${Math.max(...commitMs)} ms, more than ${TAKE_OVER_MS_MAX}`);
    }
    const views =
      takeOvers.length === 0
        ? `views stood still for ${Math.round(this.watch.longestPauseSince(from))} ms at most`
        : `${takeOvers.length} views taken over after ${Math.max(...commitMs)} ms (the lease after ` +
          `${Math.round(Math.max(...takeOvers.map(({ leaseMs }) => leaseMs)))} ms)`;
    const { p50, p99, max } = latency;
    this.report(
      `${this.drill} · ${name}: ${during.length} acknowledged, p50 ${p50} ms, p99 ${p99} ms, longest ${max} ms; ${views}`,
    );
  }

  /** kill -9, and a start as soon as others do its work. */
  async kill(member: Member): Promise<void> {
    const viewsTaken = member.app === 'reader' ? await this.leads(member) : 0;
    const what = member.app === 'reader' ? `${member.name}, which led ${viewsTaken} views,` : member.name;
    await this.fault(`kill -9 of ${what}`, () => member.kill(), { viewsTaken });
    await member.start();
  }

  breach(sentence: string): void {
    this.ledger.breach(sentence);
  }

  async close(): Promise<void> {
    this.stopTraffic.abort();
    await this.watch.stop();
    await this.traffic.close();
    const isFaulty = this.hasFailed || this.ledger.breaches.length > 0;
    await this.cluster.stop({ keepFolder: isFaulty });
    if (isFaulty) this.report(`${this.drill} · logs and what was acknowledged are kept in ${this.cluster.folder}`);
  }

  /** How many views a reader folds. */
  private async leads({ url }: Member): Promise<number> {
    const token = await (await LocalIssuer.open(this.cluster.dataFolder)).sign({ sub: 'drill', role: 'operator' });
    const answer = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${token}` } });
    const { projectors } = (await answer.json()) as { projectors: readonly { role: string }[] };
    return projectors.filter(({ role }) => role === 'active').length;
  }

  /** Resolves when commands, messages and views have all gone on since a moment. */
  private async atWork(since: number): Promise<void> {
    const { acknowledged } = this.ledger;
    const enough = acknowledged.size + AT_WORK;
    await Promise.all([
      this.until(() => acknowledged.size >= enough, 'acknowledgements'),
      this.traffic.answered(AT_WORK),
      this.until(() => this.watch.hasMovedSince(since), 'commits of every view'),
    ]);
  }

  private async until(isSo: () => boolean, what: string): Promise<void> {
    const deadline = performance.now() + WAIT_MS_MAX;
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error(`${this.drill}: waited ${WAIT_MS_MAX / 1_000} s for ${what}`);
      await delay(POLL_MS);
    }
  }

  private outcome({ events, messages }: { readonly events: number; readonly messages: number }): Outcome {
    const { acknowledged, breaches } = this.ledger;
    const most = (all: readonly number[]): number | null => (all.length === 0 ? null : Math.max(...all));
    this.report(
      `${this.drill} · at the end: ${acknowledged.size} acknowledged, ${messages} messages, ${events} events, ${breaches.length} breaches`,
    );
    return {
      drill: this.drill,
      faults: this.faults,
      acknowledged: acknowledged.size,
      resent: this.door.resent,
      messages,
      events,
      takeOverMsMax: most(this.takeOversMs),
      p99Ms: most(this.p99sMs),
      breaches,
      skipped: null,
    };
  }
}
