import type { JsonSchema, PublishedView } from '@rekam/contracts';
import { careerStream, type Uuid } from '@rekam/domain';
import type { KeyStore } from '@rekam/event-store';
import type { Row, ViewStore } from '@rekam/projection';
import { figuresOf } from '../agencies/agency-overview';
import { factsOf } from '../careers/facts-of';
import { count, object, RULE, text } from '../json-schema';
import type { AgencyOverviewRow, CurrentStateRow } from '../views';
import type { KeptFact } from '../views/kept-fact';
import { OPEN_STATE_SCHEMA, openState } from './open-state';

/** A row as it is published. */
export interface Shown {
  readonly row: object;
  /** The agency whose topic has it, too; null for none. */
  readonly agency: string | null;
}

/** A view of which the rows are published, each under its one key column. */
export interface RowSource {
  readonly view: PublishedView;
  readonly projection: 'current-state' | 'directory';
  readonly keyColumn: string;
  /** The row to show, null for what is not to be shown any more: it is taken back wherever it was. */
  readonly shown: (tables: ViewStore, row: Row) => Promise<Shown | null>;
  /** Whether the row may be shown to one of these agencies: a look at the row alone. */
  readonly mayConcern: (row: Row, agencies: ReadonlySet<string>) => boolean;
}

const agencyIn = ({ agency }: Row, agencies: ReadonlySet<string>): boolean =>
  typeof agency === 'string' && agencies.has(agency);

/** Persons as they stand. One who was merged into another, or whose key was destroyed, is not shown. */
export const currentStates = (keys: Pick<KeyStore, 'load'>): RowSource => ({
  view: 'current-state',
  projection: 'current-state',
  keyColumn: 'person',
  mayConcern: agencyIn,
  async shown(tables, row) {
    const { person, validOn, mergedInto } = row as CurrentStateRow;
    const stream = careerStream(person);
    if (mergedInto !== null || (await keys.load([stream])).get(stream) === 'destroyed') return null;
    const state = openState(person, validOn, await factsOf(tables, row as CurrentStateRow));
    return { row: state, agency: state.employment.agency };
  },
});

/** The agencies in figures. */
export const agencyOverviews: RowSource = {
  view: 'agency-overview',
  projection: 'directory',
  keyColumn: 'agency',
  mayConcern: agencyIn,
  async shown(_tables, row) {
    const { agency } = row as AgencyOverviewRow;
    return { row: figuresOf(agency, row as AgencyOverviewRow), agency };
  },
};

const countsByName: JsonSchema = { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } };

const AGENCY_OVERVIEW_SCHEMA: JsonSchema = object(
  {
    agency: text('Code.'),
    agencyName: text('Name, or the code.'),
    total: count('Persons.'),
    byKind: countsByName,
    byGolongan: countsByName,
    rule: RULE,
  },
  'How many persons an agency employs.',
);

const EXAMPLE_PERSON: Uuid = '5f0c2b1e-8f8e-4c55-9a1f-0d6a3c6f7b21';
const EXAMPLE_AGENCY = '5571';
const EXAMPLE_DAY = '2026-03-02';

const exampleFact = (nth: number, fact: Pick<KeptFact, 'subject' | 'effectiveAt' | 'content'>): KeptFact => ({
  person: EXAMPLE_PERSON,
  fact: `00000000-0000-5000-8000-00000000000${nth}`,
  edition: 0,
  place: String(nth).padStart(16, '0'),
  seat: 0,
  effectiveUntil: null,
  awaits: [],
  ...fact,
});

const EXAMPLE_FACTS: readonly KeptFact[] = [
  exampleFact(1, {
    subject: 'appointment',
    effectiveAt: '2019-03-01',
    content: { kind: 'CPNS', agency: EXAMPLE_AGENCY, unit: 'Bagian Umum', golongan: '31' },
  }),
  exampleFact(2, {
    subject: 'training',
    effectiveAt: '2025-08-20',
    content: { kind: '8', name: 'Pengelolaan arsip', provider: 'BKPSDM', jp: 24, competencies: [] },
  }),
  exampleFact(3, { subject: 'promotion', effectiveAt: '2026-04-01', content: { kind: '101', golongan: '32' } }),
];

/** Schemas of the published rows, complete in themselves, and a row of each as an example. */
export const PUBLISHED_VIEW_ROWS: Readonly<
  Record<PublishedView, { readonly schema: JsonSchema; readonly example: object }>
> = {
  'current-state': {
    schema: OPEN_STATE_SCHEMA,
    example: openState(EXAMPLE_PERSON, EXAMPLE_DAY, EXAMPLE_FACTS),
  },
  'agency-overview': {
    schema: AGENCY_OVERVIEW_SCHEMA,
    example: figuresOf(EXAMPLE_AGENCY, {
      agency: EXAMPLE_AGENCY,
      total: 2,
      byKind: { PNS: 1, CPNS: 1 },
      byGolongan: { '31': 2 },
      position: '',
    }),
  },
};
