import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  agencyViewsTopic,
  deadLetterOf,
  deadLettersTopic,
  eventsTopic,
  intakeTopic,
  outcomesTopic,
  TOPIC_RULES,
  unattributedOutcomesTopic,
  viewsTopic,
  type OutcomeMessage,
  type TopicKind,
} from '@rekam/contracts';
import { Cluster, type Coordinates, type IncomingMessage, type Producer } from '@rekam/kafka';
import { loadConfig, type RunningProcess } from '@rekam/runtime';
import { startStandalone } from '@rekam/standalone';
import { messagesOn, type Document, type Message } from '../contracts/document';
import { Judge, type Wire } from '../contracts/judge';
import { describeKafka, kafkaForTests } from '../kafka/for-tests';

const SOURCES = ['/agencies/5500/simpeg', '/agencies/4011/rekam', '/providers/balai-diklat-contoh'];
const SITI = '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011';
const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
type Example = NonNullable<Message['examples']>[number];

const sourceOf = ({ headers, payload }: Example): unknown =>
  headers['ce_source'] ?? (payload as { source: string }).source;
const isThere = (program: string): boolean => spawnSync(program, ['-V']).error === undefined;

const wireOf = ({ headers, key, value }: IncomingMessage): Wire => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
  key: key === null ? null : key.toString(),
  payload: value === null ? null : JSON.parse(value.toString()),
});

/** What comes on a channel's topics, each message as the document describes it. */
class Inbox {
  readonly names = new Set<string>();
  private readonly come: { readonly wire: Wire; readonly message: IncomingMessage }[] = [];
  private failure: unknown = null;
  private waiting: (() => void)[] = [];
  private readonly stopping = new AbortController();
  private readonly reading: Promise<void>;

  constructor(
    cluster: Cluster,
    private readonly judge: Judge,
    private readonly channel: string,
    topics: readonly string[],
  ) {
    this.reading = this.read(cluster, topics);
  }

