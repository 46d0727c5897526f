import { addDays, agencyName, SUBJECTS, type PlainDate, type SubjectName, type Uuid } from '@rekam/domain';
import type { TableDeclaration } from '@rekam/projection';
import type { FamilyColumns } from '../family';
import { entryOf, inEffect } from '../fold';
import type { KeptFact } from '../kept-fact';
import { NEVER } from '../open-day';

/** What a row shows of a person, on the open day. */
type Shown = {
  readonly name: string | null;
  readonly kind: string | null;
  readonly agency: string | null;
  readonly agencyName: string | null;
  readonly unit: string | null;
  /** Code of the rank table, or the grade of a PPPK; `rank` is its name, which grades have none of. */
  readonly golongan: string | null;
  readonly rank: string | null;
  /** For display only. */
  readonly numbers: readonly string[];
  /** The first day out of service, by exit or by the end of a contract; `agency` is the last one then. Null while in service. */
  readonly ended: PlainDate | null;
  readonly nextChangeOn: PlainDate;
};

/** Who is who and where. A person who was merged into another has no name and no agency here. */
export type DirectoryRow = FamilyColumns &
  Shown & {
    /** Position of the last event that this row was folded for, padded. */
    readonly position: string;
    /** The facts of the subjects that a row shows: few in a career, so that each change folds them all. */
    readonly facts: readonly KeptFact[];
  };

export const DIRECTORY: TableDeclaration = {
  name: 'directory',
  columns: {
    person: 'text',
    name: 'text',
    kind: 'text',
    agency: 'text',
    agencyName: 'text',
    unit: 'text',
    golongan: 'text',
    rank: 'text',
    numbers: 'json',
    ended: 'text',
    mergedInto: 'text',
    merged: 'json',
    nextChangeOn: 'text',
    position: 'text',
    facts: 'json',
  },
  key: ['person'],
  indexes: { byAgency: ['agency', 'golongan'] },
  feed: false,
};

/** The subjects that a row shows something of: what changes name, agency, unit or rank, or ends the service. */
export const SHOWN: ReadonlySet<string> = new Set<SubjectName>([
  'appointment',
  'name-change',
  'transfer',
  'placement',
  'promotion',
  'exit',
]);

/** What a row shows of a person that another one stands for. */
export const NOBODY: Shown = {
  name: null,
  kind: null,
  agency: null,
  agencyName: null,
  unit: null,
  golongan: null,
  rank: null,
  numbers: [],
  ended: null,
  nextChangeOn: NEVER,
};

export const newRow = (person: Uuid): DirectoryRow => ({
  person,
  ...NOBODY,
  mergedInto: null,
  merged: [],
  position: '',
  facts: [],
});

/** The first day after a contract; NEVER without an end. */
const afterContract = (until: PlainDate | null): PlainDate =>
  until === null || until >= NEVER ? NEVER : addDays(until, 1);

/** What a row shows of these facts. Only the parts that say it are folded: a row is folded whole for each of its facts. */
export function shownOf(facts: readonly KeptFact[], day: PlainDate): Shown {
  let appointment = SUBJECTS.appointment.initial();
  let promotion = SUBJECTS.promotion.initial();
  let exit = SUBJECTS.exit.initial();
  let nextChangeOn = NEVER;
  for (const fact of inEffect(facts)) {
    if (fact.effectiveAt > day) {
      nextChangeOn = fact.effectiveAt;
      break;
    }
    const entry = entryOf(fact);
    appointment = SUBJECTS.appointment.fold(appointment, entry, fact.person);
    promotion = SUBJECTS.promotion.fold(promotion, entry, fact.person);
    exit = SUBJECTS.exit.fold(exit, entry, fact.person);
  }
  const { name, kind, agency, unit, numbers } = appointment;
  const contractEnd = afterContract(appointment.until);
  const end = exit.since !== null && exit.since < contractEnd ? exit.since : contractEnd;
  const hasEnded = end <= day;
  return {
    name,
    kind,
    agency,
    agencyName: agency === null ? null : agencyName(agency),
    unit,
    golongan: promotion.golongan,
    rank: promotion.pangkat,
    numbers,
    ended: hasEnded ? end : null,
    nextChangeOn: hasEnded || nextChangeOn < end ? nextChangeOn : end,
  };
}
