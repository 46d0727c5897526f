import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DatabaseSync } from 'node:sqlite';
import { openApiDocument, type Problem } from '@rekam/contracts';
import type { Uuid } from '@rekam/domain';
import type { Caller, LocalClaims } from '@rekam/runtime';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { FastifyReply } from 'fastify';
import { TRAIL_FILE } from '../access-trail/sqlite-access-table';
import { READER_ROUTES } from '../routes';
import { READER_SCHEMAS } from '../schemas';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { act, course, leaving, movedTo, placedIn, promotedTo, stepTo } from '../testing/live-acts';
import { RunningReader } from '../testing/running-reader';
import type { LateAct, LateActsSummary } from './late-acts';
import type { OddAct, OddActsSummary } from './odd-acts';
import { ReportsController } from './reports.controller';
import type { EmployedPerson, StateSummary } from './state-report';

const [SITI, BUDI, DEWI, TINI] = ['Siti', 'Budi', 'Dewi', 'Tini'].map(idOf) as [Uuid, Uuid, Uuid, Uuid];
const NAMES = new Map([
  [SITI, 'Siti'],
  [BUDI, 'Budi'],
  [DEWI, 'Dewi'],
  [TINI, 'Tini'],
]);
const BKN = '4011';
const WATI = idOf('Wati');

/** A report as it came: the lines by what they hold. */
interface Made<Line, Summary> {
  readonly report: Readonly<Record<string, unknown>>;
  readonly lines: readonly Line[];
  readonly progress: readonly { readonly persons: number; readonly of: number }[];
  readonly summary: Summary;
  readonly failed: Problem | undefined;
}