  /** The first message of which this holds, once it has come. Rejects when one comes that the document does not describe. */
  async first(isMeant: (wire: Wire) => boolean): Promise<Wire> {
    for (;;) {
      if (this.failure !== null) throw this.failure;
      const found = this.come.find(({ wire }) => isMeant(wire));
      if (found !== undefined) return found.wire;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  close(): Promise<void> {
    this.stopping.abort();
    return this.reading;
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async read(cluster: Cluster, from: readonly string[]): Promise<void> {
    try {
      for await (const message of cluster.read({ from, until: 'abort', signal: this.stopping.signal })) {
        const wire = wireOf(message);
        this.names.add(this.judge.nameOf(this.channel, wire));
        this.come.push({ wire, message });
        this.wake();
      }
    } catch (error) {
      this.failure = error;
      this.wake();
    }
  }
}

describeKafka('what goes over Kafka', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-contracts-'));
  let service: RunningProcess;
  let cluster: Cluster;
  let producer: Producer;
  let judge: Judge;
  let document: Document;
  let prefix: string;
  let brokers: readonly string[];
  const inboxes: Record<string, Inbox> = {};

  beforeAll(async () => {
    ({ brokers, prefix } = await kafkaForTests());
    cluster = new Cluster({ brokers, clientId: prefix, tls: null, sasl: null }, LOG);
    producer = await cluster.producer();
    const topics: readonly (readonly [TopicKind, string])[] = [
      ['intake', intakeTopic(prefix)],
      ...SOURCES.map((source) => ['outcomes', outcomesTopic(prefix, source)] as const),
      ['outcomes', unattributedOutcomesTopic(prefix)],
      ['events', eventsTopic(prefix)],
      ['views', viewsTopic(prefix)],
      ['views', agencyViewsTopic(prefix, '5500')],
      ['dead-letters', deadLettersTopic(prefix)],
    ];
    const admin = await cluster.admin();
    await admin.createTopics(
      topics.map(([kind, topic]) => {
        const { cleanupPolicy, messageBytesMax } = TOPIC_RULES[kind];
        const configs = { 'cleanup.policy': cleanupPolicy, 'max.message.bytes': String(messageBytesMax) };
        return { topic, partitions: 1, replication: 1, configs };
      }),
    );
    await admin.close();
    const topicsFile = join(folder, 'topics.json');
    const intake = [{ topic: intakeTopic(prefix), sources: SOURCES.map((source) => ({ source })) }];
    writeFileSync(topicsFile, JSON.stringify({ intake, agencyViews: [{ agency: '5500', principals: [] }] }));
    service = await startStandalone(
      loadConfig({
        REKAM_PORT: '0',
        REKAM_METRICS_PORT: '-1',
        REKAM_LOG_LEVEL: 'silent',
        REKAM_DATA_FOLDER: join(folder, 'data'),
        REKAM_KAFKA_BROKERS: brokers.join(','),
        REKAM_KAFKA_TOPIC_PREFIX: prefix,
        REKAM_KAFKA_GROUP: `${prefix}-writer`,
        REKAM_KAFKA_TOPICS_FILE: topicsFile,
      }),
    );
    document = (await (await fetch(`${service.url}/asyncapi.json`)).json()) as Document;
    judge = new Judge(document);
    const follow = (channel: string, kind: TopicKind, isMeant: (topic: string) => boolean): void => {
      const names = topics.filter(([each, topic]) => each === kind && isMeant(topic)).map(([, topic]) => topic);
      inboxes[channel] = new Inbox(cluster, judge, channel, names);
    };
    const ofAgency = agencyViewsTopic(prefix, '5500');
    follow('outcomes', 'outcomes', () => true);
    follow('events', 'events', () => true);
    follow('views', 'views', (topic) => topic !== ofAgency);
    follow('agencyViews', 'views', (topic) => topic === ofAgency);
    follow('deadLetters', 'dead-letters', () => true);
  }, 120_000);

  afterAll(async () => {
    await Promise.all(Object.values(inboxes).map((inbox) => inbox.close()));
    await producer.stop();
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const outcomeAt = async ({ partition, offset }: Coordinates): Promise<OutcomeMessage> => {
    const { payload } = await inboxes['outcomes']!.first((wire) => {
      const { message } = wire.payload as OutcomeMessage;
      return message.partition === partition && message.offset === String(offset);
    });
    return payload as OutcomeMessage;
  };

  /** Sends messages to the intake, all under one key, and waits for their outcomes. */
  const send = async (...examples: readonly Example[]): Promise<readonly OutcomeMessage[]> => {
    const topic = intakeTopic(prefix);
    const sent = await producer.send(
      examples.map(({ headers, payload }) => ({ topic, key: SITI, value: JSON.stringify(payload), headers })),
    );
    return Promise.all(sent.map(outcomeAt));
  };

  let last = 0n;
  const isUpToDate = ({ headers }: Wire): boolean => BigInt(headers['ce_position']!) >= last;

  it('takes every example of the document, and answers as the document says', async () => {
    const examples = messagesOn(document, 'intake').flatMap((id) => {
      const shown = document.components.messages[id]!.examples ?? [];
      for (const example of shown) expect(judge.nameOf('intake', { ...example, key: SITI })).toBe(id);
      return shown;
    });
    const told: Record<string, string> = {};
    while (examples.length > 0) {
      // Order is promised to one source: what another one says next waits for the outcomes.
      const source = sourceOf(examples[0]!);
      const end = examples.findIndex((example) => sourceOf(example) !== source);
      const run = examples.splice(0, end < 0 ? examples.length : end);
      for (const [at, { outcome, receipt, problem }] of (await send(...run)).entries()) {
        told[run[at]!.name] = problem?.detail ?? outcome;
        if (receipt !== null && BigInt(receipt.position) > last) last = BigInt(receipt.position);
      }
    }
    // The structured one says of a record that is there what is known of it.
    const { structured, ...others } = told;
    expect(structured).toBe('duplicate');
    expect(Object.entries(others).filter(([, outcome]) => outcome !== 'accepted')).toEqual([]);
    expect(Object.keys(others).length).toBeGreaterThan(80);
    // Most of it goes into compiling the schemas.
  }, 120_000);

  it('rejects as the document says, and keeps what it rejected', async () => {
    const [shown] = document.components.messages['RecordPromotion']!.examples!;
    const bad = { ...(shown!.payload as object), recordId: 'rejected', content: { kind: '101', golongan: '39' } };
    const headers = { ...shown!.headers, ce_id: 'rejected' };
    const [outcome] = await send({ name: 'rejected', headers, payload: bad });
    const { problem, message } = outcome!;
    expect(problem).toMatchObject({ type: '/problems/unknown-rank' });
    const letter = await inboxes['deadLetters']!.first((wire) => wire.headers['rekam-offset'] === message.offset);
    expect(deadLetterOf(letter.headers)).toMatchObject({ problem, offset: message.offset });
    expect(letter.payload).toEqual(bad);
    expect([...inboxes['outcomes']!.names].toSorted()).toEqual(messagesOn(document, 'outcomes').toSorted());
  });

  it('sends an event of every kind that the document describes, and no other', async () => {
    await inboxes['events']!.first(isUpToDate);
    const unseen = messagesOn(document, 'events').filter((name) => !inboxes['events']!.names.has(name));
    // Both persons confirm a session over HTTP.
    expect(unseen).toEqual(['MentoringSessionConfirmedEvent']);
  });

  it('sends the rows of the views, whole, to the ledger and to the agency', async () => {
    for (const channel of ['views', 'agencyViews']) {
      const inbox = inboxes[channel]!;
      const row = await inbox.first((wire) => wire.key === `current-state/${SITI}` && isUpToDate(wire));
      expect(row.payload).toMatchObject({ view: 'current-state', key: SITI, row: { person: SITI } });
      const overview = await inbox.first((wire) => wire.key === 'agency-overview/5500');
      expect(overview.payload).toMatchObject({ row: { agency: '5500' } });
    }
  });

  const withKcat = isThere('kcat') ? it : it.skip;

  withKcat('is read and written by kcat, too (skipped where kcat is not installed: apt install kcat)', async () => {
    const kcat = async (topic: string): Promise<readonly Wire[]> => {
      const argv = ['-b', brokers.join(','), '-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-J'];
      const { stdout } = await promisify(execFile)('kcat', argv, { maxBuffer: 100_000_000 });
      return stdout
        .trim()
        .split('\n')
        .map((line) => {
          const { headers, key, payload } = JSON.parse(line) as Printed;
          const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]!] as const] : []));
          return { headers: Object.fromEntries(pairs), key, payload: payload === null ? null : JSON.parse(payload) };
        });
    };
    interface Printed {
      readonly headers: readonly string[];
      readonly key: string | null;
      readonly payload: string | null;
    }
    const { headers, payload } = document.components.messages['RecordTraining']!.examples![0]!;
    const record = { ...(payload as object), recordId: 'by-kcat', effectiveAt: '2026-10-01' };
    const argv = ['-b', brokers.join(','), '-P', '-t', intakeTopic(prefix), '-k', SITI];
    for (const [name, text] of Object.entries({ ...headers, ce_id: 'by-kcat' })) argv.push('-H', `${name}=${text}`);
    const sending = spawn('kcat', argv, { stdio: ['pipe', 'ignore', 'ignore'] });
    sending.stdin.end(JSON.stringify(record));
    expect((await once(sending, 'exit'))[0]).toBe(0);
    const answered = (wire: Wire): boolean => (wire.payload as OutcomeMessage).event?.id === 'by-kcat';
    await inboxes['outcomes']!.first(answered);

    const outcomes = await kcat(outcomesTopic(prefix, headers['ce_source']!));
    expect(outcomes.map((wire) => judge.nameOf('outcomes', wire))).toContain('AcceptedOutcome');
    expect(outcomes.find(answered)?.payload).toMatchObject({ outcome: 'accepted', event: { id: 'by-kcat' } });
    const views = await kcat(viewsTopic(prefix));
    expect(views.map((wire) => judge.nameOf('views', wire))).toContain('CurrentStateRow');
  });
});
