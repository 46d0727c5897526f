import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { JsonData } from '@rekam/contracts';
import type { FactAnswer } from '@rekam/reader';
import type { ServiceClient } from '../client';
import { LineFile } from '../line-file';
import { factsOf, ofEach, type AskedAxes, type PersonFound } from './agency';
import { partOf } from './atomic-file';
import type { Cell } from './cells';
import type { SheetLayout } from './layout';
import { cellsOf, itemCounts } from './rows';
import { ITEMS_DEFAULT } from './template';
import { writeRows, type Delimiter, type SheetFormat } from './write-sheet';

export interface SheetExport {
  readonly layout: SheetLayout;
  readonly agency: string;
  /** Only what this source recorded; null for every source. */
  readonly source: string | null;
  readonly axes: AskedAxes;
  readonly format: SheetFormat;
  readonly delimiter: Delimiter;
  readonly reading: ServiceClient;
  readonly onPerson: (persons: number) => void;
  readonly signal: AbortSignal;
}

/** A fact on its way into the file. */
interface Exported {
  readonly data: JsonData;
  readonly about: readonly Cell[];
}

/** Beside the columns of the template, in this order. */
const ABOUT = ['source', 'name', 'number'] as const;

/**
 * Writes the facts of one subject of an agency's employees, in the columns that an import reads: importing the file
 * again under the same source changes nothing. Which columns its lists need is known once all facts are, so they wait
 * in a file beside it; memory holds a few persons at a time.
 */
export async function exportSheet(file: string, task: SheetExport): Promise<{ persons: number; facts: number }> {
  const spool = `${partOf(file)}.lines`;
  const counts = new Map<string, number>();
  const filled = new Set<string>();
  try {
    const report = await collect(spool, task, (data) => {
      itemCounts(data, counts);
      for (const key of Object.keys(data)) filled.add(key);
    });
    const columns = task.layout.columns(
      (list) => Math.max(ITEMS_DEFAULT, counts.get(list) ?? 0),
      (name) => filled.has(name),
    );
    const rows = (async function* (): AsyncGenerator<readonly Cell[]> {
      yield [...columns.map(({ heading }) => heading), ...ABOUT];
      // Where there is no fact, there is no file either.
      if (report.facts === 0) return;
      for await (const line of createInterface({ input: createReadStream(spool), crlfDelay: Infinity })) {
        const { data, about } = JSON.parse(line) as Exported;
        yield [...cellsOf(data, columns), ...about];
      }
    })();
    const name = task.layout.record.subject!.subject;
    await writeRows(file, rows, { ...task, name });
    return report;
  } finally {
    await rm(spool, { force: true });
  }
}

async function collect(
  spool: string,
  { layout, agency, source, axes, reading, onPerson, signal }: SheetExport,
  seen: (data: JsonData) => void,
): Promise<{ persons: number; facts: number }> {
  const { subject } = layout.record.subject!;
  const report = { persons: 0, facts: 0 };
  const lines = new LineFile(spool);
  const answers = ofEach(agency, reading, async (found) => ({
    found,
    facts: await factsOf(found.person, axes, reading),
  }));
  try {
    for await (const { found, facts } of answers) {
      signal.throwIfAborted();
      const exported = facts
        .filter((fact) => fact.subject === subject && !fact.annulled && (source === null || fact.source === source))
        .map((fact) => exportedFact(found, fact));
      for (const { data } of exported) seen(data);
      await lines.write(exported);
      report.facts += exported.length;
      onPerson(++report.persons);
    }
  } finally {
    await lines.close();
  }
  return report;
}

const isEmpty = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** A fact as a row would state it: by the source's id of the record, or by the ledger's where the source gave none. */
function exportedFact({ person, name, numbers }: PersonFound, fact: FactAnswer): Exported {
  const { effectiveAt, effectiveUntil, precision, decree, approvals, documents, content, ext, recordId } = fact;
  const stated = {
    person,
    ...(recordId === null ? { fact: fact.fact } : { recordId }),
    effectiveAt,
    effectiveUntil,
    precision: precision === 'day' ? null : precision,
    decree,
    approvals,
    documents,
    content,
    ext,
  };
  const data = Object.fromEntries(Object.entries(stated).filter(([, value]) => !isEmpty(value)));
  return { data: data as unknown as JsonData, about: [fact.source, name, numbers.at(-1) ?? null] };
}
