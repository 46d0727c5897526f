/**
 * Writes one file of views, on a thread of its own, while the other thread folds: a message is a batch of rows, many
 * messages are a transaction.
 *
 * Node runs this file as it stands, beside the tests and beside the bundle. So it is one file, its types can be
 * erased, and it takes Node's modules without `import`, which would make Node parse it twice.
 */
const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');

export type SqlValue = string | number | bigint | null;

export interface BuildWorkerData {
  readonly file: string;
  /** Statements that set up the connection. */
  readonly settings: string;
}

/** One statement, run once for each row; `values` has the rows' values one after the other, `width` to a row. */
export interface RowsToWrite {
  readonly sql: string;
  readonly width: number;
  readonly values: readonly SqlValue[];
}

export type BuildRequest =
  | { readonly kind: 'write'; readonly rows: readonly RowsToWrite[] }
  /** The same query with one set of values after the other; sees what is written and not committed. */
  | { readonly kind: 'read'; readonly sql: string; readonly values: readonly (readonly SqlValue[])[] }
  /** Commits if the statement changes a row, else takes everything back. */
  | { readonly kind: 'commit'; readonly sql: string; readonly values: readonly SqlValue[] };

/** One answer a request, in order. After a failed write nothing is written any more. */
export type BuildReply =
  | { readonly kind: 'done' }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly (readonly SqlValue[])[])[] }
  | { readonly kind: 'taken-back' }
  | { readonly kind: 'failed'; readonly message: string };

type Statement = ReturnType<InstanceType<typeof DatabaseSync>['prepare']>;

const { file, settings } = workerData as BuildWorkerData;
const database = new DatabaseSync(file, { timeout: 2_000 });
database.exec(settings);
/** By text; the tables have a few each. */
const statements = new Map<string, Statement>();
let fault: string | null = null;

function prepared(sql: string): Statement {
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    statement.setReturnArrays(true);
    statements.set(sql, statement);
  }
  return statement;
}

function begin(): void {
  if (!database.isTransaction) database.exec('BEGIN IMMEDIATE');
}

function writeRows({ sql, width, values }: RowsToWrite): void {
  const statement = prepared(sql);
  for (let at = 0; at < values.length; at += width) statement.run(...values.slice(at, at + width));
}

function answer(request: BuildRequest): BuildReply {
  switch (request.kind) {
    case 'write':
      begin();
      for (const rows of request.rows) writeRows(rows);
      return { kind: 'done' };
    case 'read': {
      const statement = prepared(request.sql);
      return {
        kind: 'rows',
        rows: request.values.map((values) => statement.all(...values) as unknown as SqlValue[][]),
      };
    }
    case 'commit': {
      begin();
      const isDone = prepared(request.sql).run(...request.values).changes !== 0;
      database.exec(isDone ? 'COMMIT' : 'ROLLBACK');
      return { kind: isDone ? 'done' : 'taken-back' };
    }
    default:
      throw new Error(`no answer to ${String(request satisfies never)}`);
  }
}

parentPort!.on('message', (request: BuildRequest | null) => {
  if (request === null) {
    // What is not committed is taken back.
    database.close();
    parentPort!.close();
    return;
  }
  try {
    parentPort!.postMessage(fault === null ? answer(request) : { kind: 'failed', message: fault });
  } catch (error) {
    fault = (error as Error).message;
    if (database.isTransaction) database.exec('ROLLBACK');
    parentPort!.postMessage({ kind: 'failed', message: fault } satisfies BuildReply);
  }
});
