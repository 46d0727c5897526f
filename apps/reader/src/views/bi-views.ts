import type { BiView } from '@rekam/projection';

/**
 * What BI tools may read in a database of views: figures of every agency, and persons of the own agency without names,
 * numbers or facts. Whoever is merged into another person is counted as that one and has an empty row.
 */
export const BI_VIEWS: readonly BiView[] = [
  {
    name: 'agency_overview',
    description: 'How many persons every agency employs; one row an agency. Whoever has left is counted by none.',
    projection: 'directory',
    table: 'agency-overview',
    columns: {
      agency: 'Code of the agency, four digits',
      total: 'Persons employed',
      byKind: 'Persons by kind of staff (JSON object)',
      byGolongan: 'Persons by code of the golongan, or the grade of a PPPK (JSON object)',
      position: 'Position in the log of the last event that changed the figures, padded with zeros',
    },
    agency: null,
  },
  {
    name: 'persons',
    description: 'Who is or was employed by the agencies that this login is a member of; one row a person.',
    projection: 'directory',
    table: 'directory',
    columns: {
      person: 'Opaque id of the person, the same in every answer of the service',
      kind: 'Kind of staff; empty before an appointment takes effect',
      agency: 'Code of the agency that employs, or did last',
      agencyName: 'Name of the agency, where its code is known',
      unit: 'Unit, as the last act called it',
      golongan: 'Code of the golongan, or the grade of a PPPK',
      rank: 'Name of the rank; grades of PPPK have none',
      ended: 'First day out of service; empty while in service',
      mergedInto: 'The person that this one was found to be; empty for nearly all',
      position: 'Position in the log of the last event that changed the row, padded with zeros',
    },
    agency: 'agency',
  },
];
