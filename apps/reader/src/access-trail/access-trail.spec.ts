import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Problem } from '@rekam/contracts';
import { instantOf } from '@rekam/runtime';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import type { AccessesAnswer } from './accesses.controller';

const SITI = idOf('Siti');
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
