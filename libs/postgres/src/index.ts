export type { DatabaseOptions } from './connection-options';
export { connectionUse, Database } from './database';
export type { DatabaseErrors } from './database-errors';
export type { Listener } from './listener';
export { lock, tryLock } from './locks';
export { migrate } from './migrate';
export { bytesOf, literal, quoted } from './names';
export type { Session, Value } from './session';
