import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BATCH_SIZE_MAX } from '@rekam/contracts';
import type { CloudEvent, ItemResult, ServiceClient } from '../client';
import { CliError, EXIT } from '../exit-code';
import { progress, type Output } from '../output';
import { BATCH_BYTES_MAX, resultsOf } from '../send-events';

export interface ImportReport {
  lines: number;
  recorded: number;
  duplicate: number;
  flagged: number;
  rejected: number;
  /** Where the refused lines are, each with its reason; mended, the file can be imported again. */
  readonly rejectsFile: string | null;
}

/**
 * Imports CloudEvents, one a line, through the service's own door. A line that is refused goes to the rejects file
 * and stops nothing. Importing the same file again only meets duplicates.
 */
export async function importEvents(
  file: string,
  client: ServiceClient,
  output: Output,
  signal: AbortSignal,
): Promise<ImportReport> {
  const size = sizeOf(file);
  const rejectsFile = `${file}.rejects.ndjson`;
  // Names and numbers of persons are in it.
  const rejects = createWriteStream(rejectsFile, { mode: 0o600 });
  const report = { lines: 0, recorded: 0, duplicate: 0, flagged: 0, rejected: 0 };
  const bar = progress('importing bytes', size, output);
  let bytes = 0;
  let batchBytes = 0;
  let batch: CloudEvent[] = [];
  const reject = async (refused: { event: CloudEvent } | { line: string }, why: unknown): Promise<void> => {
    report.rejected++;
    if (!rejects.write(`${JSON.stringify({ ...refused, why })}\n`)) await once(rejects, 'drain');
  };
  const flush = async (): Promise<void> => {
    const results = await resultsOf(batch, client);
    for (const [index, result] of results.entries()) {
      if (result.problem !== undefined) await reject({ event: batch[index]! }, result.problem);
      else count(result, report);
    }
    batch = [];
    batchBytes = 0;
    bar.update(Math.min(bytes, size));
  };
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    signal.throwIfAborted();
    const lineBytes = Buffer.byteLength(line) + 1;
    bytes += lineBytes;
    if (line.trim() === '') continue;
    report.lines++;
    const event = parsed(line);
    if (event === null) await reject({ line }, { title: 'The line is no JSON object.' });
    else {
      if (batchBytes + lineBytes > BATCH_BYTES_MAX) await flush();
      batch.push(event);
      batchBytes += lineBytes;
    }
    if (batch.length === BATCH_SIZE_MAX) await flush();
  }
  await flush();
  bar.stop();
  rejects.end();
  await once(rejects, 'close');
  if (report.rejected > 0) return { ...report, rejectsFile };
  rmSync(rejectsFile);
  return { ...report, rejectsFile: null };
}

function count({ receipt }: ItemResult, report: { recorded: number; duplicate: number; flagged: number }): void {
  if (receipt === undefined) return;
  if (receipt.duplicate) report.duplicate++;
  else report.recorded++;
  if (receipt.flags.length > 0) report.flagged++;
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    throw new CliError(`Cannot read ${file}: ${(error as Error).message}`, EXIT.usage);
  }
}

/** The event of a line; a rejects file holds it beside the reason, so that the mended file can be imported as it is. */
function parsed(line: string): CloudEvent | null {
  try {
    const value = JSON.parse(line) as (CloudEvent & { event?: undefined }) | { event: CloudEvent } | null;
    const event = value?.event ?? value;
    return event !== null && typeof event === 'object' && !Array.isArray(event) ? event : null;
  } catch {
    return null;
  }
}
