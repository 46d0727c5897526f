import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@rekam/runtime';
import { Service } from '@rekam/test/faults/service';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { Command } from 'commander';
import { CliError, EXIT } from '../exit-code';
import { addDeadLetterCommands } from './kafka-dead-letters';
import { addSimulatorCommand } from './kafka-simulator';
import { addTopicCommands } from './kafka-topics';
import { addOperationCommands } from './operations';

const exitCode = (): number => Number(process.exitCode);

/** So many messages that each kind of them is among them, few enough for a spec. */
const EVENTS = '1200';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Simulated {
  readonly run: string;
  readonly state: string;
  readonly sent: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly unexpected: number;
  readonly surprises: readonly unknown[];
}

interface Letter {
  readonly at: string;
  readonly message: string;
  readonly source: string | null;
  readonly problem: string;
}

describeKafka('rekam topics, dead-letters, agency-simulator and doctor', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'rekam-e2e-kafka-cli-'));
  const topicsFile = join(scratch, 'topics.json');
  let env: Record<string, string>;
  let prefix: string;
  let service: Service;

  /** Runs the command line in this process: starting one takes longer than most of what it does. */
  async function rekam(argv: readonly string[], more: Record<string, string> = {}, stopAt?: RegExp): Promise<Ended> {
    const stop = new AbortController();
    const program = new Command('rekam').option('--data <folder>').option('--json').exitOverride();
    addTopicCommands(program);
    addDeadLetterCommands(program, stop.signal);
    addSimulatorCommand(program, stop.signal);
    addOperationCommands(program, stop.signal);
    const printed = { stdout: '', stderr: '' };
    const spies = (['stdout', 'stderr'] as const).map((name) =>
      jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
        printed[name] += String(chunk);
        if (stopAt?.test(printed.stderr) === true) stop.abort();
        return true;
      }),
    );
    Object.assign(process.env, env, more);
    process.exitCode = EXIT.ok;
    try {
      await program.parseAsync(['node', 'rekam', ...argv]);
      return { code: exitCode(), ...printed };
    } catch (error) {
      if (!(error instanceof CliError || error instanceof ConfigError)) throw error;
      const code = error instanceof CliError ? error.exitCode : EXIT.usage;
      return { code, ...printed, stderr: `${printed.stderr}${error.message}\n` };
    } finally {
      process.exitCode = EXIT.ok;
      for (const spy of spies) spy.mockRestore();
    }
  }
  const json = ({ code, stdout, stderr }: Ended, wanted = 0): unknown => {
    if (code !== wanted) throw new Error(`exit code ${code}: ${stderr}${stdout}`);
    return JSON.parse(stdout);
  };
  const simulate = async (...more: string[]): Promise<Simulated> =>
    json(await rekam(['--json', 'agency-simulator', '--events', EVENTS, '--people', '60', ...more])) as Simulated;

  beforeAll(async () => {
    const kafka = await kafkaForTests();
    prefix = kafka.prefix;
    env = {
      REKAM_DATA_FOLDER: join(scratch, 'data'),
      REKAM_KAFKA_BROKERS: kafka.brokers.join(','),
      REKAM_KAFKA_TOPIC_PREFIX: prefix,
      REKAM_KAFKA_GROUP: `${prefix}-writer`,
      REKAM_KAFKA_TOPICS_FILE: topicsFile,
      // The spec waits as long for a person who never comes.
      REKAM_KAFKA_RETRY_MS: '2000',
    };
  });
  afterAll(async () => {
    service.stop();
    await service.endedWithin();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('says what is missing before there is a topics file, and writes an example', async () => {
    const without = await rekam(['topics', 'list'], { REKAM_KAFKA_TOPICS_FILE: '' });
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('REKAM_KAFKA_TOPICS_FILE')]);
    const written = await rekam(['agency-simulator', '--write-topics-file', topicsFile, '--agencies', '2']);
    expect(written.code).toBe(0);
    expect(JSON.parse(readFileSync(topicsFile, 'utf8'))).toMatchObject({
      intake: [{ topic: `${prefix}.intake.5500.v1` }, { topic: `${prefix}.intake.5571.v1` }, {}],
    });
  }, 60_000);

  it('creates the topics that are missing, changes none, and tells what differs', async () => {
    const states = (ended: Ended) => {
      const { topics } = json(ended) as { topics: readonly { topic: string; state: string }[] };
      return new Set(topics.map(({ state }) => state));
    };
    const create = ['--json', 'topics', 'create', '--partitions', '2'];
    const planned = await rekam([...create, '--dry-run']);
    expect(states(planned)).toEqual(new Set(['missing']));
    expect(planned.stdout).toContain(`--operation Write --topic '${prefix}.intake.5500.v1'`);
    expect(states(await rekam(create))).toEqual(new Set(['created']));
    const other = await rekam([...create, '--retention', '1d']);
    expect(states(other)).toEqual(new Set(['differs', 'as planned']));
    expect(other.stdout).toContain('retention.ms=2592000000 instead of 86400000');
    expect(states(await rekam(['--json', 'topics', 'list']))).toEqual(new Set(['as planned']));
  }, 120_000);

  it('plays agencies: every message has its outcome, and none another than it should', async () => {
    service = await Service.start(join(scratch, 'data'), { env });
    const report = await simulate('--disorder', '2%', '--bad', '2%');
    expect(report).toMatchObject({ state: 'complete', sent: Number(EVENTS), lost: 0, unexpected: 0, surprises: [] });
    expect(report.accepted + report.duplicate + report.rejected).toBe(Number(EVENTS));
    expect(report.duplicate).toBeGreaterThan(20);
    const { 'unknown-person': absent = 0, ...rejectedBy } = report.rejectedBy;
    expect(Object.keys(rejectedBy)).toEqual(
      expect.arrayContaining(['source-not-of-topic', 'unknown-event-type', 'unknown-training-kind']),
    );
    expect(absent).toBeGreaterThan(0);

    // The same again is known, but for what came too early at first: whom it is about is known by now.
    const again = await simulate('--disorder', '2%', '--bad', '2%', '--run', report.run);
    const { 'unknown-person': stillAbsent = 0, ...rejectedAgain } = again.rejectedBy;
    expect(again).toMatchObject({ state: 'complete', lost: 0, unexpected: 0, accepted: absent - stillAbsent });
    expect(rejectedAgain).toEqual(rejectedBy);
  }, 180_000);

  it('loses count of nothing when it is stopped half-way', async () => {
    const argv = ['agency-simulator', '--events', '10000', '--people', '50', '--rate', '1000/s', '--bad', '0'];
    const stopped = await rekam(argv, {}, /outcomes: 1\d{3} of/);
    expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('messages had no outcome yet')]);
    expect(stopped.stdout).toContain('accepted');
  }, 120_000);

  describe('dead letters', () => {
    const list = async (...more: string[]): Promise<readonly Letter[]> =>
      json(await rekam(['--json', 'dead-letters', 'list', '--limit', '1000', ...more])) as readonly Letter[];
    const show = async (at: string, ...more: string[]) =>
      json(await rekam(['dead-letters', 'show', at, ...more])) as Record<string, unknown>;
    let all: readonly Letter[];
    let spoiled: Letter;

    beforeAll(async () => {
      all = await list();
      spoiled = all.find(({ problem }) => problem === 'unknown-training-kind')!;
    }, 60_000);

    it('are listed without key and content', async () => {
      const { code, stdout } = await rekam(['dead-letters', 'list', '--limit', '5']);
      expect(code).toBe(0);
      expect(stdout).not.toMatch(/\d{18}|[0-9a-f]{32}/);
      expect(all.some(({ source }) => source === '/agencies/5500/simpeg')).toBe(true);
      const unknown = all.filter(({ problem }) => problem === 'unknown-person');
      expect(await list('--problem', 'unknown-person', '--limit', '2')).toEqual(unknown.slice(-2));
      expect(await list('--since', '2100-01-01T00:00:00Z')).toEqual([]);
    }, 120_000);

    it('are shown with the whole problem, and with their content where that is asked for', async () => {
      const shown = await show(spoiled.at);
      expect(shown['problem']).toMatchObject({ type: '/problems/unknown-training-kind', status: 422 });
      expect(JSON.stringify(shown)).not.toMatch(/\d{18}/);
      const none = await rekam(['dead-letters', 'show', '0:999999']);
      expect([none.code, none.stderr]).toEqual([3, 'There is no dead letter at 0:999999.\n']);
    }, 120_000);

    it('are sent again as they came, to the topic they came by, and their outcome waited for', async () => {
      const ended = await rekam(['--json', 'dead-letters', 'retry', spoiled.at, '--wait']);
      const sentTo = expect.stringContaining(`${spoiled.message.split('/')[0]}/`) as string;
      const [retried] = json(ended, 3) as [{ sentTo: string }];
      expect(retried).toEqual({ at: spoiled.at, sentTo, outcome: 'rejected', problem: 'unknown-training-kind' });
      const newest = (await list('--problem', 'unknown-training-kind')).at(-1)!;
      expect(newest).toMatchObject({ message: retried.sentTo, source: spoiled.source });
      const before = await show(spoiled.at, '--payload');
      expect(before['value']).toMatch(/"number":"\d{18}"/);
      expect(before['key']).toMatch(/^[0-9a-f]{32}$/);
      const { key, value, headers } = await show(newest.at, '--payload');
      expect({ key, value, headers }).toEqual({
        key: before['key'],
        value: before['value'],
        headers: before['headers'],
      });
    }, 120_000);

    it('are sent again all, or all of one problem, each message once however often it was rejected', async () => {
      const batches = all.filter(({ problem }) => problem === 'batch-not-taken');
      const argv = ['--json', 'dead-letters', 'retry', '--all', '--problem', 'batch-not-taken', '--wait'];
      const retry = async () => (json(await rekam(argv), 3) as readonly unknown[]).length;
      // The run was played twice.
      expect(batches.length).toBeGreaterThan(0);
      expect(await retry()).toBe(batches.length / 2);
      expect(await retry()).toBe(batches.length / 2);
      expect((await rekam(['dead-letters', 'retry'])).code).toBe(2);
    }, 120_000);
  });

  describe('the doctor', () => {
    const doctor = async (more: Record<string, string> = {}): Promise<Record<string, string>> => {
      const { stdout } = await rekam(['--json', 'doctor'], more);
      const findings = JSON.parse(stdout) as readonly { check: string; ok: boolean; found: string; advice: string }[];
      const told = findings.map(({ check, ok, found, advice }) => {
        const state = ok ? (advice === '' ? 'ok' : 'warning') : 'fault';
        return [check, `${state}: ${found}`] as const;
      });
      return Object.fromEntries(told);
    };
    const starting = (text: string): string => expect.stringMatching(new RegExp(`^${text}`)) as string;

    it('finds the brokers, the topics and the lag in order', async () => {
      expect(await doctor()).toMatchObject({
        'kafka topics file': 'ok: 3 intake topics, 5 sources',
        kafka: starting('ok: brokers '),
        'kafka topics': starting('ok: \\d+ topics'),
        'kafka lag': starting('ok: '),
        'kafka access': starting('warning: .* keep no access rules'),
      });
    }, 60_000);

    it('names a shared topic, a missing one, a file that is wrong, and brokers that are away', async () => {
      const file = join(scratch, 'other.json');
      const sources = ['a', 'b'].map((name) => ({ source: `/agencies/5500/${name}`, principal: `User:${name}` }));
      writeFileSync(file, JSON.stringify({ intake: [{ topic: `${prefix}.shared.v1`, sources }] }));
      expect(await doctor({ REKAM_KAFKA_TOPICS_FILE: file })).toMatchObject({
        'kafka sources': starting('warning: .*shared'),
        'kafka topics': starting('fault: missing: .*shared'),
      });
      writeFileSync(file, '{"intake": 1}');
      expect(await doctor({ REKAM_KAFKA_TOPICS_FILE: file, REKAM_KAFKA_BROKERS: '127.0.0.1:1' })).toMatchObject({
        'kafka topics file': starting('fault: .*/intake'),
        kafka: starting('fault: '),
      });
    }, 120_000);

    it('says after a restore what the topics have that the ledger has not', async () => {
      const data = join(scratch, 'data');
      expect((await rekam(['backup', 'spec'])).code).toBe(0);
      const argv = ['restore', join(data, 'backups/spec'), join(scratch, 'restored'), '--master-key'];
      const { stdout } = await rekam(['--json', ...argv, join(data, 'master.key')]);
      const advice = expect.stringContaining('new REKAM_KAFKA_GROUP') as string;
      expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ check: 'kafka restore', ok: true, advice }));
    }, 60_000);
  });
});
