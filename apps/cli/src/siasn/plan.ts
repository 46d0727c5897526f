import { uuidV5 } from '@rekam/event-store';
import { factId } from '@rekam/writer';
import { SIASN_SOURCE, type MappedAct, type MappedPerson, type MappedRow, type RecordTypeName } from '@rekam/siasn';
import type { CloudEvent } from '../client';
import { sortRows, type Candidate, type RefusedRow } from './candidates';
import { actEvent, observation } from './event';
import { vanished, type Finding } from './findings';
import type { KnownFact, KnownPerson } from '@rekam/writer';
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
  readonly refused: readonly RefusedRow[];
  readonly findings: readonly Finding[];
  /** Types of the acts that the ledger has in these words already. */
  readonly duplicates: readonly RecordTypeName[];
  /** Types of the rows passed over: echoes, and those of a pull that is too old. */
  readonly skipped: readonly RecordTypeName[];
}

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
  if (isOlder(person, known)) {
    const skipped = person.rows.map(({ type }) => type);
    return { ...nothingToDo(person), skipped, findings: [{ path: `${person.nip}/`, type: '', finding: 'older-pull' }] };
  }
  // 2. Somebody whom the ledger does not know needs an appointment.
  const isOpened = person.rows.some(({ mapping }) => mapping.kind === 'acts' && mapping.acts.some(opens));
  if (known.person === null && !isOpened) return refusedPerson(person, [NOT_OPENED]);
  const target = known.mergedInto ?? known.person ?? newPerson(person);
  // 3. Row by row, and act by act: what of it is new.
  const { candidates, refused, echoes } = sortRows(person, known.facts);
  const planned = candidates.map((candidate) => planAct(candidate, target, person));
  // 4. What the source no longer has.
  const gone = isWhole ? vanished(person, known.facts) : [];
  return {
    person,
    refused,
    events: [
      ...planned.flatMap(({ events }) => events),
      ...gone.map(({ fact, type }) => ({ ...observed(fact, 'missing', person), type, row: null })),
    ],
    findings: [
      ...echoes,
      ...planned.flatMap(({ findings }) => findings),
      ...gone.map(({ fact, type, path }) => ({ path, type, finding: 'vanished' as const, recordId: fact.recordId! })),
    ],
    duplicates: planned.flatMap(({ state, type }) => (state === 'duplicate' ? [type] : [])),
    skipped: [...echoes, ...planned.filter(({ state }) => state === 'skipped')].map(
      ({ type }) => type as RecordTypeName,
    ),
  };
}

const isOlder = ({ fetchedAt }: MappedPerson, { facts }: KnownPerson): boolean =>
  facts.some(({ time }) => time !== null && Date.parse(time) > Date.parse(fetchedAt));

interface PlannedAct {
  readonly type: RecordTypeName;
  readonly state: 'sent' | 'duplicate' | 'skipped';
  readonly events: readonly PlannedEvent[];
  readonly findings: readonly Finding[];
}

function planAct(candidate: Candidate, target: string, person: MappedPerson): PlannedAct {
  const { row, known, act } = candidate;
  const { type, path } = row;
  const events: PlannedEvent[] = [];
  const findings: Finding[] = [];
  const found = (finding: Finding['finding']): void =>
    void findings.push({ path, type, finding, recordId: act.recordId });
  if (known?.missing === true) {
    events.push({ ...observed(known, 'found', person), type, row });
    found('found-again');
  }
  const verbs = verbsFor(candidate);
  if (verbs === 'annulled-here') {
    found('annulled-here');
    return { type, state: 'skipped', events, findings };
  }
  for (const verb of verbs) events.push(eventFor(candidate, verb, known?.person ?? target, person));
  return { type, state: verbs.length === 0 ? 'duplicate' : 'sent', events, findings };
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

const observed = (fact: KnownFact, purpose: 'missing' | 'found', person: MappedPerson) => ({
  event: observation(fact, purpose, person),
  bytes: BYTES_OF_OBSERVATION,
  purpose,
});

const opens = ({ subject, kind }: MappedAct): boolean => subject === 'appointment' && kind === 'record';

/** The id of a person that the ledger does not know yet: the same whenever and by whomever the employee is pulled. */
const newPerson = ({ employeeId, nip }: MappedPerson): string => {
  const identity = employeeId !== null && SOURCE_ID.test(employeeId) ? employeeId : nip;
  return uuidV5(factId(SIASN_SOURCE, 'appointment', identity.toLowerCase()), 'person');
};

/** The forms of the source's ids. Anything else, such as 0, may stand in the records of many people. */
const SOURCE_ID = /^(?:[0-9A-F]{32}|[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12})$/i;
