export { canonicalJson, NotCanonical } from './canonical-json';
export {
  EventIdTaken,
  StoreUnavailable,
  WrongExpectedRevision,
  type Appended,
  type EventParts,
  type EventStore,
  type ExpectedRevision,
  type FollowOptions,
  type NewEvent,
  type ReadOptions,
} from './event-store';
export { FolderLocked, lockFolder } from './folder-lock';
export { identifierStream } from './identifiers';
export { KeyDestroyed, memoryKeyStore, openKeyStore, WrongMasterKey, type KeyStore } from './keys';
export { MemoryEventStore } from './memory/memory-event-store';
export { openSqliteEventStore, type SqliteEventStore } from './sqlite/sqlite-event-store';
export { verifyEventFile, type EventFileReport } from './sqlite/verify-event-file';
export { uuidV5 } from './uuid';
