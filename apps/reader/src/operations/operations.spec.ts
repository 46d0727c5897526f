import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@rekam/contracts';
import { instantOf } from '@rekam/runtime';
import { openSqliteTrail } from '../access-trail/open-access-trail';
import { PROJECTIONS } from '../views';
import { CITY, idOf } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import type { BackupAnswer } from './operations.controller';
import type { StatusAnswer } from './status';

const SITI = idOf('Siti');

describe('operations', () => {
  let reader: RunningReader;
  let operator: string;
  let auditor: string;

  beforeAll(async () => {
    reader = await RunningReader.start('sqlite');
    operator = await reader.token({ sub: 'operator-1', role: 'operator' });
    auditor = await reader.token({ sub: 'auditor-1', role: 'auditor' });
    await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
    await reader.ledger.appoint(SITI, 'Siti Rahmawati');
    await reader.caughtUp();
  });
  afterAll(() => reader.stop());

  const rebuild = async (body: object, token = operator) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${reader.url}/v1/operations/rebuild`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      lines: text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    };
  };

  it('tells how far the views are', async () => {
    const { body } = await reader.get<StatusAnswer>('/v1/status', auditor);
    const head = (await reader.events.head()).toString();
    expect(body.log.head).toBe(head);
    expect(body.log.bytes).toBeGreaterThan(0);
    expect(body.projectors.map(({ name, state, position, lag }) => [name, state, position, lag])).toEqual(
      PROJECTIONS.map(({ name }) => [name, 'live', head, '0']),
    );
  });

  it('rebuilds all views or one, and says what came of each', async () => {
    const { status, lines } = await rebuild({});
    const done = lines.filter((line) => 'done' in line);
    expect(status).toBe(200);
    expect(done.map(({ view }) => view)).toEqual(PROJECTIONS.map(({ name }) => name));
    expect(done[0]!['done']).toMatchObject({
      events: 2,
      exportHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    });
    const one = await rebuild({ view: 'timeline' });
    expect(one.lines.filter((line) => 'done' in line)).toHaveLength(1);
    expect((await reader.get(`/v1/careers/${SITI}`, auditor)).status).toBe(200);
  });

  it('refuses a view that is none, and whoever is no operator', async () => {
    expect((await rebuild({ view: 'salaries' })).status).toBe(400);
    expect((await rebuild({ views: [] })).status).toBe(400);
    expect((await rebuild({}, auditor)).status).toBe(403);
    expect((await reader.post('/v1/operations/backup', auditor, { folder: 'x' })).status).toBe(403);
    const agency = await reader.token({ sub: 'simpeg', role: 'agency', agency: CITY });
    expect((await reader.get('/v1/status', agency)).status).toBe(403);
  });

  it('goes on after a client that left in the middle', async () => {
    const gone = new AbortController();
    const headers = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' };
    const leaving = fetch(`${reader.url}/v1/operations/rebuild`, {
      method: 'POST',
      headers,
      body: '{}',
      signal: gone.signal,
    });
    await leaving;
    gone.abort();
    let { status } = await rebuild({ view: 'timeline' });
    // The server hears of the closed connection in its own time.
    for (let n = 0; status === 409 && n < 200; n++) ({ status } = await rebuild({ view: 'timeline' }));
    expect(status).toBe(200);
  });

  it('copies log, keys and access trail into a new folder', async () => {
    await reader.get(`/v1/careers/${SITI}`, auditor, { 'x-purpose': 'before-backup' });
    const { status, body } = await reader.post<BackupAnswer>('/v1/operations/backup', operator, {
      folder: '2026-03-01',
    });
    expect(status).toBe(200);
    expect(body.position).toBe((await reader.events.head()).toString());
    expect(readdirSync(body.folder).toSorted()).toEqual(['access.db', 'events.db', 'keys.db']);
    const copy = openSqliteTrail(join(body.folder, 'access.db'), () => reader.now);
    expect((await copy.entriesOf([SITI], null, 100)).map(({ purpose }) => purpose)).toContain('before-backup');
    await copy.close();
    const actor = reader.actor('operator-1');
    const audited = { level: 'info', context: 'operations', audit: true, operation: 'backup', actor, role: 'operator' };
    expect(reader.lines.filter(({ operation }) => operation === 'backup')).toMatchObject([
      { ...audited, msg: 'operation begun', folder: body.folder },
      { ...audited, msg: 'operation ended', outcome: 'done' },
    ]);
    expect(JSON.stringify(reader.lines)).not.toContain('operator-1');
    const again = await reader.post<Problem>('/v1/operations/backup', operator, { folder: '2026-03-01' });
    expect([again.status, again.body.type]).toEqual([409, '/problems/backup-exists']);
  });

  it.each(['../out', '/tmp/out', 'a/b', '..', '.', '', 'a\\b', 'a\u0000b', 'x'.repeat(101), 7, null])(
    'refuses the folder %j',
    async (folder) => {
      const { status } = await reader.post<Problem>('/v1/operations/backup', operator, { folder });
      expect(status).toBe(400);
    },
  );

  it('refuses a link that leads out of the backups', async () => {
    const outside = join(reader.folder, 'outside');
    mkdirSync(outside);
    mkdirSync(join(reader.folder, 'backups'), { recursive: true });
    symlinkSync(outside, join(reader.folder, 'backups', 'link'));
    const { status } = await reader.post<Problem>('/v1/operations/backup', operator, { folder: 'link' });
    expect(status).toBe(409);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('refuses a folder with anything in it', async () => {
    const folder = join(reader.folder, 'backups', 'taken');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'note.txt'), 'kept');
    expect((await reader.post('/v1/operations/backup', operator, { folder: 'taken' })).status).toBe(409);
    expect(existsSync(join(folder, 'events.db'))).toBe(false);
  });
});

it('says that a log in memory has no backup', async () => {
  const reader = await RunningReader.start('memory');
  try {
    const operator = await reader.token({ sub: 'operator-1', role: 'operator' });
    const { status, body } = await reader.post<Problem>('/v1/operations/backup', operator, { folder: 'x' });
    expect([status, body.type]).toEqual([409, '/problems/backup-unsupported']);
  } finally {
    await reader.stop();
  }
});
