import { validateCommand } from '@rekam/contracts';
import { cellOf, type Cell } from './cells';
import type { Column, ColumnType, SheetLayout } from './layout';
import { itemCounts, valueAt } from './rows';
import { TEXT_FORMAT, writeCsv, writeXlsx, type Delimiter, type SheetFormat } from './write-sheet';

/** Rows of a workbook's template in which a spreadsheet keeps what is typed: zeros in front, dates, long numbers. */
const ROWS_PREPARED = 200;
/** Items of a list that a template has columns for, unless its example has more. An import takes as many as there are. */
export const ITEMS_DEFAULT = 3;

/** What a cell may hold beyond the form of its value. */
const ALSO: Partial<Readonly<Record<ColumnType, string>>> = {
  day: 'juga dd-mm-yyyy / dd-mm-yyyy too',
  'yes-no': 'ya atau tidak / ya (yes) or tidak (no)',
  amount: 'koma atau titik desimal, tanpa titik ribuan / a decimal comma or point, no separators of thousands',
};

/** What a clerk needs to know of a column. */
interface ColumnHelp {
  readonly heading: string;
  readonly meaning: string;
  readonly required: string;
  readonly form: string;
  readonly example: Cell;
}

/** The columns of a subject's template. */
export function templateColumns(layout: SheetLayout, items: number): readonly Column[] {
  const shown = new Map<string, number>();
  itemCounts(layout.record.example, shown);
  return layout.columns((list) => Math.max(items, shown.get(list) ?? 0));
}

export function columnHelp(layout: SheetLayout, columns: readonly Column[]): readonly ColumnHelp[] {
  const { example } = layout.record;
  return columns.map((column) => ({
    heading: column.heading,
    meaning: column.description ?? column.heading.replaceAll('.', ' '),
    required: requirementOf(layout, column),
    form: [wantedOf(layout, column), ALSO[column.type]].filter(Boolean).join('; '),
    example: cellOf(valueAt(example, column), column),
  }));
}

function requirementOf({ record }: SheetLayout, { heading, required }: Column): string {
  const alternative = record.alternatives.find(({ fields }) => fields.includes(heading.split('.')[0]!));
  if (alternative !== undefined) {
    const [first, second] = alternative.fields;
    return alternative.required
      ? `salah satu: ${first}, ${second} / either ${first} or ${second}`
      : `paling banyak satu: ${first}, ${second}; kosong untuk orang baru / at most one of ${first} and ${second}; neither for a new person`;
  }
  if (required === 'always') return 'ya / yes';
  if (required === 'never') return 'tidak / no';
  return `bila ada isian ${required} / when anything of ${required} is filled`;
}

/** What the contract says to a value that cannot be right: the form it wants, in both languages. */
function wantedOf({ record }: SheetLayout, column: Column): string {
  // Every item of a list wants the same.
  const path = column.path.map((key) => (typeof key === 'number' ? 0 : key));
  const data = structuredClone(record.example) as Record<string | number, unknown>;
  let at = data;
  for (const [depth, key] of path.slice(0, -1).entries()) {
    at[key] ??= path[depth + 1] === 0 ? [] : {};
    at = at[key] as Record<string | number, unknown>;
  }
  at[path.at(-1)!] = '';
  const judged = validateCommand(record, data);
  const pointer = `/${path.join('/')}`;
  const error = judged.ok ? undefined : judged.errors.find(({ field }) => field === pointer);
  return error === undefined ? '' : `${error.message.id} / ${error.message.en}`.replaceAll(/\.(?= \/|$)/g, '');
}

const HELP_HEADINGS = ['kolom / column', 'arti / meaning', 'wajib / required', 'bentuk / form', 'contoh / example'];
const GUIDE = [
  'Baris yang diawali # adalah keterangan dan tidak diimpor. / Rows that begin with # are comments and are not imported.',
  'Isi recordId dengan nomor baris milik instansi sendiri, agar dapat diperbaiki kelak. / Give recordId an id of your own, so that the row can be corrected later.',
];

/** Writes an empty sheet of a subject: headings, and what each of its columns means. */
export async function writeTemplate(
  file: string,
  format: SheetFormat,
  layout: SheetLayout,
  { items, delimiter }: { readonly items: number; readonly delimiter: Delimiter },
): Promise<void> {
  const columns = templateColumns(layout, items);
  const help = columnHelp(layout, columns);
  const headings = columns.map(({ heading }) => heading);
  if (format === 'csv') {
    const lines = help.map(
      ({ heading, meaning, required, form, example }) =>
        `# ${heading}: ${meaning} | ${HELP_HEADINGS[2]}: ${required} | ${form}${example === null ? '' : ` | ${HELP_HEADINGS[4]}: ${String(example)}`}`,
    );
    await writeCsv(file, [...GUIDE.map((line) => [`# ${line}`]), ...lines.map((line) => [line]), headings], delimiter);
    return;
  }
  const bold = (text: string) => ({ value: text, type: String, fontWeight: 'bold' as const });
  const isText = (type: ColumnType): boolean => type !== 'whole' && type !== 'amount';
  const blank = columns.map(({ type }) => (isText(type) ? { type: String, format: TEXT_FORMAT } : null));
  await writeXlsx(file, [
    {
      name: layout.record.subject!.subject,
      rows: [headings.map(bold), ...Array.from({ length: ROWS_PREPARED }, () => blank)],
      widths: headings.map(({ length }) => Math.max(12, length + 2)),
      stickyRows: 1,
    },
    {
      name: 'kolom',
      rows: [
        HELP_HEADINGS.map(bold),
        ...help.map(({ heading, meaning, required, form, example }) => [heading, meaning, required, form, example]),
        ...GUIDE.map((line) => [line]),
      ],
      widths: [30, 50, 40, 70, 30],
      stickyRows: 1,
    },
  ]);
}
