import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalIssuer } from '@rekam/runtime';
import type { Shown } from '../../apps/cli/src/commands/demo';
import { ServiceClient } from '../../apps/cli/src/client';
import { percentiles } from '../../apps/cli/src/simulator/tally';
import { printTable } from '../../apps/cli/src/output';
import type { Cluster } from './cluster';
import type { Member } from './member';

/** Clerks who send at a time, one command after the other. */
const CLERKS = 4;
const BEFORE_MS = 2_000;
const AFTER_MS = 3_000;
const POLL_MS = 50;
const TAKE_OVER_MS_MAX = 30_000;

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

interface Status {
  readonly projectors: readonly { readonly name: string; readonly role: 'active' | 'standby' }[];
}

/** What people see when processes die under their work. */
export class Outages {
  private commands = 0;

  private constructor(
    private readonly cluster: Cluster,
    private readonly shown: Shown,
    private readonly operator: string,
    private readonly signal: AbortSignal,
    private readonly say: (text: string) => void,
  ) {}

  static async of(cluster: Cluster, shown: Shown, signal: AbortSignal, say: (text: string) => void): Promise<Outages> {
    const issuer = await LocalIssuer.open(cluster.dataFolder);
    const operator = await issuer.sign({ sub: 'demo-operator', role: 'operator' });
    return new Outages(cluster, shown, operator, signal, say);
  }

  /** kill -9 of a writer while commands come in: each is acknowledged, some by the other writer. */
  async ofWriter(writer: Member): Promise<void> {
    const { acknowledged, latencyMs } = await this.underWork(async () => writer.kill());
    this.say(
      `   ${writer.name} was killed (kill -9) while ${CLERKS} clerks were at work: ${acknowledged} commands acknowledged, ` +
        `none refused; half within ${latencyMs.p50} ms, the longest after ${seconds(latencyMs.max)}.`,
    );
    await writer.start();
    this.say(`   ${writer.name} is back as process ${writer.pid}.\n`);
  }

  /** kill -9 of the reader that folds the views: the other one takes over. */
  async ofActiveReader(): Promise<void> {
    const before = await this.rolesOf();
    printTable(
      ['view', ...before.map(({ reader }) => reader.name)],
      before[0]!.projectors.map(({ name }, n) => [name, ...before.map(({ projectors }) => projectors[n]!.role)]),
    );
    const active = before.toSorted((a, b) => countActive(b) - countActive(a))[0]!.reader;
    const standby = this.cluster.readers.find((reader) => reader !== active)!;
    let tookOverMs = 0;
    const { acknowledged } = await this.underWork(async () => {
      const killedAt = performance.now();
      await active.kill();
      const { position } = await this.command();
      await this.seen(position, standby);
      tookOverMs = performance.now() - killedAt;
    });
    this.say(
      `   ${active.name} was killed (kill -9): ${seconds(tookOverMs)} later ${standby.name} answered with what was ` +
        `recorded after it. ${acknowledged} commands were acknowledged meanwhile.`,
    );
    await active.start();
    this.say(`   ${active.name} is back as process ${active.pid} and stands by.\n`);
  }

  /** Has commands sent before, during and some time after what is done. */
  private async underWork(act: () => Promise<void>) {
    const latencies: number[] = [];
    const end = new AbortController();
    const clerk = async (): Promise<void> => {
      while (!end.signal.aborted) {
        const sentAt = performance.now();
        await this.command();
        latencies.push(performance.now() - sentAt);
      }
    };
    const clerks = Promise.all(Array.from({ length: CLERKS }, clerk));
    try {
      await delay(BEFORE_MS, undefined, { signal: this.signal });
      await act();
      await delay(AFTER_MS, undefined, { signal: this.signal });
    } finally {
      end.abort();
    }
    await clerks;
    return { acknowledged: latencies.length, latencyMs: percentiles(Float64Array.from(latencies))! };
  }

  /** Sent again by the client under the same key until it is acknowledged. */
  private command(): Promise<{ readonly position: string }> {
    const { agency, person, today } = this.shown;
    const nth = this.commands++;
    const content = { kind: '9', name: `Seminar ${nth}`, provider: 'BPSDM Provinsi Jambi', jp: 1 };
    const data = { person, recordId: `outage-${nth}`, effectiveAt: today, content };
    return agency.command('record-training', data, `outage-${nth}`);
  }

  /** Resolves when a reader answers with what stands at the position. */
  private async seen(position: string, reader: Member): Promise<void> {
    const deadline = performance.now() + TAKE_OVER_MS_MAX;
    const path = `/v1/careers/${this.shown.person}?at-least=${position}`;
    const headers = { authorization: `Bearer ${this.shown.agencyToken}` };
    for (;;) {
      const { status } = await fetch(reader.url + path, { headers, signal: this.signal });
      if (status === 200) return;
      if (performance.now() > deadline)
        throw new Error(`${reader.name} did not take over within ${TAKE_OVER_MS_MAX} ms`);
      await delay(POLL_MS, undefined, { signal: this.signal });
    }
  }

  private async rolesOf() {
    return Promise.all(
      this.cluster.readers.map(async (reader) => {
        const client = new ServiceClient(reader.url, async () => this.operator, this.signal);
        return { reader, projectors: (await client.get<Status>('/v1/status')).projectors };
      }),
    );
  }
}

const countActive = ({ projectors }: Status): number => projectors.filter(({ role }) => role === 'active').length;
