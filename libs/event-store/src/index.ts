export {
  EventIdTaken,
  StoreUnavailable,
  WrongExpectedRevision,
  type Appended,
  type EventStore,
  type ExpectedRevision,
  type FollowOptions,
  type NewEvent,
  type ReadOptions,
} from './event-store';
