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
export { KeyDestroyed, memoryKeyStore, openKeyStore, type KeyStore } from './keys';
export { openEventStoreDb } from './eventstoredb/open';
export { MemoryEventStore } from './memory/memory-event-store';
export { openSqliteEventStore, type SqliteEventStore } from './sqlite/sqlite-event-store';
export { verifyEventFile } from './sqlite/verify-event-file';
export { uuidV5 } from './uuid';
