import { uuidV5 } from '@rekam/event-store';
import { factId } from '@rekam/writer';
import { SIASN_SOURCE, type MappedAct, type MappedPerson, type MappedRow, type RecordTypeName } from '@rekam/siasn';
import type { CloudEvent } from '../client';
import { actEvent, based, observation, rowHasher, type BasedAct } from './event';
import { vanished, type Finding } from './findings';
import type { KnownFact, KnownPerson } from './known';
import { inOrderOfEffect } from './order';
import type { Reason } from './rejects';

/** What is to be sent about one act, and what it counts as once it is taken. */
export interface PlannedEvent {
  readonly event: CloudEvent;
  readonly bytes: number;
  readonly type: RecordTypeName;
  readonly purpose: 'new' | 'changed' | 'annul' | 'reinstate' | 'missing' | 'found';
  /** Null for what is said of a record that the pull no longer has. */
  readonly row: MappedRow | null;
}

/** What is to be done about one person. */
export interface PersonPlan {
  readonly person: MappedPerson;
  /** In the order in which they are to be decided. */
  readonly events: readonly PlannedEvent[];
  readonly refused: readonly { readonly row: MappedRow; readonly why: readonly Reason[] }[];
  readonly findings: readonly Finding[];
  /** Types of the acts that the ledger has in these words already. */
  readonly duplicates: readonly RecordTypeName[];
  /** Types of the rows passed over: echoes, and those of a pull that is too old. */
  readonly skipped: readonly RecordTypeName[];
}

/** An act of a row, with what the ledger has of it. */
interface Candidate extends BasedAct {
  readonly row: MappedRow;
  readonly known: KnownFact | undefined;
  /** The annulment that the row itself states; null when it states none. */
  readonly annulment: MappedAct | null;
}

/** The key by which a fact of the source is found: one record may have been of another subject before. */
export const keyOf = (subject: string, recordId: string | null): string => `${subject}\n${recordId}`;

const BYTES_OF_OBSERVATION = 500;
/** Only rows of this type say of themselves that they are void. */
const VOIDABLE: RecordTypeName = 'hukdis';

export const NOT_OPENED: Reason = {
  code: 'person-not-opened',
  field: '',
  message: {
    id: 'Pengangkatan pegawai ini ditolak, sehingga barisnya yang lain tidak dicatat.',
    en: 'The appointment of this person was refused, so that nothing else of the person is recorded.',
  },
  accepted: 'the mended row of data-utama in the same import',
};

/** Everything of a person refused for one reason. */
export const refusedPerson = (person: MappedPerson, why: readonly Reason[]): PersonPlan => ({
  ...nothingToDo(person),
  refused: person.rows.map((row) => ({ row, why: row.mapping.kind === 'faults' ? row.mapping.faults : why })),
});

const nothingToDo = (person: MappedPerson): PersonPlan => ({
  person,
  events: [],
  refused: [],
  findings: [],
  duplicates: [],
  skipped: [],
});

/**
 * Compares what a pull says of a person with what the ledger has of it. `isWhole` is false when only some of the
 * person's rows are brought, so that nothing follows from those that are not there.
 */
export function planPerson(person: MappedPerson, known: KnownPerson, isWhole: boolean): PersonPlan {
  // 1. A pull that is older than what was recorded last would undo it.
  const pulledAt = Date.parse(person.fetchedAt);
  if (known.facts.some(({ time }) => time !== null && Date.parse(time) > pulledAt)) {
    const path = `${person.nip}/`;
    const skipped = person.rows.map(({ type }) => type);
    return { ...nothingToDo(person), skipped, findings: [{ path, type: '', finding: 'older-pull' }] };
  }
  // 2. Somebody whom the ledger does not know needs an appointment.
  const opening = person.rows.some(({ mapping }) => mapping.kind === 'acts' && mapping.acts.some(opens));
  if (known.person === null && !opening) return refusedPerson(person, [NOT_OPENED]);
  const target = known.mergedInto ?? known.person ?? newPerson(person);
  // 3. Row by row, and act by act.
  const facts = factsByKey(known.facts);
  const refused: PersonPlan['refused'][number][] = [];
  const skipped: RecordTypeName[] = [];
  const findings: Finding[] = [];
  const candidates: Candidate[] = [];
  const hashOf = rowHasher();
  for (const row of person.rows) {
    const { mapping, type, path } = row;
    if (mapping.kind === 'faults') refused.push({ row, why: mapping.faults });
    else if (mapping.kind === 'echo') {
      skipped.push(type);
      findings.push({ path, type, finding: 'echo', recordId: `${type}/${row.id}`, reason: mapping.of });
    } else {
      const made = candidatesOf(row, mapping.acts, facts, hashOf);
      if ('why' in made) refused.push({ row, why: made.why });
      else candidates.push(...made);
    }
  }
  // 4. What of it is new, and what the source no longer has.
  const duplicates: RecordTypeName[] = [];
  const planned: PlannedEvent[] = [];
  for (const candidate of inOrderOfEffect(candidates)) {
    const { row, known: fact } = candidate;
    if (fact?.missing === true) {
      planned.push({ ...seen(fact, 'found', person), type: row.type, row });
      findings.push({ path: row.path, type: row.type, finding: 'found-again', recordId: candidate.act.recordId });
    }
    const verbs = verbsFor(candidate);
    if (verbs === 'annulled-here') {
      findings.push({ path: row.path, type: row.type, finding: 'annulled-here', recordId: candidate.act.recordId });
      skipped.push(row.type);
    } else if (verbs.length === 0) duplicates.push(row.type);
    else for (const verb of verbs) planned.push(eventFor(candidate, verb, fact?.person ?? target, person));
  }
  const gone = isWhole ? vanished(person, known.facts) : [];
  for (const { fact, type, path } of gone) {
    planned.push({ ...seen(fact, 'missing', person), type, row: null });
    findings.push({ path, type, finding: 'vanished', recordId: fact.recordId! });
  }
  return { person, events: planned, refused, findings, duplicates, skipped };
}

