import { Cluster, type Admin, type KafkaLog, type KafkaSettings } from '@rekam/kafka';
import { kafkaSettingsOf, loadKafkaTopics, type Config, type KafkaTopics } from '@rekam/runtime';
import { CliError, EXIT } from '../exit-code';

/** What an operator should know goes to the error output; the rest is the command's own to say. */
const LOG: KafkaLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_fields, message) => void process.stderr.write(`kafka: ${message}\n`),
  error: (_fields, message) => void process.stderr.write(`kafka: ${message}\n`),
};

/** The cluster of the configuration, under the name of what asks it. Throws CliError where none is configured. */
export function clusterOf(config: Config): Cluster {
  return new Cluster(settingsOf(config), LOG);
}

function settingsOf(config: Config): KafkaSettings {
  const settings = kafkaSettingsOf(config);
  if (settings === null) {
    throw new CliError('No Kafka is configured: name its brokers in REKAM_KAFKA_BROKERS.', EXIT.usage);
  }
  return { ...settings, clientId: `${settings.clientId}-cli` };
}

/** Asks the cluster something and closes the connection whatever comes of it. */
export async function withAdmin<Result>(cluster: Cluster, use: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = await cluster.admin();
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}

/** The topics file. Throws CliError where none is configured, for what cannot go without. */
export function requiredTopicsOf(config: Config): KafkaTopics {
  if (config.kafkaTopicsFile === null) {
    throw new CliError(
      'No topics file is configured: name it in REKAM_KAFKA_TOPICS_FILE. ' +
        'rekam agency-simulator --write-topics-file <path> writes an example.',
      EXIT.usage,
    );
  }
  return loadKafkaTopics(config);
}
