import type { Config } from './config';
import { contentOf } from './file-content';

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