type Verb = 'record' | 'annul' | 'reinstate';

/**
 * What to send of an act: nothing when the ledger has it in these words. An act that was annulled here, though the
 * source holds it, is not restored behind the back of whoever annulled it; rows that void themselves are the source's own.
 */
function verbsFor({ digest, known, annulment, row }: Candidate): readonly Verb[] | 'annulled-here' {
  const voiding: readonly Verb[] = annulment === null ? [] : ['annul'];
  if (known === undefined) return ['record', ...voiding];
  const isSame = known.digest === digest;
  if (!known.annulled) return isSame ? voiding : ['record', ...voiding];
  if (isSame && annulment !== null) return [];
  return isSame || row.type !== VOIDABLE ? 'annulled-here' : ['reinstate', 'record', ...voiding];
}

function eventFor(candidate: Candidate, verb: Verb, target: string, person: MappedPerson): PlannedEvent {
  const { row, known, bytes, annulment } = candidate;
  const act = verb === 'annul' ? annulment! : candidate.act;
  const purpose = verb === 'record' ? (known === undefined ? 'new' : 'changed') : verb;
  return { event: actEvent({ ...candidate, act }, verb, target, person), bytes, type: row.type, purpose, row };
}

const seen = (fact: KnownFact, how: 'missing' | 'found', person: MappedPerson) => ({
  event: observation(fact, how, person),
  bytes: BYTES_OF_OBSERVATION,
  purpose: how,
});

const opens = ({ subject, kind }: MappedAct): boolean => subject === 'appointment' && kind === 'record';

/** The id of a person that the ledger does not know yet: the same whenever and by whomever the employee is pulled. */
const newPerson = ({ employeeId, nip }: MappedPerson): string =>
  uuidV5(factId(SIASN_SOURCE, 'appointment', (employeeId ?? nip).toLowerCase()), 'person');

/** Of two careers that were merged the facts that stand go first. */
function factsByKey(facts: readonly KnownFact[]): ReadonlyMap<string, KnownFact> {
  const byKey = new Map<string, KnownFact>();
  for (const fact of facts) {
    const key = keyOf(fact.subject, fact.recordId);
    if (byKey.get(key)?.annulled !== false) byKey.set(key, fact);
  }
  return byKey;
}

function candidatesOf(
  row: MappedRow,
  acts: readonly MappedAct[],
  facts: ReadonlyMap<string, KnownFact>,
  hashOf: ReturnType<typeof rowHasher>,
): readonly Candidate[] | { readonly why: readonly Reason[] } {
  try {
    return acts
      .filter(({ kind }) => kind === 'record')
      .map((act) => ({
        ...based(act, row, hashOf),
        row,
        known: facts.get(keyOf(act.subject, act.recordId)),
        annulment: acts.find(({ kind, recordId }) => kind === 'annul' && recordId === act.recordId) ?? null,
      }));
  } catch (error) {
    const en = `The row cannot be kept exactly: ${(error as Error).message}.`;
    const message = { id: 'Baris ini tidak dapat disimpan dengan tepat.', en };
    return {
      why: [{ code: 'not-exact', field: '', message, accepted: 'well-formed text, and numbers that JSON can carry' }],
    };
  }
}
