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

/** The other sections, as far as they say anything, a line or two each; all of it is in `--json`. */
function whatElse(answer: CareerAnswer): readonly Row[] {
  const { post, transfer, education, competency, credit, exams, recognitions, discipline, absence, salary } = answer;
  const rows: Row[] = [];
  for (const each of [...(post.definitive === null ? [] : [post.definitive]), ...post.acting]) {
    const title = joined([each.position ?? each.positionKindName, each.jenjangName, each.eselonName, each.unit]);
    rows.push(['post', each.assignment === 'D' ? title : `${each.assignment} ${title}`, each.since, post.rule]);
  }
  if (transfer.last !== null) {
    const { fromName, agencyName, workplace, since } = transfer.last;
    rows.push(['moved', joined([joined([fromName, agencyName], ' -> '), workplace]), since, transfer.rule]);
  }
  if (education.highest !== null) {
    const { levelName, level, programme, institution, at } = education.highest;
    rows.push(['education', joined([levelName ?? level, programme, institution]), at, education.rule]);
  }
  if (competency.latest !== null) {
    const { category, matchBasisPoints, method, assessedAt } = competency.latest;
    rows.push([
      'competency',
      joined([category, matchBasisPoints === null ? null : percent(matchBasisPoints), method]),
      assessedAt,
      competency.rule,
    ]);
  }
  if (credit.rule !== null) {
    const total = POINTS.format(credit.totalThousandths / 1000);
    rows.push(['credit', joined([total, credit.jenjangName]), credit.decisions.at(-1)!.effectiveAt, credit.rule]);
  }
  for (const { kind, at } of exams.passed) rows.push(['exam', kind, at, exams.rule]);
  for (const { name, at } of recognitions.received) rows.push(['recognition', name, at, recognitions.rule]);
  for (const { sanctionName, sanction, level, since } of discipline.inForce) {
    rows.push(['discipline', `${sanctionName ?? sanction} (${level})`, since, discipline.rule]);
  }
  if (discipline.past.length > 0) rows.push(['discipline', `${discipline.past.length} past`, null, discipline.rule]);
  if (absence.leave !== null) rows.push(['leave', absence.leave.kindName, absence.leave.since, absence.rule]);
  if (absence.studyAssignment !== null) {
    const { programme, institution, since } = absence.studyAssignment;
    rows.push(['study', joined([programme, institution]), since, absence.rule]);
  }
  if (salary.step !== null) {
    const { golonganLabel, serviceYears, serviceMonths, salary: amount, since } = salary.step;
    const service = `${serviceYears} y ${serviceMonths} m`;
    rows.push(['salary step', joined([RUPIAH.format(amount), golonganLabel, service]), since, salary.rule]);
  }
  const { years, months, reviews, rule } = answer.serviceReview;
  if (reviews.length > 0) rows.push(['service', `${years} y ${months} m recognised`, null, rule]);
  return rows;
}

/** A person's state as tables, each figure beside the rule that made it. */
export function printCareer(answer: CareerAnswer | MergedAnswer): void {
  const axes = `valid at ${answer.validAt}, known at ${answer.knownAt}, log position ${answer.position}`;
  process.stdout.write(`Person ${answer.person}: ${axes}\n`);
  if (answer.mergedInto !== null) {
    process.stdout.write(`This person was merged into ${answer.mergedInto}; ask for that one.\n`);
    return;
  }
  const { appraisals, development } = answer;
  printTable(['what', 'value', 'since', 'rule'], [...whoAndWhere(answer), ...whatElse(answer)], [13, 40, 13, 50]);
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
