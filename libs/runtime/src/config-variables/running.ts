import { MILLISECONDS, type ConfigVariable } from './variable';

/** Limits, logs, traces and documents of a process. */
export const RUNNING_VARIABLES: readonly ConfigVariable[] = [
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
    name: 'REKAM_TRACE_URL',
    field: 'traceUrl',
    kind: 'text',
    default: null,
    meaning:
      'OTLP/HTTP address that spans are sent to, such as `http://collector:4318/v1/traces`; unset = none are made.',
    accepted: 'an http or https address without user and password',
  },
  {
    name: 'REKAM_TRACE_RATIO',
    field: 'traceRatio',
    kind: 'text',
    default: '1',
    meaning: 'Share of the traces that are recorded; one that its caller records is recorded in any case.',
    accepted: 'a number from 0 to 1',
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
