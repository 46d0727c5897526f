import type { Uuid } from '@rekam/domain';
import { changesBetween } from './changes';
import { isBystander, type TimelineEntry } from './entry';

/** One event in one person's timeline. `position` is padded, so that the key's order is the log's. */
export type TimelineRow = {
  readonly person: Uuid;
  readonly position: string;
  readonly entry: StoredEntry;
};

/** An entry without what goes without saying: it makes up most of the view's file. */
export type StoredEntry = Partial<TimelineEntry>;

/** What an entry says where the stored one is silent. */
const SILENT: Partial<TimelineEntry> = {
  subject: null,
  act: null,
  fact: null,
  edition: null,
  replaces: null,
  supersededBy: null,
  chain: [],
  effectiveAt: null,
  effectiveUntil: null,
  precision: null,
  decree: null,
  approvals: null,
  documents: [],
  content: null,
  ext: {},
  changes: [],
  flags: [],
  reason: null,
  recordId: null,
  confirmed: true,
  awaiting: [],
  agency: null,
  approvedBy: null,
  erased: false,
};

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

const isSilent = (key: string, value: unknown): boolean => {
  const silent = (SILENT as Record<string, unknown>)[key];
  return value === silent || (isEmpty(value) && isEmpty(silent));
};

export function storedEntry(entry: TimelineEntry): StoredEntry {
  const stored: Record<string, unknown> = {};
  for (const key in entry) {
    const value = entry[key as keyof TimelineEntry];
    if (!isSilent(key, value)) stored[key] = value;
  }
  return stored;
}

/** The entry of a row, whole. What a first edition says is all new, so its changes are told from its content. */
export function timelineEntryOf({ entry: stored }: TimelineRow): TimelineEntry {
  const entry = { ...SILENT, ...stored } as TimelineEntry;
  return entry.act === 'recorded' && !isBystander(entry)
    ? { ...entry, changes: changesBetween('recorded', null, entry) }
    : entry;
}
