export { Access, CorrelationId, CurrentCaller, Public } from './access';
export { actorOf, type Caller } from './caller';
export { dayAt, endOfDay, instantOf, localDate, msUntilNextDay, systemClock } from './clock';
export { ConfigError, loadConfig, type Config } from './config';
export { CONFIG_VARIABLES } from './config-variables';
export { readCursor, signCursor, type CursorKeys } from './cursor';
export { Health, HEALTH_ROUTES } from './health';
export { createHttpApp } from './http-app';
export { LOCAL_ISSUER, LocalIssuer, type LocalClaims } from './local-issuer';
export { createLogger } from './logging';
export { loadMasterKey } from './master-key';
export { Metrics } from './metrics';
export { problem, problemOf, ProblemException } from './problem';
export { problemFor } from './problem.filter';
export {
  mayReadAgency,
  mayReadPerson,
  maySend,
  outsideJurisdiction,
  ROUTE_IDS,
  searchableAgency,
  type RouteId,
} from './scope';
export { Shutdown, stopOnSignals } from './shutdown';
export { TokenVerifier } from './token-verifier';
export { CLOCK, CONFIG, EVENT_STORE, KEY_STORE, VIEW_HOST, type Clock } from './tokens';
