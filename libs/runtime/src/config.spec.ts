import { ConfigError, loadConfig } from './config';
import { CONFIG_VARIABLES } from './config-variables';

const faultsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

it('has a default for everything, and is frozen', () => {
  const config = loadConfig({ PATH: '/usr/bin', REKAM_PORT: '', REKAM_HOST: '  ' });
  expect({ ...config }).toEqual({
    dataFolder: './data',
    host: '127.0.0.1',
    port: 8080,
    metricsPort: 9464,
    timeZone: 'Asia/Jakarta',
    jwksUrl: null,
    jwtIssuer: 'rekam-jejak',
    jwtAudience: 'rekam-jejak',
    jwtAlgorithms: ['ES256', 'EdDSA', 'PS256', 'RS256'],
    jwtClaims: 'role=role,agency=agency,person=person,source=source,nip=nip',
    masterKeyFile: null,
    eventStoreUrl: null,
    eventStorePasswordFile: null,
    eventStorePrefix: null,
    postgresUrl: null,
    postgresPasswordFile: null,
    postgresCaFile: null,
    postgresConnectionsMax: 10,
    keysUrl: null,
    keysPasswordFile: null,
    biRole: null,
    kafkaBrokers: null,
    kafkaClientId: 'rekam-jejak',
    kafkaGroup: 'rekam-jejak-writer',
    kafkaTopicPrefix: 'career',
    kafkaTopicsFile: null,
    kafkaRetryMs: 10_000,
    kafkaTls: false,
    kafkaCaFile: null,
    kafkaSasl: 'none',
    kafkaUsername: null,
    kafkaPasswordFile: null,
    bodyLimitBytes: 1_048_576,
    requestTimeoutMs: 30_000,
    rateLimitPerMinute: 600_000,
    shutdownTimeoutMs: 10_000,
    logLevel: 'info',
    traceUrl: null,
    traceRatio: '1',
    docs: true,
  });
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.jwtAlgorithms)).toBe(true);
});

it('sets every field by a variable, and no field by two', () => {
  const fields = CONFIG_VARIABLES.flatMap(({ field }) => (field === null ? [] : [field]));
  expect(fields.toSorted()).toEqual(Object.keys(loadConfig({})).toSorted());
});

it('takes what is set', () => {
  const config = loadConfig({
    REKAM_HOST: '0.0.0.0',
    REKAM_PORT: '0',
    REKAM_METRICS_PORT: '-1',
    REKAM_JWKS_URL: 'https://sso.example.go.id/keys',
    REKAM_JWT_ALGORITHMS: 'ES256, EdDSA',
    REKAM_DOCS: 'false',
    REKAM_TOKEN: 'for the command line only',
  });
  expect(config).toMatchObject({
    host: '0.0.0.0',
    port: 0,
    metricsPort: -1,
    jwtAlgorithms: ['ES256', 'EdDSA'],
    docs: false,
  });
});

