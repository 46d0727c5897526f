import { readFileSync } from 'node:fs';
import { ConfigError, type Config } from './config';

/** How to reach the brokers. */
interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Null without TLS; `ca` is PEM, null for the authorities that Node knows. */
  readonly tls: { readonly ca: string | null } | null;
  readonly sasl: {
    readonly mechanism: Exclude<Config['kafkaSasl'], 'none'>;
    readonly username: string;
    readonly password: string;
  } | null;
}

/** How to reach the brokers, secrets read from their files; null where no Kafka is configured. Throws ConfigError. */
export function kafkaSettingsOf(config: Config): KafkaSettings | null {
  const { kafkaBrokers, kafkaClientId, kafkaTls, kafkaCaFile, kafkaSasl, kafkaUsername, kafkaPasswordFile } = config;
  if (kafkaBrokers === null) return null;
  const ca = kafkaCaFile === null ? null : contentOf(kafkaCaFile, 'REKAM_KAFKA_CA_FILE');
  return {
    brokers: kafkaBrokers,
    clientId: kafkaClientId,
    tls: kafkaTls ? { ca } : null,
    sasl:
      kafkaSasl === 'none'
        ? null
        : {
            mechanism: kafkaSasl,
            username: kafkaUsername!,
            password: contentOf(kafkaPasswordFile!, 'REKAM_KAFKA_PASSWORD_FILE'),
          },
  };
}

/** Without the end of its line, which editors add. */
function contentOf(file: string, variable: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError([`${file} (${variable}) cannot be read: ${(error as Error).message}.`]);
  }
  if (content === '') throw new ConfigError([`${file} (${variable}) is empty; accepted: a file that holds it.`]);
  return content;
}
