export { FolderLocked, isFolderLocked, lockFolder } from './folder-lock';
export { canonicalJson } from './canonical-json';
export {
  EventIdTaken,
  StoreUnavailable,
  WrongExpectedRevision,
  type Appended,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
} from './event-store';
export {
  holderIn,
  holdingOf,
  identifierStream,
  names,
  personByNumber,
  survivorOf,
  type CareerOf,
  type Holding,
} from './identifiers';
export { KeyDestroyed, type KeyStore, type LocalKeyStore } from './keys';
export { memoryKeyStore } from './memory/memory-key-store';
export { openKeyStore } from './sqlite/sqlite-key-store';
export { openEventStoreDb } from './eventstoredb/open';
export { MemoryEventStore } from './memory/memory-event-store';
export { openPostgresKeyStore } from './postgres-keys/postgres-key-store';
export { openSqliteEventStore, type SqliteEventStore } from './sqlite/sqlite-event-store';
export { verifyEventFile } from './sqlite/verify-event-file';
export { assertKeysFit, copyKeys, verifyKeys } from './migration/copy-keys';
export { begunCopy, copyRest, verifyCopy, type CopyOptions } from './migration/copy-log';
export type { KeyTable } from './migration/key-table';
export { openEventStoreDbStoredLog } from './migration/open-event-store-db';
export { openPostgresKeyTable } from './migration/postgres-key-table';
export { openSqliteKeyTable } from './migration/sqlite-key-table';
export { openSqliteStoredLog } from './migration/sqlite-stored-log';
export { MigrationRefused, type StoredLog } from './migration/stored-log';
export { uuidV5 } from './uuid';