const faulty: readonly [string, string, RegExp][] = [
  ['REKAM_PORT', '99999', /^REKAM_PORT is "99999"; accepted: a whole number from 0 to 65535\.$/],
  ['REKAM_PORT', '80a', /"80a"/],
  ['REKAM_PORT', '1e3', /"1e3"/],
  ['REKAM_METRICS_PORT', '-2', /accepted: a whole number from -1/],
  ['REKAM_TIME_ZONE', 'Jambi', /^REKAM_TIME_ZONE is "Jambi"; accepted: an IANA time zone/],
  ['REKAM_HOST', 'a b', /^REKAM_HOST is "a b"/],
  ['REKAM_BODY_LIMIT_BYTES', '1', /^REKAM_BODY_LIMIT_BYTES/],
  ['REKAM_REQUEST_TIMEOUT_MS', '99', /at least 100/],
  ['REKAM_SHUTDOWN_TIMEOUT_MS', '3600001', /up to 3600000/],
  ['REKAM_RATE_LIMIT_PER_MINUTE', '-1', /from 0/],
  ['REKAM_LOG_LEVEL', 'loud', /fatal, error, warn/],
  ['REKAM_DOCS', 'yes', /accepted: true or false/],
  ['REKAM_JWT_ALGORITHMS', 'ES256,HS256', /^REKAM_JWT_ALGORITHMS is "ES256,HS256"/],
  ['REKAM_JWT_ALGORITHMS', 'none', /^REKAM_JWT_ALGORITHMS is "none"/],
  ['REKAM_JWT_CLAIMS', 'role', /^REKAM_JWT_CLAIMS is "role"/],
  [
    'REKAM_JWT_CLAIMS',
    'rolle=role',
    /^REKAM_JWT_CLAIMS names rolle; accepted: pairs of role, agency, person, source, nip\.$/,
  ],
  ['REKAM_JWKS_URL', 'sso.example.go.id', /^REKAM_JWKS_URL is "sso/],
  ['REKAM_JWKS_URL', 'http://sso.example.go.id/keys', /an https address, or http on this machine/],
  [
    'REKAM_JWKS_URL',
    'https://me:secret@sso.example.go.id',
    /^REKAM_JWKS_URL is "https:\/\/\*\*\*@sso\.example\.go\.id"/,
  ],
  ['REKAM_PROT', '8080', /^REKAM_PROT is no variable of this service; accepted: REKAM_DATA_FOLDER, /],
];
it.each(faulty)('%s=%s is a fault that names what is accepted', (name, value, expected) => {
  expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(expected)]);
});

it('tells every fault at once', () => {
  const faults = faultsOf({ REKAM_PORT: 'x', REKAM_TIME_ZONE: 'x', REKAM_HOST: '0.0.0.0', REKAM_OTHER: 'x' });
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
    'REKAM_PORT',
    'REKAM_TIME_ZONE',
    'REKAM_HOST',
    'REKAM_OTHER',
  ]);
});

it('does not show the value of a variable it does not know', () => {
  expect(faultsOf({ REKAM_PASSWORD: 'hunter2' }).join()).not.toContain('hunter2');
});

