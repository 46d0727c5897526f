import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Problem } from '@rekam/contracts';
import { instantOf } from '@rekam/runtime';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import { AccessStore, WINDOW_MS, type Access } from './access-store';
import type { AccessesAnswer } from './accesses.controller';

const SITI = idOf('Siti');
const access = (person: string, more: Partial<Access> = {}): Access => ({
  person,
  actor: 'auditor-1',
  role: 'auditor',
  agency: null,
  purpose: 'career-read',
  ...more,
});

describe('the access store', () => {
  let folder: string;
  let now = WINDOW_MS * 10;
  const file = () => join(folder, 'access.db');
  const open = () => new AccessStore(file(), () => now);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'access-'));
    now = WINDOW_MS * 10;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const inFile = (): readonly unknown[] => {
    const database = new DatabaseSync(file(), { readOnly: true });
    const rows = database.prepare('SELECT person, purpose, readings FROM access ORDER BY started').all();
    database.close();
    return rows.map((row) => ({ ...row }));
  };

  it('has a reading on disk before it resolves, and counts the next ones of the ten minutes', async () => {
    const store = open();
    await store.record([access('a')]);
    expect(inFile()).toEqual([{ person: 'a', purpose: 'career-read', readings: 1 }]);
    await Promise.all([store.record([access('a')]), store.record([access('a')])]);
    await store.record([access('a', { purpose: 'audit' })]);
    expect(store.entriesOf(['a'], null, 10).map(({ purpose, count }) => [purpose, count])).toEqual([
      ['career-read', 3],
      ['audit', 1],
    ]);
    now += WINDOW_MS;
    await store.record([access('a')]);
    const entries = store.entriesOf(['a'], null, 10);
    expect(entries.map(({ count }) => count)).toEqual([1, 3, 1]);
    expect(entries[0]!.from).toBe(new Date(WINDOW_MS * 11).toISOString());
    store.close();
    const again = open();
    expect(again.entriesOf(['a'], null, 10)).toEqual(entries);
    again.close();
  });

  it('counts everything that was read at once', async () => {
    const store = open();
    await Promise.all(Array.from({ length: 200 }, (_, n) => store.record([access(`p${n % 4}`), access('all')])));
    expect(store.entriesOf(['all'], null, 10)[0]!.count).toBe(200);
    expect(store.entriesOf(['p0', 'p1', 'p2', 'p3'], null, 10).map(({ count }) => count)).toEqual([50, 50, 50, 50]);
    store.close();
  });

  it('pages without a gap or a repetition', async () => {
    const store = open();
    await store.record(Array.from({ length: 7 }, (_, n) => access('a', { actor: `actor-${n}` })));
    const first = store.entriesOf(['a'], null, 4);
    const { from, person, actor, purpose } = first.at(-1)!;
    const rest = store.entriesOf(['a'], [from, person, actor, purpose], 4);
    expect([...first, ...rest].map((entry) => entry.actor)).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `actor-${n}`));
    store.close();
  });

  it('rejects when it is closed, and when the database refuses', async () => {
    const store = open();
    const locked = new DatabaseSync(file());
    locked.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
    await expect(store.record([access('a')])).rejects.toMatchObject({ name: 'AccessTrailUnavailable' });
    locked.exec('ROLLBACK');
    locked.close();
    await store.record([access('a')]);
    expect(store.entriesOf(['a'], null, 10)).toHaveLength(1);
    store.close();
    await expect(store.record([access('a')])).rejects.toMatchObject({ name: 'AccessTrailUnavailable' });
  });
});

