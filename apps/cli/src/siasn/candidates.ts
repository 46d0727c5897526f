import type { MappedAct, MappedPerson, MappedRow } from '@rekam/siasn';
import { based, type BasedAct } from './event';
import type { Finding } from './findings';
import type { KnownFact } from '@rekam/writer';
import { inOrderOfEffect } from './order';
import type { Reason } from './rejects';

/** An act of a row, with what the ledger has of it. */
export interface Candidate extends BasedAct {
  readonly row: MappedRow;
  readonly known: KnownFact | undefined;
  /** The annulment that the row itself states; null when it states none. */
  readonly annulment: MappedAct | null;
}

export interface RefusedRow {
  readonly row: MappedRow;
  readonly why: readonly Reason[];
}

/** The rows of a person, each in the one of three ways that it can go. */
export interface SortedRows {
  /** In the order in which they are to be decided. */
  readonly candidates: readonly Candidate[];
  readonly refused: readonly RefusedRow[];
  /** Rows that repeat others. */
  readonly echoes: readonly Finding[];
}

/** What the rows of a person come to, beside what the ledger has of them. */
export function sortRows({ rows }: MappedPerson, facts: readonly KnownFact[]): SortedRows {
  const known = factsByKey(facts);
  const candidates: Candidate[] = [];
  const refused: RefusedRow[] = [];
  const echoes: Finding[] = [];
  for (const row of rows) {
    const { mapping, type, path, id } = row;
    switch (mapping.kind) {
      case 'faults':
        refused.push({ row, why: mapping.faults });
        break;
      case 'echo':
        echoes.push({ path, type, finding: 'echo', recordId: `${type}/${id}`, reason: mapping.of });
        break;
      case 'acts': {
        const made = candidatesOf(row, mapping.acts, known);
        if (made === null) refused.push({ row, why: [NOT_EXACT] });
        else candidates.push(...made);
        break;
      }
      default:
        throw new Error(`no way for ${String(mapping satisfies never)}`);
    }
  }
  return { candidates: inOrderOfEffect(candidates), refused, echoes };
}

/** One record may have been of another subject before. */
const keyOf = (subject: string, recordId: string | null): string => `${subject}\n${recordId}`;

/** Of two careers that were merged the facts that stand go first. */
function factsByKey(facts: readonly KnownFact[]): ReadonlyMap<string, KnownFact> {
  const byKey = new Map<string, KnownFact>();
  for (const fact of facts) {
    const key = keyOf(fact.subject, fact.recordId);
    if (byKey.get(key)?.annulled !== false) byKey.set(key, fact);
  }
  return byKey;
}

/** Null when the row has no canonical JSON. */
function candidatesOf(
  row: MappedRow,
  acts: readonly MappedAct[],
  facts: ReadonlyMap<string, KnownFact>,
): readonly Candidate[] | null {
  try {
    return acts
      .filter(({ kind }) => kind === 'record')
      .map((act) => ({
        ...based(act, row),
        row,
        known: facts.get(keyOf(act.subject, act.recordId)),
        annulment: acts.find(({ kind, recordId }) => kind === 'annul' && recordId === act.recordId) ?? null,
      }));
  } catch (error) {
    if ((error as Error).name === 'NotCanonical') return null;
    throw error;
  }
}

const NOT_EXACT: Reason = {
  code: 'not-exact',
  field: '',
  message: {
    id: 'Baris ini memuat teks atau angka yang tidak dapat disimpan dengan tepat.',
    en: 'The row has text or a number that cannot be kept exactly.',
  },
  accepted: 'well-formed Unicode, numbers that JSON can carry, at most 64 levels of nesting',
};
