export { Access, CorrelationId, CurrentCaller, Public, type RouteAccess } from './access';
export type { Caller } from './caller';
export type { PersonOf } from './claims';
export { instantOf, localDate, msUntilNextDay, systemClock } from './clock';
export { ConfigError, isLoopback, loadConfig, type Config } from './config';
export { CONFIG_VARIABLES, type ConfigVariable } from './config-variables';
export { readCursor, signCursor, type CursorKeys } from './cursor';
export { Health, type ReadinessCheck } from './health';
export { createHttpApp, stopOnSignals, UndeclaredRoutes, type HttpAppOptions } from './http-app';
export { LocalIssuer, type LocalClaims } from './local-issuer';
export { createLogger } from './logging';
export { loadMasterKey, MasterKeyError } from './master-key';
export { Metrics } from './metrics';
export { problem, problemOf, ProblemException, statusOf, type ProblemExtra } from './problem';
export { problemFor } from './problem.filter';
export {
  mayEnter,
  mayReadAgency,
  mayReadPerson,
  maySend,
  notAdmitted,
  outsideJurisdiction,
  ROUTE_IDS,
  searchableAgency,
  type PersonTarget,
  type RouteId,
} from './scope';
export { Shutdown } from './shutdown';
export { TokenVerifier, type TokenVerifierOptions } from './token-verifier';
export { CLOCK, CONFIG, EVENT_STORE, KEY_STORE, VIEW_HOST, type Clock } from './tokens';
