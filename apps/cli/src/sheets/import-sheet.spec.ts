import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { importSheet } from './import-sheet';
import { SheetLayout } from './layout';
import { writeXlsx } from './write-sheet';

const HEADINGS = 'identifier.kind,identifier.number,recordId,effectiveAt,content.kind,content.golongan';
const ROW = 'nip,199408172018032901,KP-1,2022-04-01,101,32';

/** What a dry run makes of a sheet; what a service does with it, `test/e2e/sheets.spec.ts` says. */
describe('importSheet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-import-sheet-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'sheet.csv');
  const rejects = `${file}.rejects.csv`;

  const judge = (path = file, subject = 'promotion') =>
    importSheet(path, {
      layout: SheetLayout.of(subject)!,
      source: '/agencies/5500/sheet',
      client: null,
      output: { json: true },
      signal: new AbortController().signal,
    });
  const sheet = (...lines: string[]) => {
    writeFileSync(file, lines.join('\n'));
    return judge();
  };
  const refused = () =>
    readFileSync(rejects, 'utf8')
      .replace(/^\uFEFF/, '')
      .split('\r\n')
      .slice(0, -1);
  const reasons = (line: string | undefined) =>
    [...line!.matchAll(/([A-Z]+\d+|row \d+) ?([\w.]*): .*?\[([\w-]+)\]/g)].map(([, at, heading, code]) => [
      at,
      heading,
      code,
    ]);

  it('finds nothing to mend in good rows, and leaves no rejects file, not even an old one', async () => {
    writeFileSync(rejects, 'of the last time');
    expect(await sheet(HEADINGS, ROW)).toEqual({
      rows: 1,
      valid: 1,
      recorded: 0,
      corrected: 0,
      duplicate: 0,
      flagged: 0,
      rejected: 0,
      rejectsFile: null,
    });
    expect(existsSync(rejects)).toBe(false);
  });

  it('names row, column and heading of every fault, and writes the rows as they came', async () => {
    const rows = ['nip,,KP-2,01/04/2022,,"3,2"', 'nip,1,KP-3,2022-02-30,101,=1+1'];
    const report = await sheet(`${HEADINGS},decree.number`, ROW, '', ...rows);
    expect(report).toMatchObject({ rows: 3, valid: 1, rejected: 2, rejectsFile: rejects });
    const [headings, first, second] = refused();
    expect(headings).toBe(`${HEADINGS},decree.number,why`);
    expect(first).toMatch(/^nip,,KP-2,01\/04\/2022,,"3,2",,"/);
    expect(reasons(refused().slice(1).join(' '))).toEqual(
      expect.arrayContaining([
        ['D4', 'effectiveAt', 'unreadable-cell'],
        ['B4', 'identifier.number', 'missing'],
        ['E4', 'content.kind', 'missing'],
        ['F4', 'content.golongan', 'wrong-form'],
        ['D5', 'effectiveAt', 'wrong-form'],
        ['F5', 'content.golongan', 'wrong-form'],
      ]),
    );
    expect(second ?? '').not.toContain(',=1+1');
  });

  it('tells of a required column that the sheet has not got', async () => {
    await sheet('identifier.kind,identifier.number,effectiveAt', 'nip,199408172018032901,2022-04-01');
    expect(reasons(refused().slice(1).join(' '))).toEqual([
      ['row 2', 'content.kind', 'missing'],
      ['row 2', 'content.golongan', 'missing'],
    ]);
  });

  it('takes the rejects file once it is mended, without its reasons', async () => {
    await sheet(HEADINGS, ROW.replace('2022-04-01', 'April'));
    writeFileSync(file, readFileSync(rejects, 'utf8').replace('April', '1-4-2022'));
    expect(await judge()).toMatchObject({ rows: 1, valid: 1, rejected: 0 });
  });

  it('writes one column of reasons when a rejects file is refused again', async () => {
    await sheet(`${HEADINGS},why`, `${ROW.replace('2022-04-01', 'April')},old reason`);
    const [headings, row] = refused();
    expect(headings).toBe(`${HEADINGS},why`);
    expect(row).not.toContain('old reason');
    expect(reasons(row)).toEqual([['D2', 'effectiveAt', 'unreadable-cell']]);
  });

  it('keeps the cells that a stray delimiter moved, and refuses them until they are mended', async () => {
    await sheet(HEADINGS, ROW.replace('KP-1', 'KP-1,b'));
    const [, row] = refused();
    expect(row!.startsWith('nip,199408172018032901,KP-1,b,2022-04-01,101,')).toBe(true);
    expect(row!.endsWith(',32')).toBe(true);
    expect(reasons(row)).toContainEqual(['G2', '', 'no-heading']);
    writeFileSync(file, readFileSync(rejects));
    expect(await judge()).toMatchObject({ rows: 1, rejected: 1 });
  });

  it('refuses the second row of one record', async () => {
    await sheet(HEADINGS, ROW, ROW.replace('32', '33'));
    expect(reasons(refused()[1])).toEqual([['C3', 'recordId', 'record-twice']]);
  });

  it('refuses a row that was exported from another source', async () => {
    await sheet(
      `${HEADINGS},source`,
      `${ROW},/agencies/5500/simpeg`,
      `${ROW.replace('KP-1', 'KP-2')},/agencies/5500/sheet`,
    );
    expect(reasons(refused().slice(1).join(' '))).toEqual([['G2', 'source', 'other-source']]);
  });

  it('stops at a heading that is no column, before any row', async () => {
    const faulty = sheet(`${HEADINGS},tmt`, ROW);
    await expect(faulty).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/sheet\.csv\n {2}G1 tmt: .*see rekam template promotion.*\[unknown-column\]$/),
    });
    await expect(sheet('# nothing', '')).rejects.toThrow('has no heading row');
  });

  it('refuses rows of a workbook in a workbook, cells as they were', async () => {
    const workbook = join(folder, 'sheet.xlsx');
    const day = new Date('2022-04-01T00:00:00Z');
    const headings = HEADINGS.split(',');
    await writeXlsx(workbook, [
      { name: 'x', rows: [headings, ['nip', '199408172018032901', 'KP-1', day, '101', day]] },
    ]);
    const { rejectsFile, rejected } = await judge(workbook);
    expect([rejectsFile, rejected]).toEqual([`${workbook}.rejects.xlsx`, 1]);
    const [first, row] = await readSheet(rejectsFile!);
    expect(first).toEqual([...headings, 'why']);
    expect(row!.slice(0, -1)).toEqual(['nip', '199408172018032901', 'KP-1', day, '101', day]);
    expect(reasons(String(row!.at(-1)))).toEqual([['F2', 'content.golongan', 'unreadable-cell']]);
  });

  it('keeps the zeros in front of codes', async () => {
    const workbook = join(folder, 'education.xlsx');
    const headings = ['identifier.kind', 'identifier.number', 'effectiveAt', 'content.level', 'content.programme'];
    const row = ['nip', '199408172018032901', '2016-08-27', '05', 'Sekolah Dasar'];
    await writeXlsx(workbook, [{ name: 'x', rows: [headings, row] }]);
    expect(await judge(workbook, 'education')).toMatchObject({ valid: 1, rejected: 0 });
  });
});
