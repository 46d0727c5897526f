import type { JsonObject } from '@rekam/domain';
import type { Row } from '../act';
import type { OurFact } from '../diff';
import { SIASN_SOURCE } from '../source';
import { inside, kept, type ExportedFact } from './body';

/** A fact as the ledger answers it, with what came beside it. */
export interface LedgerFact extends OurFact, Pick<ExportedFact, 'documents'> {
  readonly ext: JsonObject;
}

/** The spellings under which rows name the employee. */
const EMPLOYEE_FIELDS = ['idPns', 'pnsOrang', 'pnsOrangId', 'pnsDinilaiId', 'pns', 'pnsId'] as const;
const MAIN_DATA = 'data-utama';

export const isFromSiasn = ({ source }: Pick<OurFact, 'source'>): boolean => source === SIASN_SOURCE;

/** The row that the last edition states; null when another source stated it, or when personal parts were erased. */
function rowOf({ ext }: Pick<LedgerFact, 'ext'>): Row | null {
  const { row } = inside(ext['siasn']);
  return typeof row === 'string' ? (JSON.parse(row) as Row) : null;
}

/** Whether a fact that came from there was stated anew here: then the row is no longer what it says. */
export const isChangedHere = (fact: LedgerFact): boolean => isFromSiasn(fact) && rowOf(fact) === null;

/** The row's id at the source; null for a fact of another source, and for the main data, whose histories have ids that no read gives. */
export function rowIdIn(fact: Pick<OurFact, 'source' | 'recordId'>): string | null {
  if (!isFromSiasn(fact) || fact.recordId === null) return null;
  const [type, id] = fact.recordId.split('/');
  return type === MAIN_DATA ? null : (id ?? null);
}

/** The source's id of the employee, as any of the facts that came from there names it; null when none did. */
export function employeeIdIn(facts: readonly LedgerFact[]): string | null {
  for (const fact of facts.filter(isFromSiasn)) {
    const [type, id] = (fact.recordId ?? '').split('/');
    if (type === MAIN_DATA && id !== undefined) return id;
    const named = EMPLOYEE_FIELDS.map((field) => kept(rowOf(fact), field)).find((each) => each !== null);
    if (named !== undefined) return named;
  }
  return null;
}

/** Null while annulled: then there is nothing to say. */
export function exportedFact(fact: LedgerFact): ExportedFact | null {
  const { content, subject, effectiveAt, effectiveUntil, decree, documents } = fact;
  if (content === null) return null;
  const row = rowOf(fact);
  return {
    fact: fact.fact,
    subject,
    effectiveAt,
    effectiveUntil,
    decree,
    documents,
    content,
    rowId: rowIdIn(fact),
    row,
  };
}
