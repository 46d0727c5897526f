import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonData } from '@rekam/contracts';
import { addDays } from '@rekam/domain';
import { readSheet } from 'read-excel-file/node';
import { ServiceClient } from '../../apps/cli/src/client';
import { recordOf, type AskedAxes } from '../../apps/cli/src/sheets/agency';
import { drhOf } from '../../apps/cli/src/sheets/drh';
import { DRH_SECTIONS } from '../../apps/cli/src/sheets/drh-sections';
import { dukOf } from '../../apps/cli/src/sheets/duk';
import { exportSheet } from '../../apps/cli/src/sheets/export-sheet';
import { importSheet, type SheetReport } from '../../apps/cli/src/sheets/import-sheet';
import { SheetLayout } from '../../apps/cli/src/sheets/layout';
import { printHtml } from '../../apps/cli/src/sheets/print-html';
import { cellsOf, itemCounts } from '../../apps/cli/src/sheets/rows';
import { ITEMS_DEFAULT } from '../../apps/cli/src/sheets/template';
import { writeRows, type SheetFormat } from '../../apps/cli/src/sheets/write-sheet';
import { programOf } from '../programs';
import { AUDITOR, OPERATOR, Service } from './service';

const SOURCE = '/agencies/5500/sheet';
const MARKUP = `Rina <script>alert("1")</script> & Wulandari`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('sheets', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'rekam-e2e-sheets-'));
  const path = (name: string): string => join(scratch, name);
  const { signal } = new AbortController();
  let service: Service;
  let client: ServiceClient;
  let reading: ServiceClient;

  beforeAll(async () => {
    service = await Service.start();
    client = new ServiceClient(service.url, () => service.token(OPERATOR), signal);
    reading = new ServiceClient(service.url, () => service.token(AUDITOR), signal);
  }, 60_000);
  afterAll(async () => {
    await service.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  function cli(...argv: string[]): Promise<Ended> {
    const child = spawn(process.execPath, [...programOf('cli'), '--data', service.folder, ...argv], {
      cwd: scratch,
      env: { PATH: process.env['PATH'] },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    return new Promise((done, failed) => {
      child.once('error', failed);
      child.once('close', (code) => done({ code, stdout, stderr }));
    });
  }

  const layoutOf = (subject: string): SheetLayout => SheetLayout.of(subject)!;

  /** A sheet of statements, in the columns of the template and what else they need. */
  async function sheetOf(file: string, subject: string, statements: readonly JsonData[]): Promise<string> {
    const layout = layoutOf(subject);
    const counts = new Map<string, number>();
    for (const statement of statements) itemCounts(statement, counts);
    const columns = layout.columns(
      (list) => counts.get(list) ?? ITEMS_DEFAULT,
      (name) => statements.some((statement) => name in statement),
    );
    async function* rows() {
      yield columns.map(({ heading }) => heading);
      for (const statement of statements) yield cellsOf(statement, columns);
    }
    const format = file.endsWith('.csv') ? 'csv' : 'xlsx';
    await writeRows(file, rows(), { format, delimiter: ';', name: subject });
    return file;
  }
  const imported = (file: string, subject: string): Promise<SheetReport> =>
    importSheet(file, { layout: layoutOf(subject), source: SOURCE, client, output: { json: true }, signal });
  async function caughtUp(): Promise<void> {
    await reading.get(`/v1/agencies/5500/overview?at-least=${await service.head()}`);
  }

  async function exported(
    subject: string,
    format: SheetFormat,
    agency = '5500',
    file = path(`exported-${subject}.${format}`),
  ): Promise<string> {
    await caughtUp();
    await exportSheet(file, {
      layout: layoutOf(subject),
      agency,
      source: SOURCE,
      axes: {},
      format,
      delimiter: ',',
      reading,
      onPerson: () => undefined,
      signal,
    });
    return file;
  }

  const exampleOf = (subject: string): JsonData => layoutOf(subject).record.example;
  const NOTHING: SheetReport = {
    rows: 0,
    valid: 0,
    recorded: 0,
    corrected: 0,
    duplicate: 0,
    flagged: 0,
    rejected: 0,
    rejectsFile: null,
  };

  describe('every subject', () => {
    /** Somebody else whom some examples are about, appointed by what the number says. */
    const budi = (): JsonData => {
      const { number } = exampleOf('discipline')['identifier'] as { number: string };
      const on = (digits: string) => `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
      return {
        recordId: 'CPNS-2005-902',
        effectiveAt: on(`${number.slice(8, 14)}01`),
        content: {
          kind: 'CPNS',
          agency: '5500',
          golongan: '31',
          name: 'Budi Santoso',
          birthDate: on(number),
          number,
        },
      };
    };

    const others = SheetLayout.subjects().filter((subject) => subject !== 'appointment');

    beforeAll(async () => {
      const opened = await sheetOf(path('appointment.csv'), 'appointment', [exampleOf('appointment'), budi()]);
      expect(await imported(opened, 'appointment')).toMatchObject({ recorded: 2, rejected: 0 });
      for (const subject of others) {
        const file = await sheetOf(path(`${subject}.csv`), subject, [exampleOf(subject)]);
        expect([subject, await imported(file, subject)]).toMatchObject([subject, { recorded: 1, rejected: 0 }]);
      }
    }, 60_000);

    it('is exported as it was imported, and imported again without a change', async () => {
      for (const subject of ['appointment', ...others]) {
        const rows = subject === 'appointment' ? 2 : 1;
        const again = await imported(await exported(subject, 'csv'), subject);
        expect([subject, again]).toEqual([
          subject,
          { ...NOTHING, rows, valid: rows, duplicate: rows, flagged: again.flagged },
        ]);
      }
      for (const subject of ['competency', 'promotion']) {
        const again = await imported(await exported(subject, 'xlsx'), subject);
        expect([subject, again]).toMatchObject([subject, { rows: 1, duplicate: 1, corrected: 0, rejected: 0 }]);
      }
    }, 60_000);

    const personOf = async (subject: string): Promise<string> =>
      (await client.post<{ person: string }>('/v1/persons/resolve', { identifier: exampleOf(subject)['identifier'] }))
        .person;

    it('has its chapter in a career sheet; the grounds of a sanction have none', async () => {
      await caughtUp();
      const pages: string[] = [];
      for (const subject of ['promotion', 'discipline']) {
        pages.push(printHtml(drhOf((await recordOf(await personOf(subject), {}, reading))!)));
      }
      const subjects = SheetLayout.subjects();
      const titles = DRH_SECTIONS.filter(({ subject }) => subjects.includes(subject)).map(({ title }) => title);
      for (const title of titles) expect(pages.join('')).toContain(`<h2>${title}</h2>`);
      // An act that no chapter was written for yet is shown among the others.
      expect(pages.join('').includes('Lain-lain')).toBe(titles.length < subjects.length);
      const { grounds } = exampleOf('discipline')['content'] as { grounds: { text: string } };
      expect(pages[1]).toContain('Pemotongan tunjangan kinerja 25% selama 6 bulan');
      expect(pages[1]).not.toContain(grounds.text.slice(0, 20));
    });

    it('counts in the rank list: who has left is in it for as long as the service lasted', async () => {
      const listed = async (axes: AskedAxes) => {
        const list = await dukOf({ agency: '5500', axes, reading, onPerson: () => undefined, signal });
        return list!.tables[0]!.rows.map(([, name]) => name);
      };
      const left = exampleOf('exit')['effectiveAt'] as string;
      expect(await listed({})).toEqual(['Siti Rahmawati, S.Pd.']);
      expect(new Set(await listed({ on: addDays(left, -1) }))).toEqual(
        new Set(['Budi Santoso', 'Siti Rahmawati, S.Pd.']),
      );
      expect(await listed({ on: left })).toEqual(['Siti Rahmawati, S.Pd.']);
      await expect(listed({ known: '999999' })).rejects.toThrow(/knownAt lies in the future/);
    });
  });

  it('keeps documents, what was sent beyond the contract, and facts without a record of the source', async () => {
    const { recordId: _recordId, ...training } = exampleOf('training');
    const sha256 = 'ab'.repeat(32);
    const nameless = {
      ...training,
      identifier: { kind: 'nip', number: '199408172018032961' },
      documents: [
        { sha256, size: 10, type: 'application/pdf', uri: 'https://a.example/1.pdf' },
        { sha256, size: 20, type: 'image/png', uri: 'https://a.example/2.png' },
      ],
      ext: { 'kode lama': '007', nested: { list: [1, null] } },
    };
    const { person: _person, content, ...opening } = exampleOf('appointment');
    const number = nameless.identifier.number;
    const somebody = {
      ...opening,
      recordId: 'CPNS-961',
      content: { ...(content as JsonData), agency: '5502', number },
    };
    await imported(await sheetOf(path('somebody.csv'), 'appointment', [somebody]), 'appointment');
    const file = await sheetOf(path('nameless.csv'), 'training', [nameless]);
    expect(await imported(file, 'training')).toMatchObject({ recorded: 1, rejected: 0 });
    expect(await imported(file, 'training')).toMatchObject({ duplicate: 1 });
    const again = await exported('training', 'csv', '5502');
    expect(readFileSync(again, 'utf8')).toContain('application/pdf');
    expect(await imported(again, 'training')).toMatchObject({ rows: 1, duplicate: 1, rejected: 0 });
    writeFileSync(again, readFileSync(again, 'utf8').replace('image/png', 'image/jpeg'));
    expect(await imported(again, 'training')).toMatchObject({ rows: 1, corrected: 1, rejected: 0 });
  });

  describe('a sheet of one agency', () => {
    const person = (sequence: string, golongan: string, name: string): JsonData => ({
      recordId: `CPNS-${sequence}`,
      effectiveAt: '2018-03-01',
      content: {
        kind: 'CPNS',
        agency: '5501',
        golongan,
        name,
        birthDate: '1994-08-17',
        number: `199408172018032${sequence}`,
      },
    });
    const promotion = (sequence: string, golongan: string, number = `800/${sequence}`): JsonData => ({
      identifier: { kind: 'nip', number: `199408172018032${sequence}` },
      recordId: `KP-${sequence}`,
      effectiveAt: '2022-04-01',
      decree: { number, date: '2022-03-01' },
      content: { kind: '101', golongan },
    });

    beforeAll(async () => {
      const people = [
        person('951', '31', MARKUP),
        person('952', '32', 'Ayu Contoh'),
        person('953', '31', 'Dewi Contoh'),
        person('954', '21', 'Eka Contoh'),
      ];
      await imported(await sheetOf(path('people.xlsx'), 'appointment', people), 'appointment');
      const promotions = [promotion('951', '32'), promotion('952', '33'), promotion('953', '32')];
      await imported(await sheetOf(path('promotions.csv'), 'promotion', promotions), 'promotion');
    });

    it('corrects what was changed, and takes back what a sheet says as it once said', async () => {
      const file = path('promotion.csv');
      const reports: SheetReport[] = [];
      for (const number of ['800/A', '800/A', '800/B', '800/A']) {
        reports.push(
          await imported(
            await sheetOf(file, 'promotion', [{ ...promotion('954', '22', number), recordId: 'KP-954-II-b' }]),
            'promotion',
          ),
        );
      }
      const one = { ...NOTHING, rows: 1, valid: 1 };
      expect(reports).toEqual([
        { ...one, recorded: 1 },
        { ...one, duplicate: 1 },
        { ...one, corrected: 1 },
        { ...one, corrected: 1 },
      ]);
    });

    it('says which cell the service refused, and takes the rejects file once it is mended', async () => {
      const later = { recordId: 'KP-954-II-c', effectiveAt: '2026-04-01' };
      const unknown = { ...promotion('959', '24'), recordId: 'KP-954-II-d', effectiveAt: '2026-08-01' };
      const file = await sheetOf(path('refused.csv'), 'promotion', [{ ...promotion('954', '49'), ...later }, unknown]);
      const argv = ['import', 'sheet', file, '--subject', 'promotion', '--source', SOURCE, '--json'];
      const { code, stdout, stderr } = await cli(...argv);
      const rejectsFile = `${file}.rejects.csv`;
      expect([code, JSON.parse(stdout)]).toEqual([3, { ...NOTHING, rows: 2, valid: 2, rejected: 2, rejectsFile }]);
      expect(stderr).toContain(`Refused rows and their reasons: ${rejectsFile}`);
      const refused = readFileSync(rejectsFile, 'utf8');
      expect(refused).toMatch(/N2 content\.golongan: Golongan 49 tidak ada.* \[unknown-rank\]/);
      expect(refused).toMatch(/B3 identifier: .*\[unknown-person\]/);
      const mended = refused.replace(';49;', ';23;').replace('199408172018032959', '199408172018032954');
      writeFileSync(rejectsFile, mended);
      const again = await cli('import', 'sheet', rejectsFile, '--subject', 'promotion', '--source', SOURCE, '--json');
      expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { ...NOTHING, rows: 2, valid: 2, recorded: 2 }]);
    }, 30_000);

    it('prints a career sheet in which a name stays a name', async () => {
      const [html, xlsx] = [path('drh.html'), path('drh.xlsx')];
      await caughtUp();
      const ended = await Promise.all([html, xlsx].map((out) => cli('drh', '19940817 201803 2 951', '--out', out)));
      expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      const page = readFileSync(html, 'utf8');
      expect(page).not.toContain('<script');
      expect(page).toContain('Rina &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; Wulandari');
      expect(page).toMatch(
        /<h2>Riwayat pangkat<\/h2>[\s\S]*<td>III\/b Penata Muda Tingkat I<\/td>[\s\S]*<td>01-04-2022<\/td><td>800\/951<\/td>/,
      );
      expect(page).toMatch(/diketahui per \d+; posisi log \d+\./);
      const cells = (await readSheet(xlsx)).flat();
      expect(cells).toEqual(expect.arrayContaining([MARKUP, '800/951', new Date('2022-04-01T00:00:00Z')]));
    }, 30_000);

    it('prints the rank list in its order, as of a day too', async () => {
      await caughtUp();
      const names = async (...more: string[]): Promise<readonly (readonly unknown[])[]> => {
        const out = path('duk.xlsx');
        const { code, stderr } = await cli('duk', '--agency', '5501', '--out', out, '--json', ...more);
        expect([code, stderr]).toEqual([0, '']);
        const rows = await readSheet(out);
        return rows.filter(([place]) => typeof place === 'number').map(([, name, , , rank]) => [name, rank]);
      };
      const now = await names();
      expect(now[0]).toEqual(['Ayu Contoh', 'III/c Penata']);
      expect(now.slice(1, 3).map((row) => row[1])).toEqual([
        'III/b Penata Muda Tingkat I',
        'III/b Penata Muda Tingkat I',
      ]);
      expect(now).toHaveLength(4);
      expect((await names('--on', '2021-12-31')).map((row) => row[1])).toEqual([
        'III/b Penata Muda Tingkat I',
        'III/a Penata Muda',
        'III/a Penata Muda',
        'II/a Pengatur Muda',
      ]);
    }, 30_000);
  });

  it('ends a wrong command line with 2, and a list of nobody with 3', async () => {
    const sheet = path('promotion.csv');
    const wrong = [
      [['template', 'holiday'], 2, 'There is no sheet of holiday. Subjects: appointment, promotion'],
      [['import', 'sheet', sheet, '--subject', 'promotion', '--source', 'x'], 2, 'x is no source'],
      [['import', 'sheet', path('none.csv'), '--subject', 'promotion', '--source', SOURCE], 2, 'Cannot read'],
      [
        ['export', 'sheet', '--subject', 'promotion', '--agency', 'x', '--out', 'y.csv'],
        2,
        'x is no code of an agency',
      ],
      [['duk', '--agency', '5509', '--out', path('none.html')], 3, 'knows no civil servant of 5509'],
      [['drh', '199001012020011999', '--out', path('none.html')], 3, 'No person is known'],
    ] as const;
    const ended = await Promise.all(wrong.map(([argv]) => cli(...argv)));
    expect(ended.map(({ code, stdout, stderr }) => [code, stdout, stderr])).toEqual(
      wrong.map(([, code, sentence]) => [code, '', expect.stringContaining(sentence)]),
    );
  }, 60_000);

  it('exports the headings alone where there is no fact, and says in a sentence where it cannot write', async () => {
    const ofNobody = readFileSync(await exported('salary-step', 'csv', '5509', path('nobody.csv')), 'utf8');
    expect(ofNobody.split('\r\n')).toEqual([expect.stringContaining('content.golongan'), '']);
    const nowhere = join(path('no-folder'), 'x.csv');
    await expect(exported('appointment', 'csv', '5500', nowhere)).rejects.toThrow(`Cannot write ${nowhere}`);
    await expect(exported('appointment', 'csv', '5509', nowhere)).rejects.toThrow(`Cannot write ${nowhere}: ENOENT`);
  }, 60_000);

  it('writes a template without any service', async () => {
    const out = path('template.xlsx');
    const { code, stdout } = await cli('template', 'placement', '--out', out, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { file: out }]);
    expect((await readSheet(out))[0]).toEqual(expect.arrayContaining(['effectiveAt', 'content.selection.date']));
  });
});
