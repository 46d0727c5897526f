import {
  ArrayNotEmpty,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsTimeZone,
  Matches,
  Max,
  MaxLength,
  Min,
  validateSync,
} from 'class-validator';
import { contradictions } from './config-contradictions';
import { CONFIG_VARIABLES } from './config-variables';
import type { ConfigVariable } from './config-variables/variable';

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

const TIMEOUT_MS_MAX = 3_600_000;

/** How the service can prove to a broker who it is. */
const SASL_MECHANISMS = ['none', 'plain', 'scram-sha-256', 'scram-sha-512'] as const;
const KAFKA_NAME = /^[\w.-]{1,200}$/;
/** Without a password, which any list of processes would show. */
const POSTGRES_URL = /^postgres(ql)?:\/\/([^\s:@/]+@)?[^\s@/]+\/[^\s/?]+(\?\S*)?$/;

/** The fields and what each must be; what is wrong is told in the words of CONFIG_VARIABLES. */
class ConfigFields {
  @IsNotEmpty() @MaxLength(4_096) dataFolder!: string;
  @Matches(/^[\w.:-]{1,253}$/) host!: string;
  @IsInt() @Min(0) @Max(65_535) port!: number;
  @IsInt() @Min(-1) @Max(65_535) metricsPort!: number;
  @IsTimeZone() timeZone!: string;
  @IsOptional() @Matches(/^https?:\/\/[^\s@]+$/) jwksUrl!: string | null;
  @IsNotEmpty() @MaxLength(1_000) jwtIssuer!: string;
  @IsNotEmpty() @MaxLength(1_000) jwtAudience!: string;
  @ArrayNotEmpty() @IsIn(TOKEN_ALGORITHMS, { each: true }) jwtAlgorithms!: readonly string[];
  @Matches(/^\w+=[^\s,=]+(,\w+=[^\s,=]+)*$/) jwtClaims!: string;
  @IsOptional() @MaxLength(4_096) masterKeyFile!: string | null;
  @IsOptional() @Matches(/^esdb(\+discover)?:\/\/([^\s:@/]+@)?[^\s@]+$/) eventStoreUrl!: string | null;
  @IsOptional() @MaxLength(4_096) eventStorePasswordFile!: string | null;
  @IsOptional() @Matches(/^[\dA-Za-z-]{1,60}$/) eventStorePrefix!: string | null;
  @IsOptional() @Matches(POSTGRES_URL) postgresUrl!: string | null;
  @IsOptional() @MaxLength(4_096) postgresPasswordFile!: string | null;
  @IsOptional() @MaxLength(4_096) postgresCaFile!: string | null;
  @IsInt() @Min(5) @Max(1_000) postgresConnectionsMax!: number;
  @IsOptional() @Matches(POSTGRES_URL) keysUrl!: string | null;
  @IsOptional() @MaxLength(4_096) keysPasswordFile!: string | null;
  @IsOptional() @Matches(/^[a-z][a-z0-9_]{0,40}$/) biRole!: string | null;
  @IsOptional()
  @ArrayNotEmpty()
  @Matches(/^(?:[\w.-]{1,253}|\[[\da-f:]+\]):\d{1,5}$/i, { each: true })
  kafkaBrokers!: readonly string[] | null;
  @Matches(KAFKA_NAME) kafkaClientId!: string;
  @Matches(KAFKA_NAME) kafkaGroup!: string;
  @Matches(/^[\w.-]{1,100}$/) kafkaTopicPrefix!: string;
  @IsOptional() @MaxLength(4_096) kafkaTopicsFile!: string | null;
  @IsInt() @Min(0) @Max(TIMEOUT_MS_MAX) kafkaRetryMs!: number;
  @IsBoolean() kafkaTls!: boolean;
  @IsOptional() @MaxLength(4_096) kafkaCaFile!: string | null;
  @IsIn(SASL_MECHANISMS) kafkaSasl!: (typeof SASL_MECHANISMS)[number];
  @IsOptional() @MaxLength(255) kafkaUsername!: string | null;
  @IsOptional() @MaxLength(4_096) kafkaPasswordFile!: string | null;
  @IsInt() @Min(1_024) @Max(67_108_864) bodyLimitBytes!: number;
  @IsInt() @Min(100) @Max(TIMEOUT_MS_MAX) requestTimeoutMs!: number;
  @IsInt() @Min(0) @Max(1_000_000_000) rateLimitPerMinute!: number;
  @IsInt() @Min(0) @Max(TIMEOUT_MS_MAX) shutdownTimeoutMs!: number;
  @IsIn(LOG_LEVELS) logLevel!: (typeof LOG_LEVELS)[number];
  @IsOptional() @Matches(/^https?:\/\/[^\s@]+$/) traceUrl!: string | null;
  @Matches(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/) traceRatio!: string;
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
  // An address may carry a password before the @, or as a parameter.
  const text = (textOf(env, variable) ?? variable.default ?? '')
    .replace(/\/\/[^/]*@/, '//***@')
    .replace(/password=[^&]*/i, 'password=***');
  return `${variable.name} is "${text.slice(0, SHOWN_CHARS_MAX)}"; accepted: ${variable.accepted}.`;
}

/** A misspelt name would silently leave its default in force. */
function unknownNames(env: NodeJS.ProcessEnv): string[] {
  const known = new Set<string>(CONFIG_VARIABLES.map(({ name }) => name));
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name))
    .sort()
    .map((name) => `${name} is no variable of this service; accepted: ${[...known].join(', ')}.`);
}
