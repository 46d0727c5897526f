import {
  ArrayNotEmpty,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsTimeZone,
  Matches,
  Max,
  MaxLength,
  Min,
  validateSync,
  ValidateIf,
} from 'class-validator';
import { CONFIG_VARIABLES, type ConfigVariable } from './config-variables';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** Signature algorithms with a public key. A shared secret or none is never accepted. */
const TOKEN_ALGORITHMS = [
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];

/** Which claim of the provider's tokens says what. `nip` may carry the caller's own number in place of `person`. */
export const CLAIMS = ['role', 'agency', 'person', 'source', 'nip'] as const;
export type ClaimMap = Readonly<Record<(typeof CLAIMS)[number], string>>;

const TIMEOUT_MS_MAX = 3_600_000;

/** How the service can prove to a broker who it is. */
const SASL_MECHANISMS = ['none', 'plain', 'scram-sha-256', 'scram-sha-512'] as const;
const KAFKA_NAME = /^[\w.-]{1,200}$/;

/** The fields and what each must be; what is wrong is told in the words of CONFIG_VARIABLES. */
class ConfigFields {
  @IsNotEmpty() @MaxLength(4_096) dataFolder!: string;
  @Matches(/^[\w.:-]{1,253}$/) host!: string;
  @IsInt() @Min(0) @Max(65_535) port!: number;
  @IsInt() @Min(-1) @Max(65_535) metricsPort!: number;
  @IsTimeZone() timeZone!: string;
  @ValidateIf((config: ConfigFields) => config.jwksUrl !== null) @Matches(/^https?:\/\/[^\s@]+$/) jwksUrl!:
    string | null;
  @IsNotEmpty() @MaxLength(1_000) jwtIssuer!: string;
  @IsNotEmpty() @MaxLength(1_000) jwtAudience!: string;
  @ArrayNotEmpty() @IsIn(TOKEN_ALGORITHMS, { each: true }) jwtAlgorithms!: readonly string[];
  @Matches(/^\w+=[^\s,=]+(,\w+=[^\s,=]+)*$/) jwtClaims!: string;
  @ValidateIf((config: ConfigFields) => config.masterKeyFile !== null) @MaxLength(4_096) masterKeyFile!: string | null;
  @ValidateIf((config: ConfigFields) => config.kafkaBrokers !== null)
  @ArrayNotEmpty()
  @Matches(/^(?:[\w.-]{1,253}|\[[\da-f:]+\]):\d{1,5}$/i, { each: true })
  kafkaBrokers!: readonly string[] | null;
  @Matches(KAFKA_NAME) kafkaClientId!: string;
  @Matches(KAFKA_NAME) kafkaGroup!: string;
  @Matches(/^[\w.-]{1,100}$/) kafkaTopicPrefix!: string;
  @ValidateIf((config: ConfigFields) => config.kafkaTopicsFile !== null) @MaxLength(4_096) kafkaTopicsFile!:
    string | null;
  @IsInt() @Min(0) @Max(TIMEOUT_MS_MAX) kafkaRetryMs!: number;
  @IsBoolean() kafkaTls!: boolean;
  @ValidateIf((config: ConfigFields) => config.kafkaCaFile !== null) @MaxLength(4_096) kafkaCaFile!: string | null;
  @IsIn(SASL_MECHANISMS) kafkaSasl!: (typeof SASL_MECHANISMS)[number];
  @ValidateIf((config: ConfigFields) => config.kafkaUsername !== null) @MaxLength(255) kafkaUsername!: string | null;
  @ValidateIf((config: ConfigFields) => config.kafkaPasswordFile !== null) @MaxLength(4_096) kafkaPasswordFile!:
    string | null;
  @IsInt() @Min(1_024) @Max(67_108_864) bodyLimitBytes!: number;
  @IsInt() @Min(100) @Max(TIMEOUT_MS_MAX) requestTimeoutMs!: number;
  @IsInt() @Min(0) @Max(1_000_000_000) rateLimitPerMinute!: number;
  @IsInt() @Min(0) @Max(TIMEOUT_MS_MAX) shutdownTimeoutMs!: number;
  @IsIn(LOG_LEVELS) logLevel!: (typeof LOG_LEVELS)[number];
  @IsBoolean() docs!: boolean;
}

/** Everything that can be set, read once at start and frozen. The variables and their meaning: CONFIG_VARIABLES. */
export type Config = Readonly<ConfigFields>;

/** The environment is not as it must be: every fault at once, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.join('\n')}`,
    );
  }
}

const PREFIX = 'REKAM_';
const SHOWN_CHARS_MAX = 80;

/** Reads the configuration; nothing else reads the environment. Throws ConfigError. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const config = new ConfigFields();
  for (const variable of CONFIG_VARIABLES) {
    if (variable.field !== null)
      Object.assign(config, { [variable.field]: parse(variable, textOf(env, variable) ?? variable.default) });
  }
  const faulty = new Set(validateSync(config).map(({ property }) => property));
  const faults = [
    ...CONFIG_VARIABLES.filter(({ field }) => field !== null && faulty.has(field)).map((variable) =>
      faultOf(env, variable),
    ),
    ...contradictions(config, faulty),
    ...unknownNames(env),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(config);
}

/** An empty variable means the default, as in a compose file that hands every variable on. */
function textOf(env: NodeJS.ProcessEnv, { name }: ConfigVariable): string | null {
  const text = env[name]?.trim();
  return text === undefined || text === '' ? null : text;
}

function parse({ kind }: ConfigVariable, text: string | null): unknown {
  if (text === null) return null;
  switch (kind) {
    case 'text':
      return text;
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return Object.freeze(text.split(',').map((each) => each.trim()));
    default:
      throw new Error(`no parser for ${String(kind satisfies never)}`);
  }
}

function faultOf(env: NodeJS.ProcessEnv, variable: ConfigVariable): string {
  // An address may carry a password before the @.
  const text = (textOf(env, variable) ?? variable.default ?? '').replace(/\/\/[^/]*@/, '//***@');
  return `${variable.name} is "${text.slice(0, SHOWN_CHARS_MAX)}"; accepted: ${variable.accepted}.`;
}

/** What no field alone can say. */
function* contradictions(config: Config, faulty: ReadonlySet<string>): Generator<string> {
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
  if (!faulty.has('jwtClaims')) {
    const foreign = config.jwtClaims
      .split(',')
      .map((pair) => pair.split('=')[0]!)
      .filter((claim) => !CLAIMS.includes(claim as never));
    if (foreign.length > 0)
      yield `REKAM_JWT_CLAIMS names ${foreign.join(', ')}; accepted: pairs of ${CLAIMS.join(', ')}.`;
  }
}

/** A misspelt name would silently leave its default in force. */
function unknownNames(env: NodeJS.ProcessEnv): string[] {
  const known = new Set<string>(CONFIG_VARIABLES.map(({ name }) => name));
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name))
    .sort()
    .map((name) => `${name} is no variable of this service; accepted: ${[...known].join(', ')}.`);
}

/** Whether the host is this machine, as written; a name other than localhost is not looked up. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

/** The names of the claims in the provider's tokens; a claim that the setting leaves out keeps its own name. */
export function claimMapOf({ jwtClaims }: Config): ClaimMap {
  const named = Object.fromEntries(jwtClaims.split(',').map((pair) => pair.split('=') as [string, string]));
  return Object.fromEntries(CLAIMS.map((claim) => [claim, named[claim] ?? claim])) as ClaimMap;
}
