import type { Command } from 'commander';
import { sharedTopics, type Config } from '@rekam/runtime';
import type { Admin } from '@rekam/kafka';
import { configOf, type GlobalOptions } from '../connection';
import { EXIT } from '../exit-code';
import { aclLine, aclPlan } from '../kafka/acl-plan';
import { clusterOf, requiredTopicsOf, withAdmin } from '../kafka/open';
import { differencesOf, RULES_ONLY, topicPlan, type PlannedTopic } from '../kafka/topic-plan';
import { printJson, printTable } from '../output';
import { wholeNumber } from './data';
import { groupNamed } from './group';
import { durationOption, principal } from './kafka-options';

/** Without another wish: as many as a small cluster bears, and a number that two or three writers share evenly. */
const PARTITIONS = 6;
const REPLICATION = 1;
const RETENTION = '30d';

interface CreateOptions extends GlobalOptions {
  readonly partitions: number;
  readonly replication: number;
  readonly retention: number;
  readonly dryRun?: boolean;
  readonly acls?: boolean;
  readonly writer?: string;
  readonly reader?: string;
}

/** A topic, and how it is with it. */
interface TopicLine {
  readonly topic: string;
  readonly state: 'created' | 'missing' | 'differs' | 'as planned';
  readonly partitions: number;
  readonly replication: number;
  readonly differences: readonly string[];
}

/** Commands for the topics of the ledger. */
export function addTopicCommands(program: Command): void {
  const topics = groupNamed(program, 'topics', 'the topics of the ledger, as configuration and topics file name them');
  topics
    .command('create')
    .description('create the topics that are missing; those that are there are compared and never changed')
    .option('--partitions <n>', 'of each topic but those of the few', wholeNumber(1, 10_000), PARTITIONS)
    .option('--replication <n>', 'copies of each partition', wholeNumber(1, 100), REPLICATION)
    .addOption(durationOption('--retention <time>', 'of intake, outcomes and dead letters', RETENTION))
    .option('--dry-run', 'say what would be done')
    .option('--acls', 'also create the access rules, which are only printed without it')
    .option('--writer <principal>', 'whom the brokers know as the writer', principal)
    .option('--reader <principal>', 'whom the brokers know as the reader', principal)
    .addHelpText('after', '\nExample:\n  npm run rekam -- topics create --partitions 12 --replication 3 --dry-run')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CreateOptions>();
      const config = configOf(options);
      const plan = planOf(config, options);
      const rules = rulesOf(config, options);
      const cluster = clusterOf(config);
      await withAdmin(cluster, async (admin) => {
        const lines = await compare(admin, plan, options.dryRun !== true);
        if (options.acls === true && options.dryRun !== true) await admin.createAcls(rules);
        const keepsRules = options.dryRun === true || (await admin.describeAcls()) !== null;
        const acls = keepsRules ? rules.map((rule) => aclLine(rule, config.kafkaBrokers!)) : [];
        const shared = sharedTopics(requiredTopicsOf(config));
        if (options.json) printJson({ topics: lines, acls, aclsCreated: options.acls === true, shared });
        else printCreated(lines, acls, options, shared);
      });
    });
  topics
    .command('list')
    .description("what is there, what differs from the plan, and how far the writers' group is behind")
    .addHelpText('after', '\nExample:\n  npm run rekam -- topics list --json')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const config = configOf(options);
      const plan = topicPlan(requiredTopicsOf(config), { prefix: config.kafkaTopicPrefix, ...RULES_ONLY });
      await withAdmin(clusterOf(config), (admin) => list(admin, plan, config, options));
    });
}

const planOf = (config: Config, { partitions, replication, retention }: CreateOptions): readonly PlannedTopic[] =>
  topicPlan(requiredTopicsOf(config), {
    prefix: config.kafkaTopicPrefix,
    partitions,
    replication,
    retentionMs: retention,
  });

