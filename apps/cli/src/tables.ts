import type { CareerAnswer, MergedAnswer, TimelineEntry } from '@rekam/reader';
import { printTable, type Cell } from './output';

const percent = (basisPoints: number | null): string =>
  basisPoints === null ? '-' : `${(basisPoints / 100).toFixed(2)} %`;
const shown = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
};

type Row = readonly [what: string, value: Cell, since: Cell, rule: Cell];

const joined = (parts: readonly (string | null)[], separator = ', '): string =>
  parts.filter((part) => part !== null && part !== '').join(separator);

/** What there is to say of everybody, and how the service ended. */
function whoAndWhere({ erased, identity, titles, employment, rank, exit }: CareerAnswer): readonly Row[] {
  const name = joined([joined([titles.titlePrefix, identity.name], ' '), titles.titleSuffix]);
  const { kind, agencyName, unit, since, rule } = employment;
  const rows: Row[] = [
    ['name', erased ? '(erased)' : name, identity.birthDate, identity.rule],
    ['numbers', identity.numbers.join(', '), null, identity.rule],
    ['employment', `${kind}, ${agencyName}, ${unit ?? '-'}`, since, rule],
    ['rank', `${rank.golongan} ${rank.pangkat ?? ''}`, rank.tmt, rank.rule],
  ];
  if (exit.since !== null) rows.push(['exit', joined([exit.kindName, exit.statusName]), exit.since, exit.rule]);
  return rows;
}

const POINTS = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 3 });
const RUPIAH = new Intl.NumberFormat('id', { style: 'currency', currency: 'IDR', maximumFractionDigits: 0 });

const ofOne = <T>(value: T | null, row: (value: T) => Row): readonly Row[] => (value === null ? [] : [row(value)]);

/** The other sections, as far as they say anything, in a line or two each; all of it is in `--json`. */
const OTHERS: readonly ((answer: CareerAnswer) => readonly Row[])[] = [
  ({ post: { definitive, acting, rule } }) =>
    [...(definitive === null ? [] : [definitive]), ...acting].map((each) => {
      const title = joined([each.position ?? each.positionKindName, each.jenjangName, each.eselonName, each.unit]);
      return ['post', each.assignment === 'D' ? title : `${each.assignment} ${title}`, each.since, rule];
    }),
  ({ transfer: { last, rule } }) =>
    ofOne(last, ({ fromName, agencyName, workplace, since }) => {
      const moved = joined([fromName, agencyName], ' -> ');
      return ['moved', joined([moved, workplace]), since, rule];
    }),
  ({ education: { highest, rule } }) =>
    ofOne(highest, ({ levelName, level, programme, institution, at }) => {
      return ['education', joined([levelName ?? level, programme, institution]), at, rule];
    }),
  ({ competency: { latest, rule } }) =>
    ofOne(latest, ({ category, matchBasisPoints, method, assessedAt }) => {
      const match = matchBasisPoints === null ? null : percent(matchBasisPoints);
      return ['competency', joined([category, match, method]), assessedAt, rule];
    }),
  ({ credit: { totalThousandths, jenjangName, decisions, rule } }) =>
    ofOne(decisions.at(-1) ?? null, ({ effectiveAt }) => {
      return ['credit', joined([POINTS.format(totalThousandths / 1000), jenjangName]), effectiveAt, rule];
    }),
  ({ exams: { passed, rule } }) => passed.map(({ kind, at }) => ['exam', kind, at, rule]),
  ({ recognitions: { received, rule } }) => received.map(({ name, at }) => ['recognition', name, at, rule]),
  ({ discipline: { inForce, past, rule } }) => [
    ...inForce.map(({ sanctionName, sanction, level, since }): Row => {
      return ['discipline', `${sanctionName ?? sanction} (${level})`, since, rule];
    }),
    ...ofOne(past.at(-1) ?? null, ({ since }) => ['discipline', `${past.length} past`, since, rule]),
  ],
  ({ absence: { leave, studyAssignment, rule } }) => [
    ...ofOne(leave, ({ kindName, since }) => ['leave', kindName, since, rule]),
    ...ofOne(studyAssignment, ({ programme, institution, since }) => {
      return ['study', joined([programme, institution]), since, rule];
    }),
  ],
  ({ salary: { step, rule } }) =>
    ofOne(step, ({ golonganLabel, serviceYears, serviceMonths, salary, since }) => {
      const service = `${serviceYears} y ${serviceMonths} m`;
      return [
        'salary step',
        joined([salary === null ? null : RUPIAH.format(salary), golonganLabel, service]),
        since,
        rule,
      ];
    }),
  ({ serviceReview: { years, months, reviews, rule } }) =>
    ofOne(reviews.at(-1) ?? null, ({ from }) => ['service', `${years} y ${months} m recognised`, from, rule]),
];

