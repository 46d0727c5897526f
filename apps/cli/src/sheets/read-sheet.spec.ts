import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import writeXlsxFile from 'write-excel-file/node';
import type { Cell } from './cells';
import { openSheet } from './read-sheet';
import { writeXlsx, XLSX_ROWS_MAX } from './write-sheet';

describe('openSheet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-read-sheet-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);

  function csv(content: string | Buffer): string {
    const file = path('sheet.csv');
    writeFileSync(file, content);
    return file;
  }
  async function read(file: string): Promise<readonly (readonly [number, readonly Cell[]])[]> {
    const rows: [number, readonly Cell[]][] = [];
    for await (const { row, cells } of (await openSheet(file)).rows) rows.push([row, cells]);
    return rows;
  }

  it.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons, as an Indonesian spreadsheet writes', 'a;b\r\n1;2\r\n'],
    ['a byte order mark', '\uFEFFa,b\r\n1,2\r\n'],
    ['quotes', '"a","b"\n"1","2"\n'],
    ['old line ends', 'a,b\r1,2\r'],
    ['no line end at the end', 'a,b\n1,2'],
  ])('reads CSV with %s', async (_, content) =>
    expect(await read(csv(content))).toEqual([
      [1, ['a', 'b']],
      [2, ['1', '2']],
    ]),
  );

  it('reads cells with delimiters, quotes and line ends in them, and numbers rows as a spreadsheet does', async () => {
    const content = '# x, "y"\n\na;b\n"1;2";"say ""no"""\n;\n"two\nlines";3\n';
    expect(await read(csv(content))).toEqual([
      [3, ['a', 'b']],
      [4, ['1;2', 'say "no"']],
      [6, ['two\nlines', '3']],
    ]);
  });

  it('passes over the hint that names the delimiter, and tells what it was', async () => {
    const file = csv('sep=;\na;b,c\n1;2\n');
    expect((await read(file)).map(([row]) => row)).toEqual([2, 3]);
    expect((await openSheet(file)).delimiter).toBe(';');
  });

  it('takes formulas for text, with or without the quote that kept them from running', async () =>
    expect(await read(csv(`a,b,c\n=1+1,'=1+1,'tis\n`))).toEqual([
      [1, ['a', 'b', 'c']],
      [2, ['=1+1', '=1+1', "'tis"]],
    ]));

  it('says where a CSV is none', async () =>
    expect(read(csv('a,b\n1,2\n"3,4\n'))).rejects.toThrow(/sheet\.csv, row 3: this is no CSV\./));

  it('refuses another encoding than UTF-8 rather than record nonsense', async () =>
    expect(read(csv(Buffer.from('nama\nAndr\xe9\n', 'latin1')))).rejects.toThrow(/not UTF-8: save it as "CSV UTF-8"/));

  it('reads a long CSV in pieces, whatever falls on their borders', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `${n},"ü${n}\n"`);
    const found = await read(csv(['a,b', ...rows].join('\r\n')));
    expect(found).toHaveLength(20_001);
    expect(found.at(-1)).toEqual([20_001, ['19999', 'ü19999\n']]);
  });

  it('reads the first sheet of a workbook, each cell as what it is', async () => {
    const file = path('sheet.xlsx');
    const day = new Date('2022-04-01T00:00:00Z');
    await writeXlsx(file, [
      { name: 'one', rows: [['a', 'b', 'c', 'd', 'e'], [], ['05', 5, true, day, null], ['# no', 1]] },
      { name: 'two', rows: [['z']] },
    ]);
    expect(await read(file)).toEqual([
      [1, ['a', 'b', 'c', 'd', 'e']],
      [3, ['05', 5, true, day, null]],
    ]);
  });

  it('takes a formula of a workbook for its last value', async () => {
    const file = path('formula.xlsx');
    await writeXlsxFile([[{ value: 'a', type: String }], [{ value: '=1+1', type: String }]]).toFile(file);
    expect(await read(file)).toEqual([
      [1, ['a']],
      [2, ['=1+1']],
    ]);
  });

  it('refuses what is no workbook, is not there, or is of another kind', async () => {
    const file = path('text.xlsx');
    writeFileSync(file, 'this is text, and long enough to hold the end of a zip file');
    await expect(openSheet(file)).rejects.toThrow(/is no workbook/);
    await expect(openSheet(path('missing.csv'))).rejects.toThrow(/^Cannot read .*missing\.csv/);
    await expect(openSheet(path('sheet.ods'))).rejects.toThrow(/no \.csv and no \.xlsx/);
    writeFileSync(file, Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)]));
    await expect(openSheet(file)).rejects.toThrow(/is no workbook/);
  });

  it('refuses a workbook with more rows than memory is meant for', async () => {
    const file = path('long.xlsx');
    const rows = Array.from({ length: XLSX_ROWS_MAX + 1 }, (_, n) => [n]);
    await writeXlsxFile(rows.map((row) => row.map((value) => ({ value, type: Number })))).toFile(file);
    await expect(openSheet(file)).rejects.toThrow(/has 50001 rows, a workbook here at most 50000: split it/);
  });

  it('refuses a small workbook that says it unpacks to more than memory', async () => {
    const file = path('bomb.xlsx');
    await writeXlsx(file, [{ name: 'x', rows: [['a']] }]);
    const bytes = readFileSync(file);
    const entry = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    bytes.writeUInt32LE(200 * 1024 * 1024, entry + 24);
    writeFileSync(file, bytes);
    await expect(openSheet(file)).rejects.toThrow(/unpacks to 2\d{8} bytes, a workbook here to 104857600 at most/);
  });
});
