import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import readWorkbook from 'read-excel-file/node';
import { importSheet, type SheetReport } from './import-sheet';
import { SheetLayout } from './layout';
import { openSheet } from './read-sheet';
import { cellsOf } from './rows';
import { columnHelp, ITEMS_DEFAULT, templateColumns, writeTemplate } from './template';
import { writeRows, type SheetFormat } from './write-sheet';

describe.each(SheetLayout.subjects())('the template of %s', (subject) => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-template-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const layout = SheetLayout.of(subject)!;
  const columns = templateColumns(layout, ITEMS_DEFAULT);
  // Making and reading a workbook takes longest; those with lists and with few columns stand for all.
  const formats: readonly SheetFormat[] = ['promotion', 'competency'].includes(subject) ? ['csv', 'xlsx'] : ['csv'];
  const headings = columns.map(({ heading }) => heading);
  const help = columnHelp(layout, columns);

  it('explains every column: meaning, need, form and example', () => {
    for (const { heading, meaning, required, form } of help) {
      expect([heading, meaning, required].filter((text) => text.length === 0)).toEqual([]);
      expect([heading, form]).toEqual([heading, expect.stringMatching(/.+ \/ .+/)]);
    }
    const shown = help.filter(({ example }) => example !== null).map(({ heading }) => heading);
    expect(shown).toEqual(expect.arrayContaining(['effectiveAt']));
    expect(shown.some((heading) => heading.startsWith('content.'))).toBe(true);
  });

  it.each(formats)('is a %s with the headings first and no row', async (format) => {
    const file = join(folder, `template.${format}`);
    await writeTemplate(file, format, layout, { items: ITEMS_DEFAULT, delimiter: ';' });
    const rows: (readonly unknown[])[] = [];
    for await (const { cells } of (await openSheet(file)).rows) rows.push(cells);
    expect(rows).toEqual([headings]);
    if (format === 'csv') {
      const text = readFileSync(file, 'utf8');
      for (const heading of headings) expect(text).toContain(`# ${heading}: `);
    } else {
      const [, explained] = await readWorkbook(file);
      expect(explained!.data.slice(1, headings.length + 1).map(([heading]) => heading)).toEqual(headings);
    }
  });

  it.each(formats)('takes the example of the contract as a row of %s', async (format) => {
    const file = join(folder, `example.${format}`);
    const { example } = layout.record;
    async function* rows() {
      yield headings;
      yield cellsOf(example, columns);
    }
    await writeRows(file, rows(), { format, delimiter: ',', name: subject });
    const signal = new AbortController().signal;
    const report = await importSheet(file, {
      layout,
      source: '/agencies/5500/sheet',
      client: null,
      output: { json: true },
      signal,
    });
    expect(report).toMatchObject({ rows: 1, valid: 1, rejected: 0, rejectsFile: null } satisfies Partial<SheetReport>);
  });
});