describe('the brokers', () => {
  const BROKERS = { REKAM_KAFKA_BROKERS: 'kafka-1:9092, 10.0.0.2:9092,[::1]:9092' };
  it('are a list of addresses', () => {
    expect(loadConfig(BROKERS).kafkaBrokers).toEqual(['kafka-1:9092', '10.0.0.2:9092', '[::1]:9092']);
  });

  const alone: readonly [NodeJS.ProcessEnv, RegExp][] = [
    [
      { REKAM_KAFKA_BROKERS: 'kafka-1' },
      /^REKAM_KAFKA_BROKERS is "kafka-1"; accepted: a comma-separated list of host:port/,
    ],
    [{ REKAM_KAFKA_TOPICS_FILE: 'topics.json' }, /^REKAM_KAFKA_TOPICS_FILE is set and REKAM_KAFKA_BROKERS is not/],
    [{ ...BROKERS, REKAM_KAFKA_SASL: 'gssapi' }, /^REKAM_KAFKA_SASL is "gssapi"; accepted: none, plain, scram-sha-256/],
    [
      { ...BROKERS, REKAM_KAFKA_SASL: 'plain', REKAM_KAFKA_USERNAME: 'writer' },
      /with REKAM_KAFKA_USERNAME and REKAM_KAFKA_PASSWORD_FILE/,
    ],
    [{ ...BROKERS, REKAM_KAFKA_USERNAME: 'writer' }, /REKAM_KAFKA_SASL is none/],
    [{ ...BROKERS, REKAM_KAFKA_CA_FILE: 'ca.pem' }, /accepted: REKAM_KAFKA_TLS=true/],
    [{ ...BROKERS, REKAM_KAFKA_RETRY_MS: '-1' }, /^REKAM_KAFKA_RETRY_MS is "-1"/],
    [{ ...BROKERS, REKAM_KAFKA_TOPIC_PREFIX: 'a b' }, /^REKAM_KAFKA_TOPIC_PREFIX is "a b"/],
  ];
  it.each(alone)('%j is a fault', (env, expected) => {
    expect(faultsOf(env)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('the servers of many machines', () => {
  const POSTGRES = { REKAM_POSTGRES_URL: 'postgresql://rekam@db-1:5432/rekam?sslmode=verify-full' };
  const SERVERS = {
    ...POSTGRES,
    REKAM_EVENTSTORE_URL: 'esdb://rekam@node-1:2113,node-2:2113?tls=true',
    REKAM_MASTER_KEY_FILE: '/run/secrets/master-key',
  };

  it('take what many machines need', () => {
    const more = { REKAM_KEYS_URL: 'postgres://keys@db-2/keys', REKAM_EVENTSTORE_PREFIX: 'trial-' };
    expect(loadConfig({ ...SERVERS, ...more, REKAM_BI_ROLE: 'rekam_bi' })).toMatchObject({
      eventStoreUrl: SERVERS.REKAM_EVENTSTORE_URL,
      eventStorePrefix: 'trial-',
      postgresUrl: POSTGRES.REKAM_POSTGRES_URL,
      keysUrl: more.REKAM_KEYS_URL,
      biRole: 'rekam_bi',
    });
  });

  const wrong: readonly [NodeJS.ProcessEnv, RegExp][] = [
    [{ ...SERVERS, REKAM_POSTGRES_URL: '' }, /^REKAM_EVENTSTORE_URL is set and REKAM_POSTGRES_URL is not/],
    [{ ...SERVERS, REKAM_MASTER_KEY_FILE: '' }, /^REKAM_EVENTSTORE_URL is set and REKAM_MASTER_KEY_FILE is not/],
    [{ ...POSTGRES, REKAM_KEYS_URL: 'postgres://db-2/keys' }, /^REKAM_KEYS_URL is set and REKAM_EVENTSTORE_URL is not/],
    [{ REKAM_BI_ROLE: 'rekam_bi' }, /^REKAM_BI_ROLE is set and REKAM_POSTGRES_URL is not/],
    [{ REKAM_POSTGRES_CA_FILE: 'ca.pem' }, /^REKAM_POSTGRES_CA_FILE is set and REKAM_POSTGRES_URL is not/],
    [{ ...SERVERS, REKAM_KEYS_PASSWORD_FILE: 'p' }, /^REKAM_KEYS_PASSWORD_FILE is set and REKAM_KEYS_URL is not/],
    [
      { REKAM_POSTGRES_URL: 'db-1:5432/rekam' },
      /^REKAM_POSTGRES_URL is "db-1:5432\/rekam"; accepted: an address such as/,
    ],
    [{ REKAM_POSTGRES_CONNECTIONS_MAX: '4', ...POSTGRES }, /from 5 to 1000/],
    [{ REKAM_TRACE_URL: 'collector:4318' }, /^REKAM_TRACE_URL is "collector:4318"/],
    [{ REKAM_TRACE_RATIO: '1.5' }, /^REKAM_TRACE_RATIO is "1.5"; accepted: a number from 0 to 1/],
  ];
  it.each(wrong)('%j is a fault', (env, expected) => {
    expect(faultsOf(env)).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    { REKAM_POSTGRES_URL: 'postgresql://rekam:hunter2@db-1/rekam' },
    { REKAM_POSTGRES_URL: 'postgresql://rekam@db-1/rekam?password=hunter2' },
    { REKAM_POSTGRES_URL: 'postgresql://rekam@db-1?password=hunter2' },
    { ...SERVERS, REKAM_EVENTSTORE_URL: 'esdb://rekam:hunter2@node-1:2113' },
  ])('take no password in an address, and do not show it', (env) => {
    const faults = faultsOf(env);
    expect(faults).toHaveLength(1);
    expect(faults[0]).not.toContain('hunter2');
  });
});

describe('the local issuer is for this machine only', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('%s needs no provider', (host) => {
    expect(loadConfig({ REKAM_HOST: host }).host).toBe(host);
  });
  it.each(['0.0.0.0', '::', '192.168.1.5', 'ledger.example.go.id', '127.0.0.1.example.com'])(
    '%s needs REKAM_JWKS_URL',
    (host) => {
      expect(faultsOf({ REKAM_HOST: host })).toEqual([expect.stringMatching(/REKAM_JWKS_URL is not set/)]);
      expect(faultsOf({ REKAM_HOST: host, REKAM_JWKS_URL: 'https://sso.example.go.id/keys' })).toEqual([]);
    },
  );
});
