import { exampleTopics } from '../simulator/topics-file';
import { aclLine, aclPlan } from './acl-plan';
import { differencesOf, RULES_ONLY, topicPlan } from './topic-plan';

const TOPICS = exampleTopics('career', 2);
const OPTIONS = { prefix: 'career', partitions: 6, replication: 3, retentionMs: 86_400_000 };

describe('the plan of the topics', () => {
  const plan = topicPlan(TOPICS, OPTIONS);
  const named = (topic: string) => plan.find((each) => each.topic === topic)!;

  it('has every topic that configuration and topics file name, once', () => {
    expect(plan.map(({ topic }) => topic)).toEqual([
      'career.intake.5500.v1',
      'career.outcomes.agencies.5500.simpeg.v1',
      'career.outcomes.agencies.5500.e-kinerja.v1',
      'career.intake.5571.v1',
      'career.outcomes.agencies.5571.simpeg.v1',
      'career.outcomes.agencies.5571.e-kinerja.v1',
      'career.intake.bpsdm-jambi.v1',
      'career.outcomes.providers.bpsdm-jambi.v1',
      'career.outcomes.unattributed.v1',
      'career.dead-letters.v1',
      'career.events.v1',
      'career.views.v1',
      'career.views.5500.v1',
      'career.views.5571.v1',
    ]);
  });

  it('compacts views alone, keeps events for ever, and the rest as long as asked', () => {
    expect(named('career.views.5500.v1').configs).toMatchObject({ 'cleanup.policy': 'compact' });
    expect(named('career.events.v1').configs).toMatchObject({ 'cleanup.policy': 'delete', 'retention.ms': '-1' });
    expect(named('career.dead-letters.v1').configs).toMatchObject({ 'retention.ms': '86400000' });
  });

  it('gives a dead letter room for a whole message and its problem', () => {
    const bytes = (topic: string) => Number(named(topic).configs['max.message.bytes']);
    expect(bytes('career.dead-letters.v1')).toBeGreaterThanOrEqual(bytes('career.intake.5500.v1') + 65_536);
  });

  it('acknowledges two copies where there are several', () => {
    expect(plan.every(({ configs }) => configs['min.insync.replicas'] === '2')).toBe(true);
    const single = topicPlan(TOPICS, { ...OPTIONS, replication: 1 });
    expect(single.some(({ configs }) => 'min.insync.replicas' in configs)).toBe(false);
  });

  it('tells what a topic has otherwise, and takes more partitions and copies for as good', () => {
    const views = named('career.views.v1');
    const asPlanned = { partitions: 12, replication: 3, configs: views.configs, offsets: [] };
    expect(differencesOf(views, asPlanned)).toEqual([]);
    const other = { ...asPlanned, partitions: 1, replication: 1, configs: { 'cleanup.policy': 'delete' } };
    expect(differencesOf(views, other)).toEqual([
      '1 partitions instead of 6',
      '1 copies instead of 3',
      'cleanup.policy=delete instead of compact',
      'max.message.bytes=unset instead of 4194304',
      'min.insync.replicas=unset instead of 2',
      'delete.retention.ms=unset instead of 604800000',
    ]);
  });

  it('leaves sizes and retention to the installation where only the rules are looked at', () => {
    const rules = topicPlan(TOPICS, { prefix: 'career', ...RULES_ONLY });
    const names = new Set(rules.flatMap(({ configs }) => Object.keys(configs)));
    expect(names).toEqual(new Set(['cleanup.policy', 'max.message.bytes', 'compression.type', 'delete.retention.ms']));
    expect(rules.every(({ partitions, replication }) => partitions === 1 && replication < 0)).toBe(true);
  });
});

describe('the access rules', () => {
  const rules = aclPlan(TOPICS, {
    prefix: 'career',
    group: 'rekam-jejak-writer',
    writer: 'User:writer',
    reader: 'User:reader',
  });
  const of = (principal: string) =>
    rules
      .filter((each) => each.principal === principal)
      .map(({ operation, resource, name, pattern }) => `${operation} ${resource} ${name} ${pattern}`);

  it('let an agency write its own topic and read its own outcomes, in groups of its own, and nothing else', () => {
    expect(of('User:agency-5571')).toEqual([
      'write topic career.intake.5571.v1 literal',
      'read topic career.outcomes.agencies.5571.simpeg.v1 literal',
      'read group agency-5571. prefixed',
      'read topic career.outcomes.agencies.5571.e-kinerja.v1 literal',
    ]);
  });

  it("let a dashboard read its agency's views, and the auditor events and views", () => {
    expect(of('User:dashboard-5500')).toEqual([
      'read topic career.views.5500.v1 literal',
      'read group dashboard-5500. prefixed',
    ]);
    expect(of('User:auditor')).toEqual([
      'read topic career.events.v1 literal',
      'read topic career.views.v1 literal',
      'read topic career.views.5500.v1 literal',
      'read topic career.views.5571.v1 literal',
      'read group auditor. prefixed',
    ]);
  });

  it('let nobody but the services write what the ledger says', () => {
    const writers = (topic: RegExp) =>
      new Set(
        rules.filter(({ operation, name }) => operation === 'write' && topic.test(name)).map((each) => each.principal),
      );
    expect(writers(/\.(?:outcomes|dead-letters)\./)).toEqual(new Set(['User:writer']));
    expect(writers(/\.(?:events|views)\./)).toEqual(new Set(['User:reader']));
    expect(rules.filter(({ principal, name }) => principal !== 'User:writer' && name.includes('dead-letters'))).toEqual(
      [],
    );
  });

  it('are printed as lines for a shell, whatever is in a name', () => {
    const rule = {
      principal: "User:o'neil",
      resource: 'group',
      name: "o'neil.",
      pattern: 'prefixed',
      operation: 'read',
    } as const;
    expect(aclLine(rule, ['one:9092', 'two:9092'])).toBe(
      String.raw`kafka-acls.sh --bootstrap-server 'one:9092,two:9092' --command-config admin.properties --add ` +
        String.raw`--allow-principal 'User:o'\''neil' --operation Read --group 'o'\''neil.' --resource-pattern-type prefixed`,
    );
  });
});
