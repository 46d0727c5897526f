import type { EmployedPerson, LateAct, LateActsSummary, OddAct, OddActsSummary, StateSummary } from '@rekam/reader';
import { printTable, type Cell } from '../output';

/** How a report is shown: every figure of a line in a file, the telling ones on a screen, and the sums. */
export interface ReportForm<Line, Summary> {
  /** Name of the service's route. */
  readonly name: string;
  readonly columns: readonly (readonly [heading: string, cell: (line: Line) => Cell])[];
  /** Headings of the columns on a screen, with their widths in characters. */
  readonly shown: readonly (readonly [heading: string, width: number])[];
  /** Which of two lines is told first where not all can be; absent: as they come. */
  readonly order?: (a: Line, b: Line) => number;
  /** A screen shows some lines of each kind rather than all of one; absent: they are of one kind. */
  readonly kindOf?: (line: Line) => string;
  readonly printSummary: (summary: Summary) => void;
}

type Late = LateAct['act'];
type Odd = OddAct['act'];

const ACT_COLUMNS: readonly (readonly [string, (line: Late | Odd) => Cell])[] = [
  ['person', ({ person }) => person],
  ['name', ({ name }) => name],
  ['number', ({ number }) => number],
  ['subject', ({ subject }) => subject],
  ['pay', ({ payEffect }) => payEffect],
  ['fact', ({ fact }) => fact],
  ['edition', ({ edition }) => edition],
  ['effective', ({ effectiveAt }) => effectiveAt],
  ['precision', ({ precision }) => precision],
  ['known', ({ knownOn }) => knownOn],
  ['decree', ({ decree }) => decree?.number],
  ['decree date', ({ decree }) => decree?.date],
  ['source', ({ source }) => source],
  ['channel', ({ channel }) => channel],
  ['position', ({ position }) => position],
];

const DELAYS = ['0-30', '31-90', '91-365', '366-730', 'over-730'] as const;

export const LATE: ReportForm<Late, LateActsSummary> = {
  name: 'late-acts',
  columns: [...ACT_COLUMNS, ['days', ({ delayDays }) => delayDays]],
  shown: [
    ['days', 7],
    ['subject', 18],
    ['pay', 9],
    ['effective', 12],
    ['known', 12],
    ['name', 24],
    ['number', 20],
    ['decree', 24],
    ['channel', 9],
  ],
  order: (a, b) => b.delayDays - a.delayDays,
  printSummary({ bySubject, byPayEffect, importsLeftOut }) {
    const heading = ['acts', 'median days', 'most', ...DELAYS];
    const figures = (each: (typeof byPayEffect)[number]): readonly Cell[] => [
      each.count,
      each.medianDays,
      each.maxDays,
      ...DELAYS.map((name) => each.byDelay[name]),
    ];
    printTable(
      ['subject', 'pay', ...heading],
      bySubject.map((each) => [each.subject, each.payEffect, ...figures(each)]),
    );
    printTable(
      ['pay that waited', ...heading],
      byPayEffect.map((each) => [each.payEffect, ...figures(each)]),
    );
    if (importsLeftOut > 0)
      process.stdout.write(`${importsLeftOut} imported acts are left out; --imports takes them in.\n`);
  },
};

export const ODD: ReportForm<Odd, OddActsSummary> = {
  name: 'odd-acts',
  columns: [
    ...ACT_COLUMNS,
    ['what', ({ oddity }) => oddity.code],
    ['field', ({ oddity }) => oddity.field],
    ['rule', ({ oddity }) => oddity.rule],
    ['message', ({ oddity }) => oddity.message.en],
    ['pesan', ({ oddity }) => oddity.message.id],
    ['found by', ({ oddity }) => oddity.foundBy],
  ],
  shown: [
    ['what', 32],
    ['message', 40],
    ['subject', 18],
    ['effective', 12],
    ['name', 22],
    ['number', 20],
    ['found by', 10],
  ],
  kindOf: ({ oddity }) => oddity.code,
  printSummary: ({ byCode }) =>
    printTable(
      ['what is odd', 'acts', 'persons', 'rule'],
      byCode.map(({ code, count, persons, rule }) => [code, count, persons, rule]),
    ),
};

export const STATE: ReportForm<EmployedPerson, StateSummary> = {
  name: 'state',
  columns: [
    ['person', ({ person }) => person],
    ['name', ({ name, erased }) => (erased && name === null ? '(erased)' : name)],
    ['number', ({ number }) => number],
    ['kind', ({ kind }) => kind],
    ['since', ({ since }) => since],
    ['rank', ({ golongan }) => golongan],
    ['rank name', ({ pangkat }) => pangkat],
    ['rank since', ({ rankSince }) => rankSince],
    ['post', ({ post }) => post],
    ['post level', ({ postLevel }) => postLevel],
    ['post since', ({ postSince }) => postSince],
    ['unit', ({ unit }) => unit],
    ['appraisal', ({ appraisalYear }) => appraisalYear],
    ['predicate', ({ predicate }) => predicate],
  ],
  shown: [
    ['name', 24],
    ['number', 20],
    ['kind', 7],
    ['rank', 8],
    ['post', 28],
    ['unit', 28],
    ['appraisal', 11],
    ['predicate', 14],
  ],
  printSummary({ total, byKind, byGolongan }) {
    const told = (counts: Readonly<Record<string, number>>): string =>
      Object.entries(counts)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
    printTable(['employed', 'by kind', 'by rank'], [[total, told(byKind), told(byGolongan)]], [10, 30, 70]);
  },
};
