import { CLAIMS } from './claim-map';
import type { Config } from './config';
import { CONFIG_VARIABLES } from './config-variables';

/** What no field alone can say. */
export function* contradictions(config: Config, faulty: ReadonlySet<string>): Generator<string> {
  if (config.jwksUrl === null && !faulty.has('host') && !isLoopback(config.host)) {
    yield `REKAM_HOST is "${config.host}" and REKAM_JWKS_URL is not set; accepted: a loopback host such as 127.0.0.1, or the keys of an OpenID provider, since tokens of the local issuer are for this machine only.`;
  }
  if (config.jwksUrl !== null && !faulty.has('jwksUrl')) {
    const url = URL.parse(config.jwksUrl);
    if (url === null || (url.protocol === 'http:' && !isLoopback(url.hostname))) {
      yield `REKAM_JWKS_URL is "${config.jwksUrl}"; accepted: an https address, or http on this machine.`;
    }
  }
  if (config.kafkaBrokers === null && config.kafkaTopicsFile !== null) {
    yield 'REKAM_KAFKA_TOPICS_FILE is set and REKAM_KAFKA_BROKERS is not; accepted: both, or neither.';
  }
  if (
    config.kafkaSasl !== 'none' &&
    !faulty.has('kafkaSasl') &&
    (config.kafkaUsername === null || config.kafkaPasswordFile === null)
  ) {
    yield `REKAM_KAFKA_SASL is "${config.kafkaSasl}"; accepted: with REKAM_KAFKA_USERNAME and REKAM_KAFKA_PASSWORD_FILE, or none.`;
  }
  if (config.kafkaSasl === 'none' && (config.kafkaUsername !== null || config.kafkaPasswordFile !== null)) {
    yield 'REKAM_KAFKA_USERNAME or REKAM_KAFKA_PASSWORD_FILE is set and REKAM_KAFKA_SASL is none; accepted: a mechanism, or no user.';
  }
  if (config.kafkaCaFile !== null && !config.kafkaTls) {
    yield 'REKAM_KAFKA_CA_FILE is set and REKAM_KAFKA_TLS is false; accepted: REKAM_KAFKA_TLS=true.';
  }
  if (config.eventStoreUrl !== null && config.postgresUrl === null) {
    yield 'REKAM_EVENTSTORE_URL is set and REKAM_POSTGRES_URL is not; accepted: both, since processes on many machines need views and keys that all of them reach.';
  }
  if (config.eventStoreUrl !== null && config.masterKeyFile === null) {
    yield 'REKAM_EVENTSTORE_URL is set and REKAM_MASTER_KEY_FILE is not; accepted: both, since every process needs the same master key.';
  }
  if (config.keysUrl !== null && config.eventStoreUrl === null) {
    yield 'REKAM_KEYS_URL is set and REKAM_EVENTSTORE_URL is not; accepted: both, since the keys of a log in the data folder are there, too.';
  }
  for (const [dependent, needed] of [
    ['eventStorePasswordFile', 'eventStoreUrl'],
    ['eventStorePrefix', 'eventStoreUrl'],
    ['postgresPasswordFile', 'postgresUrl'],
    ['postgresCaFile', 'postgresUrl'],
    ['biRole', 'postgresUrl'],
    ['keysPasswordFile', 'keysUrl'],
  ] as const) {
    if (config[dependent] !== null && config[needed] === null) {
      yield `${nameOf(dependent)} is set and ${nameOf(needed)} is not; accepted: both, or neither.`;
    }
  }
  for (const field of ['postgresUrl', 'keysUrl'] as const) {
    const url = config[field];
    if (url !== null && !faulty.has(field) && (URL.parse(url)?.searchParams.has('password') ?? true)) {
      yield `${nameOf(field)} is no address, or has a password in it; accepted: an address with a user, and the password in a file.`;
    }
  }
  if (!faulty.has('jwtClaims')) {
    const foreign = config.jwtClaims
      .split(',')
      .map((pair) => pair.split('=')[0]!)
      .filter((claim) => !CLAIMS.includes(claim as never));
    if (foreign.length > 0)
      yield `REKAM_JWT_CLAIMS names ${foreign.join(', ')}; accepted: pairs of ${CLAIMS.join(', ')}.`;
  }
}

const nameOf = (field: keyof Config): string => CONFIG_VARIABLES.find((each) => each.field === field)!.name;

/** Whether the host is this machine, as written; a name other than localhost is not looked up. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