describe('reports', () => {
  let reader: RunningReader;
  let officer: string;

  /**
   * December 2025: the past is imported. January to April 2026: both agencies record what happens, some of it late.
   * The last day is told in UTC, where it is still March.
   */
  beforeAll(async () => {
    reader = await RunningReader.start('sqlite');
    const { ledger } = reader;
    const at = (instant: string) => (reader.now = Date.parse(instant));
    at('2025-12-01T01:00:00Z');
    await ledger.appoint(SITI, 'Siti Rahmawati');
    await ledger.appoint(BUDI, 'Budi Santoso', { number: '198903142012011002' });
    await ledger.appoint(DEWI, 'Dewi Lestari', { number: '198903142012011003' });
    await ledger.appoint(TINI, 'Tini Kartika', { number: '198903142012011004', agency: PROVINCE });
    const late = { number: 'SEL-1', date: '2025-07-01' };
    await act(ledger, 'placement', SITI, {
      id: 'post',
      at: '2025-06-01',
      content: placedIn('Kepala Bidang', { selection: late }),
      by: 'import',
    });

    at('2026-01-10T02:00:00Z');
    const promotion = { id: 'siti-32', at: '2025-12-01', decreeDate: '2026-01-08', content: promotedTo('32') };
    await act(ledger, 'promotion', SITI, promotion);
    await act(ledger, 'training', BUDI, { id: 'course', at: '2026-01-05', content: course('Arsip') });
    await act(ledger, 'training', BUDI, { id: 'twice', at: '2026-01-06', content: course('Arsip lagi') });

    at('2026-02-20T02:00:00Z');
    await act(ledger, 'salary-step', BUDI, { id: 'step', at: '2025-10-01', content: stepTo(3_000_000) });
    await act(ledger, 'promotion', DEWI, { id: 'dewi-32', at: '2025-12-01', content: promotedTo('32') });

    at('2026-03-31T18:00:00Z');
    await act(ledger, 'transfer', DEWI, { id: 'moved', at: '2026-02-01', content: movedTo(PROVINCE), by: BKN });
    await act(ledger, 'promotion', SITI, { ...promotion, decreeDate: '2026-01-09', kind: 'correct' });
    await act(ledger, 'salary-step', BUDI, {
      id: 'step',
      at: '2025-10-01',
      content: stepTo(3_100_000),
      kind: 'correct',
    });
    await ledger.send(
      {
        kind: 'annul',
        subject: 'training',
        stream: `career-${BUDI}`,
        person: BUDI,
        fact: idOf('live twice'),
        reason: 'recorded twice',
        decree: null,
        replacesEdition: null,
      },
      { channel: 'http', role: 'agency', agency: CITY, source: `/agencies/${CITY}/simpeg` },
    );
    await act(ledger, 'exit', BUDI, { id: 'left', at: '2026-01-01', content: leaving('1') });
    await act(ledger, 'training', BUDI, { id: 'after', at: '2026-02-01', content: course('Purna'), by: 'import' });
    await ledger.openDay('2026-04-01');
    reader.now = Date.now();
    await reader.caughtUp();
    officer = await reader.token({ sub: 'clerk', role: 'officer', agency: CITY });
  });
  afterAll(() => reader.stop());

  async function made<Line, Summary>(
    name: string,
    body: unknown,
    { token = officer, agency = CITY, purpose }: { token?: string; agency?: string; purpose?: string } = {},
  ): Promise<Made<Line, Summary>> {
    const response = await fetch(`${reader.url}/v1/agencies/${agency}/reports/${name}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(purpose !== undefined && { 'x-purpose': purpose }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text}`);
    const lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const all = (key: string) => lines.filter((line) => key in line).map((line) => line[key]);
    return {
      report: all('report')[0] as Record<string, unknown>,
      lines: [...all('act'), ...all('employed')] as Line[],
      progress: lines.filter((line) => 'persons' in line) as never,
      summary: all('summary')[0] as Summary,
      failed: all('failed')[0] as Problem | undefined,
    };
  }
  const late = (body: unknown = {}, asked = {}) => made<LateAct['act'], LateActsSummary>('late-acts', body, asked);
  const odd = (body: unknown = {}, asked = {}) => made<OddAct['act'], OddActsSummary>('odd-acts', body, asked);
  const state = (body: unknown = {}, asked = {}) => made<EmployedPerson, StateSummary>('state', body, asked);
  const refusalOf = async (name: string, body: unknown, token = officer, agency = CITY) => {
    const { status, body: answer } = await reader.post<Problem>(`/v1/agencies/${agency}/reports/${name}`, token, body);
    return [status, answer.type, answer.errors?.[0]?.field];
  };
  const told = (lines: readonly LateAct['act'][]) =>
    lines.map(({ person, subject, delayDays }) => `${NAMES.get(person)} ${subject} ${delayDays}`).toSorted();
  const oddities = (lines: readonly OddAct['act'][]) =>
    lines.map(({ person, subject, oddity }) => `${NAMES.get(person)} ${subject} ${oddity.code} ${oddity.foundBy}`);
  const employed = (lines: readonly EmployedPerson[]) =>
    lines.map(({ person }) => NAMES.get(person)!).toSorted((a, b) => (a < b ? -1 : 1));

  describe('late acts', () => {
    it('tells of each standing act how long after its day of effect the ledger knew of it', async () => {
      const { report, lines, summary, progress } = await late();
      // 2025-12-01 to 2026-01-10, and so on; the corrected decree of Siti makes her promotion no later.
      expect(told(lines)).toEqual([
        'Budi exit 90',
        'Budi salary-step 182',
        'Budi training 5',
        'Dewi promotion 81',
        'Siti promotion 40',
      ]);
      expect(report).toMatchObject({ name: 'late-acts', agency: CITY, minDays: 0, imports: false });
      expect(lines.find(({ person }) => person === SITI)).toEqual({
        person: SITI,
        name: 'Siti Rahmawati',
        number: '198903142012011001',
        subject: 'promotion',
        payEffect: 'rank',
        fact: idOf('live siti-32'),
        edition: 1,
        effectiveAt: '2025-12-01',
        precision: 'day',
        knownOn: '2026-01-10',
        decree: { number: 'SK-siti-32', date: '2026-01-09' },
        source: `/agencies/${CITY}/simpeg`,
        channel: 'http',
        position: '6',
        delayDays: 40,
      });
      // The correction changed what the act says, so the ledger knew it on the first of April in Jakarta.
      expect(lines.find(({ subject }) => subject === 'salary-step')).toMatchObject({ knownOn: '2026-04-01' });
      expect(summary).toEqual({
        bySubject: [
          {
            subject: 'exit',
            payEffect: 'exit',
            count: 1,
            medianDays: 90,
            maxDays: 90,
            byDelay: classes({ '31-90': 1 }),
          },
          {
            subject: 'promotion',
            payEffect: 'rank',
            count: 2,
            medianDays: 40,
            maxDays: 81,
            byDelay: classes({ '31-90': 2 }),
          },
          {
            subject: 'salary-step',
            payEffect: 'step',
            count: 1,
            medianDays: 182,
            maxDays: 182,
            byDelay: classes({ '91-365': 1 }),
          },
          {
            subject: 'training',
            payEffect: null,
            count: 1,
            medianDays: 5,
            maxDays: 5,
            byDelay: classes({ '0-30': 1 }),
          },
        ],
        byPayEffect: [
          { payEffect: 'exit', count: 1, medianDays: 90, maxDays: 90, byDelay: classes({ '31-90': 1 }) },
          { payEffect: 'rank', count: 2, medianDays: 40, maxDays: 81, byDelay: classes({ '31-90': 2 }) },
          { payEffect: 'step', count: 1, medianDays: 182, maxDays: 182, byDelay: classes({ '91-365': 1 }) },
          { payEffect: null, count: 1, medianDays: 5, maxDays: 5, byDelay: classes({ '0-30': 1 }) },
        ],
        importsLeftOut: 5,
      });
      expect(progress.at(-1)).toEqual({ persons: 3, of: 3 });
    });

    it('gives an act to the agency that employed the person when it took effect', async () => {
      const national = await reader.token({ sub: 'siasn', role: 'agency', agency: BKN });
      const { lines } = await late({}, { token: national, agency: PROVINCE });
      expect(told(lines)).toEqual(['Dewi transfer 59']);
    });

    it('can be asked for a period, for longer delays and with imports', async () => {
      expect(told((await late({ minDays: 81 })).lines)).toEqual([
        'Budi exit 90',
        'Budi salary-step 182',
        'Dewi promotion 81',
      ]);
      expect(told((await late({ from: '2026-04-01' })).lines)).toEqual(['Budi exit 90', 'Budi salary-step 182']);
      expect(told((await late({ to: '2026-01-10' })).lines)).toEqual(['Budi training 5', 'Siti promotion 40']);
      const { lines, summary } = await late({ imports: true, minDays: 365 });
      expect(told(lines)).toEqual(['Budi appointment 5083', 'Dewi appointment 5083', 'Siti appointment 5083']);
      expect(summary.importsLeftOut).toBe(0);
    });
  });

  describe('odd acts', () => {
    it('tells of flags, and of what shows odd by what was learned since', async () => {
      const { lines, summary } = await odd();
      expect(oddities(lines).toSorted()).toEqual([
        'Budi training effective-after-exit flag',
        'Budi training effective-after-exit report',
        'Siti placement selection-after-appointment flag',
      ]);
      const found = lines.find(({ oddity }) => oddity.foundBy === 'report')!;
      expect(found).toMatchObject({ fact: idOf('live course'), effectiveAt: '2026-01-05', knownOn: '2026-01-10' });
      expect(found.oddity).toMatchObject({ field: '/effectiveAt', code: 'effective-after-exit' });
      expect(found.oddity.message.en).toContain('2025-12-31');
      expect(found.oddity.message.id).not.toBe(found.oddity.message.en);
      expect(summary).toEqual({
        byCode: [
          { code: 'effective-after-exit', rule: found.oddity.rule, count: 2, persons: 1 },
          { code: 'selection-after-appointment', rule: 'UU 20/2023; PP 11/2017', count: 1, persons: 1 },
        ],
      });
    });

    it('tells of acts after a death, and not when it was', async () => {
      const { ledger } = reader;
      await ledger.appoint(WATI, 'Wati Utami', { number: '198903142012011005', agency: '5505' });
      const died = { kind: '2', status: null, diedAt: '2026-02-10' };
      await act(ledger, 'exit', WATI, { id: 'died', at: '2026-03-01', content: died, by: 'import' });
      for (const at of ['2026-02-09', '2026-02-11'])
        await act(ledger, 'training', WATI, { id: `course ${at}`, at, content: course(at), by: 'import' });
      await reader.caughtUp();
      const token = await reader.token({ sub: 'clerk-3', role: 'officer', agency: '5505' });
      const { lines } = await odd({}, { token, agency: '5505' });
      expect(lines.map(({ effectiveAt, oddity }) => [effectiveAt, oddity.code])).toEqual([
        ['2026-02-11', 'effective-after-death'],
      ]);
      expect(JSON.stringify(lines)).not.toContain('2026-02-10');
    });

    it('tells of decrees signed long after the day of effect', async () => {
      const { lines } = await odd({ decreeDaysMax: 38, from: '2026-01-01', to: '2026-01-10' });
      expect(oddities(lines)).toContain('Siti promotion decree-long-after-effect report');
      const { oddity } = lines.find(({ person }) => person === SITI)!;
      expect(oddity.message.en).toBe('The decree was signed 39 days after the act took effect.');
      expect(oddities((await odd({ decreeDaysMax: 39 })).lines).join()).not.toContain('decree-long');
    });
  });

  describe('the state of an agency', () => {
    it('on a day, as it was known at its end', async () => {
      const { report, lines, summary } = await state({ validAt: '2025-12-31', knownAt: '2025-12-31' });
      expect(report).toMatchObject({
        name: 'state',
        agency: CITY,
        validAt: '2025-12-31',
        knownAt: '2025-12-31T16:59:59.999999Z',
      });
      expect(employed(lines)).toEqual(['Budi', 'Dewi', 'Siti']);
      expect(lines.find(({ person }) => person === SITI)).toEqual({
        person: SITI,
        name: 'Siti Rahmawati',
        number: '198903142012011001',
        kind: 'CPNS',
        unit: 'Dinas Sosial',
        since: '2012-01-01',
        golongan: 'III/a',
        pangkat: 'Penata Muda',
        rankSince: '2012-01-01',
        post: 'Kepala Bidang',
        postLevel: 'III.a',
        postSince: '2025-06-01',
        appraisalYear: null,
        predicate: null,
        erased: false,
      });
      expect(summary).toMatchObject({ total: 3, byKind: { CPNS: 3 }, byGolongan: { 'III/a': 3 } });
      expect(Object.keys(summary.rules)).toEqual(['identity', 'employment', 'rank', 'post', 'appraisals']);
    });

    it('on the same day as known now, and on a later one', async () => {
      const now = await state({ validAt: '2025-12-31' });
      expect(now.summary).toMatchObject({ total: 3, byGolongan: { 'III/a': 1, 'III/b': 2 } });
      // Budi has left by then, as was learned in April, and Dewi has moved.
      expect(employed((await state({ validAt: '2026-02-01' })).lines)).toEqual(['Siti']);
      const before = await state({ validAt: '2026-02-01', knownAt: '2026-03-31' });
      expect(employed(before.lines)).toEqual(['Budi', 'Dewi', 'Siti']);
      expect(employed((await state()).lines)).toEqual(['Siti']);
      const province = await reader.token({ sub: 'clerk-2', role: 'officer', agency: PROVINCE });
      const there = await state({ validAt: '2026-02-01' }, { token: province, agency: PROVINCE });
      expect(employed(there.lines)).toEqual(['Dewi', 'Tini']);
    });

    it('can be asked for again, by what its first line says', async () => {
      const { report, lines } = await state({ validAt: '2026-02-01' });
      const again = await state({ validAt: report['validAt'], knownAt: report['knownAt'] });
      expect(again.lines).toEqual(lines);
      expect((await state({ validAt: '2026-02-01', knownAt: '0' })).summary).toMatchObject({ total: 0, rules: {} });
    });
  });

  it('answers lines as the document says', async () => {
    const document = openApiDocument({ routes: READER_ROUTES, schemas: READER_SCHEMAS, version: '1.0.0' });
    const ajv = new Ajv2020({ strict: false });
    addFormats(ajv);
    ajv.addSchema(document, 'document');
    for (const [schema, { lines }] of [
      ['LateAct', await late({ imports: true })],
      ['OddAct', await odd()],
      ['EmployedPerson', await state()],
    ] as const) {
      const validate = ajv.getSchema(`document#/components/schemas/${schema}`)!;
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) {
        expect([validate(line), validate.errors]).toEqual([true, null]);
      }
    }
  });

  it('puts everybody it tells of on the access trail, and nobody else', async () => {
    const claims: LocalClaims = { sub: 'inspector', role: 'officer', agency: CITY };
    await late({ minDays: 100 }, { token: await reader.token(claims), purpose: 'pay-audit' });
    const auditor = await reader.token({ sub: 'auditor', role: 'auditor' });
    const read = new Map<string | undefined, unknown>();
    for (const person of NAMES.keys()) {
      const { body } = await reader.get<{ entries: readonly { actor: string; purpose: string }[] }>(
        `/v1/careers/${person}/accesses`,
        auditor,
      );
      const own = body.entries.filter(({ actor }) => actor === reader.actor('inspector'));
      read.set(
        NAMES.get(person),
        own.map(({ purpose }) => purpose),
      );
    }
    expect(Object.fromEntries(read)).toEqual({ Siti: [], Budi: ['pay-audit'], Dewi: [], Tini: [] });
  });

  it('tells nothing when the access trail cannot be written', async () => {
    const token = await reader.token({ sub: 'first-time', role: 'officer', agency: CITY });
    const locked = new DatabaseSync(join(reader.folder, TRAIL_FILE));
    locked.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
    const { lines, failed, summary } = await late({}, { token });
    locked.exec('ROLLBACK');
    locked.close();
    expect([lines, summary]).toEqual([[], undefined]);
    expect(failed).toMatchObject({ type: '/problems/access-trail-unavailable', retryable: true });
  });

  it('is for the agency itself, the national one and auditors', async () => {
    for (const name of ['late-acts', 'odd-acts', 'state']) {
      const other = await reader.token({ sub: 'clerk-2', role: 'officer', agency: PROVINCE });
      expect(await refusalOf(name, {}, other)).toEqual([403, '/problems/outside-jurisdiction', undefined]);
      const others: readonly LocalClaims[] = [
        { sub: SITI, role: 'person', person: SITI },
        { sub: 'wall', role: 'dashboard', agency: CITY },
        { sub: 'operator', role: 'operator' },
        { sub: 'school', role: 'provider', source: '/providers/balai-diklat-contoh' },
      ];
      for (const claims of others) {
        const refusal = await refusalOf(name, {}, await reader.token(claims));
        expect(refusal).toEqual([403, '/problems/role-not-admitted', undefined]);
      }
      const auditor = await reader.token({ sub: 'auditor', role: 'auditor' });
      expect((await made(name, {}, { token: auditor })).failed).toBeUndefined();
    }
  });

  it.each([
    ['late-acts', { from: '2026-02-30' }, '/from'],
    ['late-acts', { from: '2026-02-02', to: '2026-02-01' }, '/to'],
    ['late-acts', { minDays: -1 }, '/minDays'],
    ['late-acts', { minDays: '5' }, '/minDays'],
    ['late-acts', { imports: 1 }, '/imports'],
    ['late-acts', { validAt: '2026-02-01' }, '/validAt'],
    ['odd-acts', { decreeDaysMax: 1.5 }, '/decreeDaysMax'],
    ['odd-acts', [], ''],
    ['state', { validAt: '2025' }, '/validAt'],
    ['state', { knownAt: 7 }, '/knownAt'],
    ['state', { knownAt: 'yesterday' }, '/knownAt'],
  ])('refuses %s of %j, naming %s', async (name, body, field) => {
    expect(await refusalOf(name, body)).toEqual([400, '/problems/invalid-request', field]);
  });

  it.each(['late-acts', 'odd-acts', 'state'])('waits for a position of a receipt: %s', async (name) => {
    const head = await reader.events.head();
    const body = name === 'state' ? { knownAt: '3' } : {};
    expect((await made(`${name}?at-least=${head}`, body)).failed).toBeUndefined();
    expect(await refusalOf(`${name}?at-least=x`, body)).toEqual([400, '/problems/invalid-request', '/at-least']);
    expect(await refusalOf(`${name}?from=1`, body)).toEqual([400, '/problems/invalid-request', '/from']);
  });

  it('refuses what is not known yet', async () => {
    const head = await reader.events.head();
    for (const knownAt of ['2999-12-31', '2999-12-31T00:00:00Z', String(head + 1n)]) {
      expect(await refusalOf('state', { knownAt })).toEqual([400, '/problems/known-at-in-future', '/knownAt']);
    }
  });

  it('makes one report a caller at a time, four together, and has room again when one is given up', async () => {
    const controller = reader.app.get(ReportsController, { strict: false });
    const callerOf = (id: string): Caller => ({
      id,
      issuer: 'rekam-local',
      role: 'officer',
      agency: CITY,
      person: null,
      source: `/agencies/${CITY}/officers`,
    });
    /** Asks for a report of which only the first line is taken. */
    const begin = async (id: string): Promise<Readable> => {
      const raw = new EventEmitter();
      let sent: Readable | null = null;
      const reply = { raw, headers: () => reply, send: (stream: Readable) => (sent = stream) };
      await controller.late(CITY, {}, {}, undefined, callerOf(id), reply as unknown as FastifyReply);
      const stream: Readable = sent!;
      stream.once('close', () => raw.emit('close'));
      await stream[Symbol.asyncIterator]().next();
      return stream;
    };
    const streams = [await begin('a'), await begin('b'), await begin('c')];
    await expect(begin('a')).rejects.toMatchObject({ problem: { type: '/problems/report-running', status: 429 } });
    streams.push(await begin('d'));
    await expect(begin('e')).rejects.toMatchObject({ problem: { type: '/problems/reports-exhausted', status: 503 } });
    const closed = new Promise((resolve) => streams[0]!.once('close', resolve));
    streams[0]!.destroy();
    await closed;
    streams.push(await begin('e'));
    for (const stream of streams) stream.destroy();
  });
});

const classes = (counts: Readonly<Record<string, number>>) => ({
  '0-30': 0,
  '31-90': 0,
  '91-365': 0,
  '366-730': 0,
  'over-730': 0,
  ...counts,
});