/** A person's state as tables, each figure beside the rule that made it. */
export function printCareer(answer: CareerAnswer | MergedAnswer): void {
  const axes = `valid at ${answer.validAt}, known at ${answer.knownAt}, log position ${answer.position}`;
  process.stdout.write(`Person ${answer.person}: ${axes}\n`);
  if (answer.mergedInto !== null) {
    process.stdout.write(`This person was merged into ${answer.mergedInto}; ask for that one.\n`);
    return;
  }
  const { appraisals, development } = answer;
  printTable(
    ['what', 'value', 'since', 'rule'],
    [...whoAndWhere(answer), ...OTHERS.flatMap((rowsOf) => rowsOf(answer))],
    [13, 40, 13, 50],
  );
  if (appraisals.yearly.length > 0) {
    const rows = appraisals.yearly.map((each) => [
      each.year,
      each.score === null ? each.predicateName : `${each.predicateName ?? '-'} (${each.score})`,
      percent(each.achievementBasisPoints),
      each.rule,
    ]);
    printTable(['year', 'predicate', 'achievement', 'rule'], rows);
  }
  if (development.years.length > 0) {
    const rows = development.years
      .slice(-6)
      .map((each) => [
        each.year,
        each.trainingJp,
        each.mentoringJp,
        each.totalJp,
        each.dutyJp,
        each.dutyMet === null ? '-' : each.dutyMet ? 'yes' : 'no',
      ]);
    printTable(['year', 'training JP', 'mentoring JP', 'together', 'duty', 'met'], rows);
  }
}

export interface TimelineAnswer {
  readonly person: string;
  readonly position: string;
  readonly entries: readonly TimelineEntry[];
  readonly next: string | null;
}

/** The entries of a person, each with both dates, what changed, and how it hangs together with its other editions. */
export function printTimeline({ entries, next }: TimelineAnswer): void {
  const rows = entries.map((entry) => [
    entry.position,
    entry.effectiveAt,
    entry.ledgerTime.slice(0, 16).replace('T', ' '),
    [entry.type, ...entry.flags.map(({ code }) => `flag: ${code}`), ...linksOf(entry)].join('\n'),
    changesOf(entry),
    [entry.decree?.number ?? '-', entry.source, entry.reason].filter(Boolean).join('\n'),
  ]);
  printTable(
    ['position', 'effective', 'recorded', 'act', 'what changed', 'decree, source, reason'],
    rows,
    [10, 12, 18, 30, 52, 32],
  );
  if (next !== null) process.stdout.write('There are earlier entries; raise --limit to see them.\n');
}

const CHANGES_SHOWN_MAX = 6;

function changesOf({ changes }: TimelineEntry): string {
  const lines = changes
    .flatMap(insideOf)
    .map(({ field, from, to }) => `${field}: ${from === null ? '' : `${shown(from)} -> `}${shown(to)}`);
  const hidden = lines.length - CHANGES_SHOWN_MAX;
  return [...lines.slice(0, CHANGES_SHOWN_MAX), ...(hidden > 0 ? [`and ${hidden} more, with --json`] : [])].join('\n');
}

type Change = TimelineEntry['changes'][number];
const isObject = (value: unknown): value is Readonly<Record<string, Change['to']>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of an object that became another one, such as a decree, only the keys that differ. */
function insideOf(change: Change): readonly Change[] {
  const { field, from, to } = change;
  if (!isObject(from) || !isObject(to)) return [change];
  return Object.keys({ ...from, ...to })
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((key) => ({ field: `${field}/${key}`, from: from[key] ?? null, to: to[key] ?? null }));
}

function linksOf({ edition, replaces, supersededBy }: TimelineEntry): readonly string[] {
  const links: string[] = [];
  if (edition !== null && edition > 0) links.push(`edition ${edition}`);
  if (replaces !== null) links.push(`replaces ${replaces.position}`);
  if (supersededBy !== null) links.push(`superseded by ${supersededBy.position}`);
  return links;
}
