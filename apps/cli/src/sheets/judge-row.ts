import { createHash } from 'node:crypto';
import { validateCommand, type Problem } from '@rekam/contracts';
import { canonicalJson } from '@rekam/event-store';
import type { CloudEvent } from '../client';
import { cellName, isBlank } from './cells';
import type { SheetLayout } from './layout';
import type { SheetRow } from './read-sheet';
import { rowData, type Headings, type RowData, type RowFault } from './rows';

/** A row that was read: either an event to send, or what is wrong with it. */
export interface Judged {
  readonly row: SheetRow;
  readonly read: RowData;
  readonly event: CloudEvent | null;
  readonly faults: readonly RowFault[];
}

/** Judges rows by the subject's contract, and each against those before it. */
export class RowJudge {
  /** Rows by their recordId; there are no more of them than a sheet may have rows. */
  private readonly rowOf = new Map<string, number>();
  private readonly startedAtMs = Date.now();

  constructor(
    private readonly headings: Headings,
    private readonly layout: SheetLayout,
    private readonly source: string,
  ) {}

  judge(row: SheetRow): Judged {
    const read = rowData(row.cells, row.row, this.headings);
    const { data } = read;
    const { record, correct } = this.layout;
    // Without a record of the source's own, a fact that was exported is named by its id.
    const contract = data['fact'] === undefined ? record : correct;
    const judged = validateCommand(contract, data);
    const told = new Set(read.faults.map(({ heading }) => heading));
    const faults = [
      ...read.faults,
      ...this.ofAnotherSource(row),
      ...this.recordedBefore(row, data['recordId']),
      ...(judged.ok ? [] : judged.errors)
        .map((error) => ({ ...error.message, ...placeOf(error.field, row, read, this.headings), code: error.code }))
        // A cell that cannot be read is missing for its contract, and that is no second fault.
        .filter(({ heading }) => !told.has(heading)),
    ];
    const event: CloudEvent = {
      specversion: '1.0',
      id: this.eventId(data),
      source: this.source,
      type: contract.cloudEvent,
      data,
    };
    return { row, read, event: faults.length === 0 ? event : null, faults };
  }

  /**
   * A row that names no record is known again by what it says. One that does is stated anew by every import: the ledger
   * compares it with what it holds, and takes back what a sheet says as it once said.
   */
  private eventId(data: RowData['data']): string {
    const hash = createHash('sha256').update(canonicalJson(data)).digest('hex');
    const { subject } = this.layout.record.subject!;
    const record = data['recordId'] ?? data['fact'];
    return typeof record === 'string'
      ? `${subject}/${record}/${hash.slice(0, 16)}/${this.startedAtMs}`
      : `${subject}/${hash}`;
  }

  private ofAnotherSource({ row, cells }: SheetRow): readonly RowFault[] {
    const place = this.headings.texts.indexOf('source');
    const cell = place < 0 ? null : (cells[place] ?? null);
    if (isBlank(cell) || cell === this.source) return [];
    return [
      {
        at: cellName(row, place + 1),
        heading: 'source',
        code: 'other-source',
        id: 'Baris ini milik sumber lain: impor dengan --source sumber itu, atau kosongkan sel ini.',
        en: 'This row is of another source: import it with --source of that one, or empty the cell.',
      },
    ];
  }

  private recordedBefore({ row }: SheetRow, recordId: unknown): readonly RowFault[] {
    if (typeof recordId !== 'string') return [];
    const before = this.rowOf.get(recordId);
    if (before === undefined) {
      this.rowOf.set(recordId, row);
      return [];
    }
    const place = this.headings.texts.indexOf('recordId');
    return [
      {
        at: cellName(row, place + 1),
        heading: 'recordId',
        code: 'record-twice',
        id: `Sudah dipakai di baris ${before}: setiap baris perlu recordId sendiri.`,
        en: `Row ${before} has it already: each row needs a recordId of its own.`,
      },
    ];
  }
}

/** The cell of a place in the data; where the sheet has no column for it, the row and the heading of that place. */
function placeOf(
  pointer: string,
  { row }: SheetRow,
  read: RowData,
  { texts }: Headings,
): { readonly at: string; readonly heading: string } {
  if (pointer === '') return { at: `row ${row}`, heading: '' };
  const heading = read.headingOf(pointer);
  const place = texts.findIndex((text) => text === heading || text.startsWith(`${heading}.`));
  return { at: place < 0 ? `row ${row}` : cellName(row, place + 1), heading };
}

/** What the service says of a row. */
export function problemFaults(problem: Problem, { row, read }: Judged, headings: Headings): readonly RowFault[] {
  const errors = problem.errors ?? [];
  if (errors.length === 0) {
    const code = problem.type.slice(problem.type.lastIndexOf('/') + 1);
    const said = `${problem.title} ${problem.detail}`;
    return [{ at: `row ${row.row}`, heading: '', code, id: said, en: said }];
  }
  return errors.map(({ field, message, accepted, code }) => ({
    ...placeOf(field, row, read, headings),
    id: message.id,
    en: accepted === undefined ? message.en : `${message.en} Accepted: ${accepted}.`,
    code,
  }));
}
