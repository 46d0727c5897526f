import { KAFKA_STEPS } from './kafka/steps';

/** What the drill has the service do while the crash is waited for. */
export type Phase = 'first-start' | 'load' | 'backup' | 'stop' | 'rebuild';

/** One call of the service to SQLite, the file system or the broker, as `crash-point.ts` sees it. */
export interface Call {
  readonly kind: 'exec' | 'run' | 'copy' | 'rename' | 'produce' | 'commit-offsets';
  /** Name of the database's file; of a rename, the new name; of messages, their topics. */
  readonly file: string;
  /** The SQL; of a rename, the old name. */
  readonly text: string;
  /** Streams of the events inserted since the database's BEGIN. */
  readonly streams: readonly string[];
  /** Rows written since the database's BEGIN. */
  readonly writes: number;
  /** For a file of views: whether it is the one that its pointer names. */
  readonly isServing: boolean;
}

/** A place in the service's work at which it is killed. */
export interface Step {
  readonly name: string;
  /** What a crash there leaves behind. */
  readonly leaves: string;
  readonly during: Phase;
  readonly when: 'before' | 'after';
  readonly at: (call: Call) => boolean;
}

const isView = ({ file }: Call): boolean => /^[a-z-]+-v\d+-\d+\.db$/.test(file);
const isCommit = ({ text }: Call): boolean => text === 'COMMIT';
/** A commit of rows: taking the lease writes a single one. */
const isRows = (call: Call): boolean => isView(call) && isCommit(call) && call.writes > 1;
const isPointer = ({ kind, file }: Call): boolean => kind === 'rename' && /^[a-z-]+\.json$/.test(file);
const isLog = ({ file }: Call): boolean => file === 'events.db';

/** Every step, in the order of an event's way through the service. */
export const STEPS: readonly Step[] = [
  {
    name: 'log-unmade',
    leaves: 'A new data folder with keys and locks, whose log has no tables yet.',
    during: 'first-start',
    when: 'before',
    at: (call) => isLog(call) && call.text.includes('CREATE TABLE events'),
  },
  {
    name: 'keys-uncommitted',
    leaves: 'The keys of new streams are written and not committed; no event of theirs is.',
    during: 'load',
    when: 'before',
    at: (call) => call.file === 'keys.db' && isCommit(call),
  },
  {
    name: 'keys-without-events',
    leaves: 'The keys of new streams are durable, and the events that need them were not begun.',
    during: 'load',
    when: 'after',
    at: (call) => call.file === 'keys.db' && isCommit(call),
  },
  {
    name: 'group-half-written',
    leaves: 'Of the events of several requests in one transaction, some are inserted and others are not.',
    during: 'load',
    when: 'after',
    at: (call) => isLog(call) && call.text.startsWith('INSERT INTO events') && call.writes === 3,
  },
  {
    name: 'events-uncommitted',
    leaves: 'All events of a group are inserted, and nothing is committed.',
    during: 'load',
    when: 'before',
    at: (call) => isLog(call) && isCommit(call) && call.streams.length > 0,
  },
  {
    name: 'reserved-without-career',
    leaves: 'A number is reserved for a person whose career was not begun.',
    during: 'load',
    when: 'after',
    at: (call) => isLog(call) && isCommit(call) && call.streams.some((stream) => stream.startsWith('identifier-')),
  },
  {
    name: 'events-unanswered',
    leaves: 'The events are durable, and nobody was told.',
    during: 'load',
    when: 'after',
    at: (call) => isLog(call) && isCommit(call) && call.streams.some((stream) => stream.startsWith('career-')),
  },
  {
    name: 'view-uncommitted',
    leaves: 'The rows of a view are written for acknowledged events, and neither they nor its progress are committed.',
    during: 'load',
    when: 'before',
    at: (call) => isRows(call),
  },
  {
    name: 'view-committed',
    leaves: 'A view is ahead of what its projector told those who wait for it.',
    during: 'load',
    when: 'after',
    at: (call) => isRows(call),
  },
  {
    name: 'reading-uncommitted',
    leaves: 'A reading of a record is not in the access trail, so its answer must not have been given.',
    during: 'load',
    when: 'before',
    at: (call) => call.file === 'access.db' && isCommit(call),
  },
  {
    name: 'backup-half-copied',
    leaves: 'A part of the log is copied into a backup.',
    during: 'backup',
    when: 'after',
    at: ({ kind }) => kind === 'copy',
  },
  {
    name: 'backup-without-keys',
    leaves: 'A backup has the log whole, and its keys are not named yet.',
    during: 'backup',
    when: 'before',
    at: ({ kind, file }) => kind === 'rename' && file === 'keys.db',
  },
  {
    name: 'stop-half-way',
    leaves: 'A stopping service has answered its last request; its views are not closed.',
    during: 'stop',
    when: 'before',
    at: (call) => isView(call) && call.text.includes('wal_checkpoint'),
  },
  {
    name: 'rebuild-uncommitted',
    leaves: 'A view is folded anew beside the serving one, and nothing of it is committed.',
    during: 'rebuild',
    when: 'before',
    at: (call) => isRows(call) && !call.isServing,
  },
  {
    name: 'rebuild-before-switch',
    leaves: 'A rebuilt view is whole, and the pointer still names the old one.',
    during: 'rebuild',
    when: 'before',
    at: isPointer,
  },
  {
    name: 'rebuild-after-switch',
    leaves: 'The pointer names the rebuilt view, and the old one still serves and lies about.',
    during: 'rebuild',
    when: 'after',
    at: isPointer,
  },
];

/** Throws for a name that is none. */
export function stepNamed(name: string): Step {
  const step = [...STEPS, ...KAFKA_STEPS].find((each) => each.name === name);
  if (step === undefined)
    throw new Error(`there is no step ${name}; there are ${STEPS.map((each) => each.name).join(', ')}`);
  return step;
}
