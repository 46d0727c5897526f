import { ConfigError, loadKafkaTopics, sharedTopics, type Config, type KafkaTopics } from '@rekam/runtime';
import { MessageRefused, type Admin } from '@rekam/kafka';
import { fault, fine, warning, type Finding } from '../finding';
import { aclFindings } from './acl-findings';
import { clusterOf, withAdmin } from './open';
import { differencesOf, RULES_ONLY, topicPlan } from './topic-plan';

/** More than a writer works off in a few seconds. */
const LAG_MAX = 50_000n;

/** What is to be said of the brokers, the topics and the group; nothing where no Kafka is configured. */
export async function kafkaFindings(config: Config): Promise<readonly Finding[]> {
  if (config.kafkaBrokers === null) return [];
  const topics = topicsFinding(config);
  const findings = [
    topics.finding,
    ...wireFindings(config),
    ...(topics.loaded === null ? [] : sharedFindings(topics.loaded)),
  ];
  try {
    await withAdmin(clusterOf(config), async (admin) => {
      findings.push(fine('kafka', `brokers ${(await admin.brokers()).join(', ')}`));
      if (topics.loaded === null) return;
      findings.push(...(await topicFindings(admin, topics.loaded, config)));
      findings.push(...(await accessFindings(admin, topics.loaded, config)));
    });
  } catch (error) {
    const advice = 'Check REKAM_KAFKA_BROKERS, TLS and user against the cluster, and whether its brokers are up.';
    findings.push(fault('kafka', (error as Error).message, advice));
  }
  return findings;
}

/** What is to be done after a backup was restored: brokers are not taken back with the log. */
export const restoredFindings = ({ kafkaBrokers }: Config): readonly Finding[] =>
  kafkaBrokers === null
    ? []
    : [
        warning(
          'kafka restore',
          'what came in since the backup counts as taken, and what was published since is in no log',
          'Give the writers a new REKAM_KAFKA_GROUP: they take all again that the intake topics hold, and what is recorded ' +
            'already stays as it is. Make the topics of events and views anew: positions in them are given again.',
        ),
      ];

function topicsFinding(config: Config): { readonly finding: Finding; readonly loaded: KafkaTopics | null } {
  const check = 'kafka topics file';
  if (config.kafkaTopicsFile === null) {
    const advice = 'Name it in REKAM_KAFKA_TOPICS_FILE; without it nothing is taken from Kafka.';
    return { finding: warning(check, 'none', advice), loaded: null };
  }
  try {
    const loaded = loadKafkaTopics(config);
    const sources = loaded.intake.reduce((sum, each) => sum + each.sources.length, 0);
    return { finding: fine(check, `${loaded.intake.length} intake topics, ${sources} sources`), loaded };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { finding: fault(check, error.faults.join(' '), 'Mend the file.'), loaded: null };
  }
}

const wireFindings = ({ kafkaSasl, kafkaTls }: Config): readonly Finding[] =>
  kafkaSasl === 'plain' && !kafkaTls
    ? [
        warning(
          'kafka login',
          'the password goes over the wire as it is',
          'Set REKAM_KAFKA_TLS=true, or REKAM_KAFKA_SASL to a SCRAM mechanism.',
        ),
      ]
    : [];

const sharedFindings = (topics: KafkaTopics): readonly Finding[] =>
  sharedTopics(topics).map((topic) =>
    warning(
      'kafka sources',
      `${topic} is written by several principals`,
      'Each of them could speak for every source of it: give each principal a topic of its own.',
    ),
  );

async function topicFindings(admin: Admin, topics: KafkaTopics, config: Config): Promise<readonly Finding[]> {
  const plan = topicPlan(topics, { prefix: config.kafkaTopicPrefix, ...RULES_ONLY });
  const found = await admin.describeTopics(plan.map(({ topic }) => topic));
  const missing = plan.filter(({ topic }) => !found.has(topic)).map(({ topic }) => topic);
  const findings = plan.flatMap((each) => {
    const state = found.get(each.topic);
    const differences = state === undefined ? [] : differencesOf(each, state);
    if (differences.length === 0) return [];
    return [fault('kafka topics', `${each.topic}: ${differences.join('; ')}`, 'Set it with kafka-configs.sh.')];
  });
  if (missing.length > 0) {
    findings.push(fault('kafka topics', `missing: ${missing.join(', ')}`, 'npm run rekam -- topics create'));
  }
  if (findings.length === 0) findings.push(fine('kafka topics', `${plan.length} topics, set as they have to be`));
  const intake = topics.intake.map(({ topic }) => topic).filter((topic) => found.has(topic));
  const lags = await admin.groupLag(config.kafkaGroup, intake);
  const lag = [...lags.values()].reduce((sum, each) => sum + each, 0n);
  const shown = `${config.kafkaGroup} is ${lag} messages behind`;
  findings.push(
    lag > LAG_MAX
      ? warning('kafka lag', shown, 'Start another writer, or look at the load and the disk of those that run.')
      : fine('kafka lag', shown),
  );
  return findings;
}

async function accessFindings(
  admin: Admin,
  topics: KafkaTopics,
  { kafkaTopicPrefix: prefix, kafkaUsername }: Config,
): Promise<readonly Finding[]> {
  const own = kafkaUsername === null ? null : `User:${kafkaUsername}`;
  try {
    return aclFindings(await admin.describeAcls(), topics, { prefix, own });
  } catch (error) {
    if (!(error instanceof MessageRefused)) throw error;
    return [fine('kafka access', `not looked at: ${own ?? 'this user'} may not see the access rules`)];
  }
}
