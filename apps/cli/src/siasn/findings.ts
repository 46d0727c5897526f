import type { MappedPerson, RecordTypeName } from '@rekam/siasn';
import { isRecordType } from '@rekam/siasn';
import type { KnownFact } from '@rekam/writer';

/** Something that somebody should know, and that is no refusal. */
export interface Finding {
  readonly path: string;
  readonly type: string;
  readonly finding:
    | 'vanished'
    | 'found-again'
    | 'failed'
    | 'partial'
    | 'unmapped'
    | 'echo'
    | 'older-pull'
    | 'annulled-here'
    | 'not-reported';
  /** The record, as `<type>/<row id>`; absent where the finding is of a whole type or person. */
  readonly recordId?: string;
  readonly reason?: string;
}

/** What the responses of a person leave open, type by type. */
export function snapshotFindings({ snapshots }: MappedPerson): readonly Finding[] {
  return snapshots.flatMap(({ type, path, snapshot }): readonly Finding[] => {
    switch (snapshot.kind) {
      case 'whole':
        return [];
      case 'partial':
      case 'unmapped':
        return [{ path, type, finding: snapshot.kind }];
      case 'failed':
        return [{ path, type, finding: 'failed', reason: snapshot.reason }];
      default:
        throw new Error(`no finding of ${String(snapshot satisfies never)}`);
    }
  });
}

/**
 * The facts whose records a pull no longer has, though it has all rows of their type. Facts that are annulled, or
 * reported already, are not named again.
 */
export function vanished(
  { rows, snapshots }: MappedPerson,
  facts: readonly KnownFact[],
): readonly { readonly fact: KnownFact; readonly type: RecordTypeName; readonly path: string }[] {
  const paths = new Map<string, string>();
  for (const { type, path, snapshot } of snapshots) if (snapshot.kind === 'whole') paths.set(type, path);
  const stated = new Set<string>();
  const unread = new Set<string>();
  for (const { type, id, mapping } of rows) {
    if (mapping.kind === 'acts')
      for (const { subject, recordId } of mapping.acts) stated.add(`${subject}\n${recordId}`);
    else if (id !== null) unread.add(`${type}/${id}`);
  }
  return facts.flatMap((fact) => {
    const { subject, recordId, annulled, missing } = fact;
    if (recordId === null || annulled || missing || stated.has(`${subject}\n${recordId}`)) return [];
    const [type, id] = recordId.split('/') as [string, string | undefined];
    const path = paths.get(type);
    // A row that is there and cannot be read has not vanished.
    if (path === undefined || !isRecordType(type) || unread.has(`${type}/${id}`)) return [];
    return [{ fact, type, path }];
  });
}
