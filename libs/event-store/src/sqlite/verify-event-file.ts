import { DatabaseSync } from 'node:sqlite';

export interface EventFileReport {
  readonly events: number;
  readonly streams: number;
  /** What is wrong, a sentence each; empty when the file is sound. */
  readonly faults: readonly string[];
}

/** What holds for every log, each as a query for the first row that breaks it. */
const LAWS: readonly { readonly fault: (found: string) => string; readonly query: string }[] = [
  {
    fault: (found) => `position ${found} does not follow its predecessor by one`,
    query: `SELECT position AS found FROM (
      SELECT position, lag(position, 1, 0) OVER (ORDER BY position) AS before FROM events
    ) WHERE position <> before + 1 LIMIT 1`,
  },
  {
    fault: (found) => `the ledger time at position ${found} is before its predecessor's`,
    query: `SELECT position AS found FROM (
      SELECT position, ledger_time, lag(ledger_time, 1, '') OVER (ORDER BY position) AS before FROM events
    ) WHERE ledger_time < before LIMIT 1`,
  },
  {
    fault: (found) => `the revisions of ${found} are not dense from 0`,
    query: `SELECT stream AS found FROM events GROUP BY stream
      HAVING min(revision) <> 0 OR max(revision) <> count(*) - 1 LIMIT 1`,
  },
  {
    fault: (found) => `the positions of ${found} are in another order than its revisions`,
    query: `SELECT stream AS found FROM (
      SELECT stream, position, lag(position, 1, 0) OVER (PARTITION BY stream ORDER BY revision) AS before FROM events
    ) WHERE position < before LIMIT 1`,
  },
  {
    fault: (found) => `the event at position ${found} names another stream than it stands in, or is no JSON`,
    query: `SELECT position AS found FROM events
      WHERE CASE WHEN json_valid(open) THEN open ->> '$.stream' <> stream ELSE 1 END LIMIT 1`,
  },
];

/**
 * Checks a log file from end to end: the file's own structure, dense positions and revisions, ledger time that
 * never decreases. It blocks the thread, so it is for a command line, on a backup or a log that is at rest.
 * Throws when the file cannot be opened at all.
 */
export function verifyEventFile(file: string): EventFileReport {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const { integrity_check: integrity } = database.prepare('PRAGMA integrity_check(1)').get() as {
      integrity_check: string;
    };
    if (integrity !== 'ok') return { events: 0, streams: 0, faults: [`the file is damaged: ${integrity}`] };
    const { events, streams } = database
      .prepare('SELECT count(*) AS events, count(DISTINCT stream) AS streams FROM events')
      .get() as { events: number; streams: number };
    const faults = LAWS.flatMap(({ fault, query }) => {
      const row = database.prepare(query).get() as { found: string | number } | undefined;
      return row === undefined ? [] : [fault(String(row.found))];
    });
    return { events, streams, faults };
  } finally {
    database.close();
  }
}
