import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Json } from '@rekam/domain';
import type { ProblemError } from '@rekam/contracts';
import type { MappedRow } from '@rekam/siasn';
import { CliError, EXIT } from '../exit-code';

/** Why a row was refused: what to mend, where, and what would be taken. */
export interface Reason {
  readonly code: string;
  /** JSON pointer: into the row for what the mapping refused, into the act for what the ledger did. */
  readonly field: string;
  readonly message: ProblemError['message'];
  readonly accepted: string;
}

/** A line of a rejects file. */
interface RejectedLine {
  readonly path: string;
  readonly type: string;
  readonly row: Json;
  readonly why: readonly Reason[];
}

/** Rows that one file of rejects may bring back, which are held in memory. */
const ROWS_MAX = 100_000;

export const rejectedLine = ({ path, type, row }: MappedRow, why: readonly Reason[]): RejectedLine => ({
  path,
  type,
  row,
  why: why.map(({ code, field, message, accepted }) => ({ code, field, message, accepted })),
});

/** Mended rows of one person, by the file that they stand in. */
export type MendedRows = ReadonlyMap<string, readonly Json[]>;

/** The rows of a rejects file by person. Throws CliError, naming the line. */
export async function readRejects(file: string): Promise<ReadonlyMap<string, MendedRows>> {
  const persons = new Map<string, Map<string, Json[]>>();
  let number = 0;
  let rows = 0;
  const input = createReadStream(file);
  await once(input, 'open').catch((error: Error) => {
    throw new CliError(`Cannot read ${file}: ${error.message}`, EXIT.usage);
  });
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    if (++rows > ROWS_MAX) throw new CliError(`${file} has more than ${ROWS_MAX} rows; split it.`, EXIT.usage);
    const { path, row } = lineIn(line, `${file}, line ${number}`);
    const nip = path.slice(0, path.indexOf('/'));
    const files = persons.get(nip) ?? new Map<string, Json[]>();
    persons.set(nip, files);
    const before = files.get(path);
    if (before === undefined) files.set(path, [row]);
    else before.push(row);
  }
  return persons;
}

function lineIn(line: string, where: string): { readonly path: string; readonly row: Json } {
  try {
    const { path, row } = JSON.parse(line) as Partial<RejectedLine>;
    if (typeof path === 'string' && /^\d{18}\/[a-z0-9-]+\.json$/.test(path) && row !== undefined) return { path, row };
  } catch {
    // What is no JSON is no line of this kind either.
  }
  throw new CliError(`${where}: must be a line of a rejects file, with path and row.`, EXIT.usage);
}