describe('the access trail', () => {
  let reader: RunningReader;
  let auditor: string;
  let siti: string;

  beforeAll(async () => {
    reader = await RunningReader.start('sqlite');
    await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
    await reader.ledger.appoint(SITI, 'Siti Rahmawati');
    await reader.caughtUp();
    auditor = await reader.token({ sub: 'auditor-1', role: 'auditor' });
    siti = await reader.token({ sub: 'siti', role: 'person', person: SITI });
  });
  afterAll(() => reader.stop());

  const trail = async () => (await reader.get<AccessesAnswer>(`/v1/careers/${SITI}/accesses`, siti)).body.entries;

  it('shows the person who read the record and what for, one entry for ten minutes', async () => {
    const officer = await reader.token({ sub: 'officer-1', role: 'officer', agency: CITY });
    await reader.get(`/v1/careers/${SITI}`, officer, { 'x-purpose': 'promotion-check' });
    await reader.get(`/v1/careers/${SITI}`, officer, { 'x-purpose': 'promotion-check' });
    await reader.get(`/v1/careers/${SITI}/timeline`, auditor);
    await reader.post('/v1/persons/search', officer, { name: 'siti' });
    const entries = await trail();
    const seen = entries.map(({ actor, role, agency, purpose, count }) =>
      [actor, role, agency, purpose, count].join(' '),
    );
    expect(seen.toSorted()).toEqual(
      [
        `${reader.actor('auditor-1')} auditor  timeline-read 1`,
        `${reader.actor('officer-1')} officer ${CITY} promotion-check 2`,
        `${reader.actor('officer-1')} officer ${CITY} search 1`,
      ].toSorted(),
    );
    expect(JSON.stringify(entries)).not.toMatch(/auditor-1|officer-1/);
    const { body } = await reader.get<AccessesAnswer>(`/v1/careers/${SITI}/accesses`, auditor);
    expect(body.entries).toEqual(entries);
  });

  it('notes nobody whom a refused question was about', async () => {
    const before = (await trail()).length;
    const stranger = await reader.token({ sub: 'officer-2', role: 'officer', agency: PROVINCE });
    expect((await reader.get(`/v1/careers/${SITI}`, stranger)).status).toBe(403);
    expect((await reader.get(`/v1/careers/${SITI}/timeline`, stranger)).status).toBe(403);
    expect((await reader.get(`/v1/careers/${SITI}/feed`, stranger)).status).toBe(403);
    expect(await trail()).toHaveLength(before);
  });

  it('is for the person and for auditors only', async () => {
    const other = await reader.token({ sub: 'budi', role: 'person', person: idOf('Budi') });
    const officer = await reader.token({ sub: 'officer-1', role: 'officer', agency: CITY });
    for (const token of [other, officer]) {
      expect((await reader.get(`/v1/careers/${SITI}/accesses`, token)).status).toBe(403);
    }
  });

  it('pages with a signed cursor', async () => {
    for (const purpose of ['one', 'two', 'three'])
      await reader.get(`/v1/careers/${SITI}`, auditor, { 'x-purpose': purpose });
    const path = `/v1/careers/${SITI}/accesses`;
    const first = await reader.get<AccessesAnswer>(`${path}?limit=2`, siti);
    const rest = await reader.get<AccessesAnswer>(`${path}?limit=200&cursor=${first.body.next!}`, siti);
    expect([...first.body.entries, ...rest.body.entries]).toEqual(await trail());
    expect((await reader.get(`${path}?cursor=${first.body.next!.slice(0, -2)}AA`, siti)).status).toBe(400);
  });

  it.each(['', 'x'.repeat(101), 'tab\there'])('refuses the purpose %j', async (purpose) => {
    const { status } = await reader.app
      .inject({
        url: `/v1/careers/${SITI}`,
        headers: { authorization: `Bearer ${auditor}`, 'x-purpose': purpose },
      })
      .then(({ statusCode }) => ({ status: statusCode }));
    expect(status).toBe(400);
  });

  it('gives no answer when it cannot be written', async () => {
    const locked = new DatabaseSync(join(reader.folder, 'access.db'));
    locked.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
    const headers = { 'x-purpose': 'while-locked' };
    const { status, body } = await reader.get<Problem>(`/v1/careers/${SITI}`, auditor, headers);
    locked.exec('ROLLBACK');
    locked.close();
    expect([status, body.type, body.retryable]).toEqual([503, '/problems/access-trail-unavailable', true]);
    expect((await reader.get(`/v1/careers/${SITI}`, auditor, headers)).status).toBe(200);
  });
});
