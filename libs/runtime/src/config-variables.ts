import type { Config } from './config';

/** One environment variable, as the README and `--help` show it. */
export interface ConfigVariable {
  readonly name: `REKAM_${string}`;
  /** The field of Config it sets; null for variables that only the command line uses. */
  readonly field: keyof Config | null;
  readonly kind: 'text' | 'integer' | 'boolean' | 'list';
  /** As it would be written; null when unset means something of its own, which `meaning` tells. */
  readonly default: string | null;
  readonly meaning: string;
  readonly accepted: string;
}

const MILLISECONDS = 'whole milliseconds up to 3600000';

/** Every variable the service knows. There are no others: an unknown REKAM_ name is a fault. */
export const CONFIG_VARIABLES: readonly ConfigVariable[] = [
  {
    name: 'REKAM_DATA_FOLDER',
    field: 'dataFolder',
    kind: 'text',
    default: './data',
    meaning:
      'Folder of the ledger, its keys and views; the standalone service has it to itself, writers and a reader share it.',
    accepted: 'a path of 1 to 4096 characters',
  },
  {
    name: 'REKAM_HOST',
    field: 'host',
    kind: 'text',
    default: '127.0.0.1',
    meaning: 'Address to listen on.',
    accepted: 'a host name or an IP address',
  },
  {
    name: 'REKAM_PORT',
    field: 'port',
    kind: 'integer',
    default: '8080',
    meaning: 'Port of the service; 0 = any free one.',
    accepted: 'a whole number from 0 to 65535',
  },
  {
    name: 'REKAM_METRICS_PORT',
    field: 'metricsPort',
    kind: 'integer',
    default: '9464',
    meaning: 'Port of the Prometheus metrics, on the same host; 0 = any free one, -1 = none.',
    accepted: 'a whole number from -1 to 65535',
  },
  {
    name: 'REKAM_TIME_ZONE',
    field: 'timeZone',
    kind: 'text',
    default: 'Asia/Jakarta',
    meaning: "The zone that decides which day it is: today's date and the midnight at which a day opens.",
    accepted: 'an IANA time zone such as Asia/Jakarta',
  },
  {
    name: 'REKAM_JWKS_URL',
    field: 'jwksUrl',
    kind: 'text',
    default: null,
    meaning:
      'Public keys of the OpenID provider whose tokens are accepted; unset = local issuer, for this machine only.',
    accepted: 'an https address without user and password, or http on this machine',
  },
  {
    name: 'REKAM_JWT_ISSUER',
    field: 'jwtIssuer',
    kind: 'text',
    default: 'rekam-jejak',
    meaning: '`iss` that tokens of the provider must carry.',
    accepted: 'a text of 1 to 1000 characters',
  },
  {
    name: 'REKAM_JWT_AUDIENCE',
    field: 'jwtAudience',
    kind: 'text',
    default: 'rekam-jejak',
    meaning: '`aud` that tokens of the provider must carry.',
    accepted: 'a text of 1 to 1000 characters',
  },
  {
    name: 'REKAM_JWT_ALGORITHMS',
    field: 'jwtAlgorithms',
    kind: 'list',
    default: 'ES256,EdDSA,PS256,RS256',
    meaning: 'Signature algorithms accepted from the provider.',
    accepted: 'a comma-separated list of ES256, ES384, ES512, EdDSA, Ed25519, PS256, PS384, PS512, RS256, RS384, RS512',
  },
  {
    name: 'REKAM_JWT_CLAIMS',
    field: 'jwtClaims',
    kind: 'text',
    default: 'role=role,agency=agency,person=person,source=source,nip=nip',
    meaning: 'Names of the claims in the tokens of the provider; `nip` may stand in for `person`.',
    accepted: 'comma-separated pairs such as role=rekam_role,agency=instansi',
  },
  {
    name: 'REKAM_MASTER_KEY_FILE',
    field: 'masterKeyFile',
    kind: 'text',
    default: null,
    meaning:
      'File with the master key (64 hexadecimal digits or 32 bytes); unset = `master.key` in the data folder, made once: fit for one machine only.',
    accepted: 'a path of up to 4096 characters',
  },
  {
    name: 'REKAM_KAFKA_BROKERS',
    field: 'kafkaBrokers',
    kind: 'list',
    default: null,
    meaning: 'Brokers of the Kafka cluster; unset = no Kafka.',
    accepted: 'a comma-separated list of host:port',
  },
  {
    name: 'REKAM_KAFKA_CLIENT_ID',
    field: 'kafkaClientId',
    kind: 'text',
    default: 'rekam-jejak',
    meaning: 'Name under which the brokers know this service.',
    accepted: 'a name of 1 to 200 letters, digits, dots, underscores and hyphens',
  },
  {
    name: 'REKAM_KAFKA_GROUP',
    field: 'kafkaGroup',
    kind: 'text',
    default: 'rekam-jejak-writer',
    meaning: 'Consumer group that all writers of one ledger share.',
    accepted: 'a name of 1 to 200 letters, digits, dots, underscores and hyphens',
  },
  {
    name: 'REKAM_KAFKA_TOPIC_PREFIX',
    field: 'kafkaTopicPrefix',
    kind: 'text',
    default: 'career',
    meaning: "First part of the names of the ledger's topics, as in `career.events.v1`.",
    accepted: 'a name of 1 to 100 letters, digits, dots, underscores and hyphens',
  },
  {
    name: 'REKAM_KAFKA_TOPICS_FILE',
    field: 'kafkaTopicsFile',
    kind: 'text',
    default: null,
    meaning:
      'JSON file that says which source may come by which topic and principal, and who reads what; unset = nothing is taken from Kafka.',
    accepted: 'a path of up to 4096 characters',
  },
  {
    name: 'REKAM_KAFKA_RETRY_MS',
    field: 'kafkaRetryMs',
    kind: 'integer',
    default: '10000',
    meaning: 'How long a message about an unknown person is tried again before it is rejected.',
    accepted: MILLISECONDS,
  },
  {
    name: 'REKAM_KAFKA_TLS',
    field: 'kafkaTls',
    kind: 'boolean',
    default: 'false',
    meaning: 'Whether the brokers are spoken to over TLS.',
    accepted: 'true or false',
  },
  {
    name: 'REKAM_KAFKA_CA_FILE',
    field: 'kafkaCaFile',
    kind: 'text',
    default: null,
    meaning: "PEM file with the authority of the brokers' certificates; unset = those that Node knows.",
    accepted: 'a path of up to 4096 characters',
  },
  {
    name: 'REKAM_KAFKA_SASL',
    field: 'kafkaSasl',
    kind: 'text',
    default: 'none',
    meaning: 'How the service proves to the brokers who it is.',
    accepted: 'none, plain, scram-sha-256 or scram-sha-512',
  },
  {
    name: 'REKAM_KAFKA_USERNAME',
    field: 'kafkaUsername',
    kind: 'text',
    default: null,
    meaning: 'User for SASL.',
    accepted: 'a text of 1 to 255 characters',
  },
  {
    name: 'REKAM_KAFKA_PASSWORD_FILE',
    field: 'kafkaPasswordFile',
    kind: 'text',
    default: null,
    meaning: 'File with the password for SASL.',
    accepted: 'a path of up to 4096 characters',
  },
  {
    name: 'REKAM_BODY_LIMIT_BYTES',
    field: 'bodyLimitBytes',
    kind: 'integer',
    default: '1048576',
    meaning: 'Largest body of a request.',
    accepted: 'a whole number from 1024 to 67108864',
  },
  {
    name: 'REKAM_REQUEST_TIMEOUT_MS',
    field: 'requestTimeoutMs',
    kind: 'integer',
    default: '30000',
    meaning: 'Time a request has to arrive whole.',
    accepted: `${MILLISECONDS}, at least 100`,
  },
  {
    name: 'REKAM_RATE_LIMIT_PER_MINUTE',
    field: 'rateLimitPerMinute',
    kind: 'integer',
    default: '600000',
    meaning:
      'Requests a minute of one caller, and a hundredth of it from one address without a known token; 0 = no limit.',
    accepted: 'a whole number from 0 to 1000000000',
  },
  {
    name: 'REKAM_SHUTDOWN_TIMEOUT_MS',
    field: 'shutdownTimeoutMs',
    kind: 'integer',
    default: '10000',
    meaning: 'Time that requests in flight have to finish when the service stops.',
    accepted: MILLISECONDS,
  },
  {
    name: 'REKAM_LOG_LEVEL',
    field: 'logLevel',
    kind: 'text',
    default: 'info',
    meaning: 'Least level that is logged; info tells of errors, slow requests, start and stop.',
    accepted: 'fatal, error, warn, info, debug, trace or silent',
  },
  {
    name: 'REKAM_DOCS',
    field: 'docs',
    kind: 'boolean',
    default: 'true',
    meaning: 'Whether the OpenAPI and AsyncAPI documents and the JSON Schemas are served.',
    accepted: 'true or false',
  },
  {
    name: 'REKAM_TOKEN',
    field: null,
    kind: 'text',
    default: null,
    meaning: 'Token of the command line for a service elsewhere (`--url`); the service itself does not read it.',
    accepted: 'a token',
  },
];
