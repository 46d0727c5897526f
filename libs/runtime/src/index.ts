export { Access, CorrelationId, CurrentCaller } from './access';
export { actorOf, type Caller } from './caller';
export { dayAt, endOfDay, instantOf, localDate, msUntilNextDay, systemClock } from './clock';
export { ConfigError, loadConfig, type Config } from './config';
export { CONFIG_VARIABLES } from './config-variables';
export { readCursor, signCursor, type CursorKeys } from './cursor';
export { Health } from './health';
export { createHttpApp } from './http-app';
export { kafkaSettingsOf } from './kafka-settings';
export { loadKafkaTopics, missingTopicsSentence, sharedTopics, type KafkaTopics } from './kafka-topics';
export { LOCAL_ISSUER, LocalIssuer, type LocalClaims } from './local-issuer';
export { createLogger } from './logging';
export { jsonOf } from './json-body';
export { loadMasterKey } from './master-key';
export { Metrics } from './metrics';
export { problem, problemOf, ProblemException } from './problem';
export { problemFor } from './problem.filter';
export { runProcess } from './run-process';
export {
  mayReadAgency,
  mayReadPerson,
  maySend,
  outsideJurisdiction,
  ROUTE_IDS,
  searchableAgency,
  type RouteId,
} from './scope';
export { Shutdown } from './shutdown';
export { SERVICE_FILE } from './open-log';
export { eventStoreSettingsOf, keysSettingsOf, postgresSettingsOf, type PostgresSettings } from './server-settings';
export { startProcess, type RunningProcess, type ProcessParts } from './start-process';
export { TokenVerifier } from './token-verifier';
export { correlationIdOf } from './trace-context';
export { NO_TRACING, TRACING, type Tracing } from './tracing';
export { currentWork, inPart, inWork, inWorks, outsideWork, spanned, traceHeaders, type Work } from './work';
export { CLOCK, CONFIG, EVENT_STORE, KEY_STORE, VIEW_HOST, type Clock } from './tokens';
