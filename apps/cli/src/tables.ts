import type { CareerAnswer, MergedAnswer, TimelineEntry } from '@rekam/reader';
import { printTable } from './output';

const percent = (basisPoints: number | null): string =>
  basisPoints === null ? '-' : `${(basisPoints / 100).toFixed(2)} %`;
const shown = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
};

/** A person's state as tables, each figure beside the rule that made it. */
export function printCareer(answer: CareerAnswer | MergedAnswer): void {
  const axes = `valid at ${answer.validAt}, known at ${answer.knownAt}, log position ${answer.position}`;
  process.stdout.write(`Person ${answer.person}: ${axes}\n`);
  if (answer.mergedInto !== null) {
    process.stdout.write(`This person was merged into ${answer.mergedInto}; ask for that one.\n`);
    return;
  }
  const { identity, employment, rank, appraisals, development } = answer;
  printTable(
    ['what', 'value', 'since', 'rule'],
    [
      ['name', answer.erased ? '(erased)' : identity.name, identity.birthDate, identity.rule],
      ['numbers', identity.numbers.join(', '), null, identity.rule],
      [
        'employment',
        `${employment.kind}, ${employment.agencyName}, ${employment.unit ?? '-'}`,
        employment.since,
        employment.rule,
      ],
      ['rank', `${rank.golongan} ${rank.pangkat ?? ''}`, rank.tmt, rank.rule],
    ],
    [13, 40, 13, 50],
  );
  if (appraisals.yearly.length > 0) {
    const rows = appraisals.yearly.map((each) => [
      each.year,
      each.predicateName,
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
