import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, asyncProperty, array, constantFrom, oneof, property, string } from 'fast-check';
import { readSheet } from 'read-excel-file/node';
import type { Cell } from './cells';
import { openSheet } from './read-sheet';
import { plainText, safeText, writeCsv, writeRows, writeXlsx } from './write-sheet';

describe('write-sheet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-write-sheet-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'sheet.csv');

  const awkward = oneof(
    string({ unit: 'grapheme' }),
    string({ unit: constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';', '#', 'a', ' ') }),
  );

  it('never writes what a spreadsheet would run, and reads back what was meant', () => {
    assert(
      property(awkward, (text) => {
        expect(safeText(text)).not.toMatch(/^[=+\-@\t\r]/);
        expect(plainText(safeText(text))).toBe(text);
      }),
    );
  });

  it('writes CSV that reads back cell by cell', async () => {
    const row = array(awkward, { minLength: 2, maxLength: 4 });
    await assert(
      asyncProperty(array(row, { minLength: 1, maxLength: 5 }), constantFrom(',', ';'), async (rows, delimiter) => {
        // A reader skips what is blank and comments, and knows the delimiter by the heading row.
        const cells = rows.map((each) => ['x', ...each]);
        await writeCsv(file, [['a', 'b', 'c'], ...cells], delimiter);
        const found: (readonly Cell[])[] = [];
        for await (const each of (await openSheet(file)).rows) found.push(each.cells);
        expect(found.slice(1)).toEqual(cells);
      }),
      { numRuns: 60 },
    );
  });

  it('writes formulas as text cells of a workbook', async () => {
    const workbook = join(folder, 'sheet.xlsx');
    const texts = ['=1+1', '+1', '-1', '@x', "'=1", '<b>&amp;</b>', 'two\nlines'];
    await writeXlsx(workbook, [{ name: 'x', rows: [texts] }]);
    expect(await readSheet(workbook, 1, { trim: false })).toEqual([texts]);
  });

  it('writes the mark by which spreadsheets know UTF-8', async () => {
    await writeCsv(file, [['é']], ',');
    expect(readFileSync(file)).toEqual(Buffer.from('\uFEFFé\r\n'));
  });

  it('leaves the file as it was when the rows fail halfway, and nothing beside it', async () => {
    writeFileSync(file, 'before');
    async function* failing(): AsyncGenerator<readonly Cell[]> {
      for (let row = 0; row < 5_000; row++) yield ['x'.repeat(100)];
      throw new Error('the service is gone');
    }
    const kind = { delimiter: ',', name: 'x' } as const;
    await expect(writeRows(file, failing(), { ...kind, format: 'csv' })).rejects.toThrow('the service is gone');
    const workbook = join(folder, 'half.xlsx');
    await expect(writeRows(workbook, failing(), { ...kind, format: 'xlsx' })).rejects.toThrow('the service is gone');
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(existsSync(workbook)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is for its owner alone, for persons are in it', async () => {
    const workbook = join(folder, 'own.xlsx');
    await writeCsv(file, [['a']], ',');
    await writeXlsx(workbook, [{ name: 'own', rows: [['a']] }]);
    expect([file, workbook].map((each) => statSync(each).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('says in a sentence where it cannot write', async () =>
    expect(writeCsv(join(folder, 'none/x.csv'), [['a']], ',')).rejects.toThrow(/^Cannot write .*none\/x\.csv: ENOENT/));

  it('refuses a cell that would damage a workbook', async () =>
    expect(writeXlsx(join(folder, 'y.xlsx'), [{ name: 'y', rows: [['x'.repeat(32_768)]] }])).rejects.toThrow(
      /y has a text longer than a workbook's cell may be: use csv/,
    ));
});