function rulesOf(config: Config, { writer, reader }: CreateOptions) {
  const own = config.kafkaUsername === null ? null : `User:${config.kafkaUsername}`;
  return aclPlan(requiredTopicsOf(config), {
    prefix: config.kafkaTopicPrefix,
    group: config.kafkaGroup,
    writer: writer ?? own ?? 'User:rekam-writer',
    reader: reader ?? own ?? 'User:rekam-reader',
  });
}

async function compare(admin: Admin, plan: readonly PlannedTopic[], create: boolean): Promise<readonly TopicLine[]> {
  const found = await admin.describeTopics(plan.map(({ topic }) => topic));
  const missing = plan.filter(({ topic }) => !found.has(topic));
  const created = new Set(create && missing.length > 0 ? await admin.createTopics(missing) : []);
  return plan.map((each) => {
    const { topic, partitions, replication } = each;
    const state = found.get(topic);
    if (state === undefined) {
      return { topic, state: created.has(topic) ? 'created' : 'missing', partitions, replication, differences: [] };
    }
    const differences = differencesOf(each, state);
    const { partitions: width, replication: copies } = state;
    return {
      topic,
      state: differences.length > 0 ? 'differs' : 'as planned',
      partitions: width,
      replication: copies,
      differences,
    };
  });
}

function printCreated(
  lines: readonly TopicLine[],
  acls: readonly string[],
  { acls: isAclsWanted, dryRun }: CreateOptions,
  shared: readonly string[],
): void {
  printTable(
    ['topic', 'state', 'partitions', 'copies', 'differs in'],
    lines.map(({ topic, state, partitions, replication, differences }) => [
      topic,
      state === 'missing' ? 'would be created' : state,
      partitions,
      replication,
      differences.length === 0 ? '' : differences.join('; '),
    ]),
  );
  const isDone = isAclsWanted === true && dryRun !== true;
  process.stdout.write(`${aclsText(acls, isDone)}\n`);
  for (const topic of shared) process.stderr.write(`${sharedWarning(topic)}\n`);
}

function aclsText(acls: readonly string[], areCreated: boolean): string {
  if (areCreated) return `${acls.length} access rules created.`;
  if (acls.length === 0) return 'The brokers keep no access rules; --dry-run prints those for a cluster that does.';
  return `Access rules, for whoever runs the cluster; --acls creates them:\n${acls.join('\n')}`;
}

/** What is said of a topic on which several principals may write. */
const sharedWarning = (topic: string): string =>
  `${topic} is written by several principals: each of them could speak for every source of it. Give each a topic of its own.`;

async function list(
  admin: Admin,
  plan: readonly PlannedTopic[],
  { kafkaGroup }: Config,
  { json }: GlobalOptions,
): Promise<void> {
  const lines = await compare(admin, plan, false);
  const states = await admin.describeTopics(plan.map(({ topic }) => topic));
  const intake = plan.filter(({ kind, topic }) => kind === 'intake' && states.has(topic)).map(({ topic }) => topic);
  const lags = await admin.groupLag(kafkaGroup, intake);
  const rows = lines.map((line) => {
    const held = states.get(line.topic)?.offsets.reduce((sum, { first, end }) => sum + end - first, 0n);
    return { ...line, messages: held ?? null, lag: lags.get(line.topic) ?? null };
  });
  if (json) printJson({ group: kafkaGroup, topics: rows });
  else
    printTable(
      ['topic', 'state', 'partitions', 'copies', 'messages', `lag of ${kafkaGroup}`, 'differs in'],
      rows.map(({ topic, state, partitions, replication, messages, lag, differences }) => [
        topic,
        state,
        partitions,
        replication,
        messages === null ? null : String(messages),
        lag === null ? '' : String(lag),
        differences.join('; '),
      ]),
    );
  if (lines.some(({ state }) => state !== 'as planned')) process.exitCode = EXIT.unhealthy;
}
