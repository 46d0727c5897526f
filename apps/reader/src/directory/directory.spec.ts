import type { Problem } from '@rekam/contracts';
import { instantOf } from '@rekam/runtime';
import type { AgencyOverview } from '../agencies/agency-overview';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import type { SearchAnswer } from './directory.controller';

const NAMES = ['Siti Rahmawati', 'Siti Sitompul', 'Budi Rahman', 'Rahmat Hidayat', 'Ahmad Fauzi', "Nur'aini Siregar"];

describe.each(['memory', 'sqlite'] as const)('directory over %s', (stores) => {
  let reader: RunningReader;
  let auditor: string;
  let officer: string;

  beforeAll(async () => {
    reader = await RunningReader.start(stores);
    auditor = await reader.token({ sub: 'auditor-1', role: 'auditor' });
    officer = await reader.token({ sub: 'officer-1', role: 'officer', agency: CITY });
    await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
    for (const [n, name] of NAMES.entries()) {
      const number = `19890314201201100${n + 1}`;
      await reader.ledger.appoint(idOf(name), name, { agency: n < 4 ? CITY : PROVINCE, number });
    }
    await reader.ledger.promote(idOf('Budi Rahman'), '32', '2025-04-01');
    await reader.caughtUp();
  });
  afterAll(() => reader.stop());

  const search = async (body: object, token = auditor) => {
    const answer = await reader.post<SearchAnswer>('/v1/persons/search', token, body);
    return { ...answer, names: answer.body.rows?.map(({ name }) => String(name)).toSorted() };
  };

  it.each<[object, readonly string[]]>([
    [{ name: 'siti' }, ['Siti Rahmawati', 'Siti Sitompul']],
    [{ name: 'RAH sit' }, ['Siti Rahmawati']],
    [{ name: 'rah' }, ['Budi Rahman', 'Rahmat Hidayat', 'Siti Rahmawati']],
    [{ name: 'nur aini' }, ["Nur'aini Siregar"]],
    [{ name: 'rahmawatix' }, []],
    [{ name: 'rah', golongan: 'III/b' }, ['Budi Rahman']],
    [{ golongan: '32' }, ['Budi Rahman']],
    [{ agency: PROVINCE }, ['Ahmad Fauzi', "Nur'aini Siregar"]],
    [{ agency: PROVINCE, name: 'siti' }, []],
    [{ unit: 'bagian umum' }, NAMES.toSorted()],
    [{ unit: 'Bagian Hukum' }, []],
    [{}, NAMES.toSorted()],
  ])('finds by %j', async (body, names) => {
    const found = await search(body);
    expect(found.status).toBe(200);
    expect(found.names).toEqual(names);
    expect(found.body.next).toBeNull();
  });

  it.each<[object, number]>([
    [{}, 6],
    [{ name: 's' }, 3],
    [{ agency: CITY }, 4],
    [{ agency: CITY, name: 's' }, 2],
  ])('pages %j without a gap or a repetition', async (body, count) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body: page }: { body: SearchAnswer } = await search({
        ...body,
        limit: 1,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.rows.map(({ person }) => person));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });

  it('puts nothing personal into a cursor, and refuses one of another question', async () => {
    const { next } = (await search({ name: 's', limit: 1 })).body;
    expect(Buffer.from(next!.split('.')[0]!, 'base64url').toString().toLowerCase()).not.toContain('sit');
    const other = await reader.post<Problem>('/v1/persons/search', auditor, { name: 'si', limit: 1, cursor: next });
    expect([other.status, other.body.type]).toEqual([400, '/problems/cursor-invalid']);
  });

  it('shows an officer only the own agency', async () => {
    expect((await search({}, officer)).names).toEqual([
      'Budi Rahman',
      'Rahmat Hidayat',
      'Siti Rahmawati',
      'Siti Sitompul',
    ]);
    expect((await search({ name: 'ahm' }, officer)).names).toEqual([]);
    expect((await search({ agency: PROVINCE }, officer)).status).toBe(403);
    for (const claims of [
      { role: 'person', person: idOf('Budi Rahman') },
      { role: 'dashboard', agency: CITY },
      { role: 'operator' },
    ] as const) {
      expect((await search({}, await reader.token({ sub: 'x', ...claims }))).status).toBe(403);
    }
  });

  it.each([
    [{ name: '198903142012011001' }, '/name'],
    [{ name: '' }, '/name'],
    [{ name: 7 }, '/name'],
    [{ agency: '55' }, '/agency'],
    [{ limit: 0 }, '/limit'],
    [{ nama: 'siti' }, '/nama'],
    [[], ''],
  ])('refuses %j at %s', async (body, field) => {
    const answer = await reader.post<Problem>('/v1/persons/search', auditor, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors![0]!.field).toBe(field);
  });

  it('counts an agency by kind and rank', async () => {
    const { body } = await reader.get<AgencyOverview>(`/v1/agencies/${CITY}/overview`, officer);
    expect(body).toMatchObject({
      total: 4,
      byKind: { CPNS: 4 },
      byGolongan: { 'III/a': 3, 'III/b': 1 },
      agencyName: 'Pemerintah Kota Jambi',
    });
    expect((await reader.get<AgencyOverview>('/v1/agencies/9999/overview', auditor)).body.total).toBe(0);
    expect((await reader.get(`/v1/agencies/${PROVINCE}/overview`, officer)).status).toBe(403);
    expect((await reader.get('/v1/agencies/jambi/overview', auditor)).status).toBe(400);
  });

  it('finds whoever left, shows the last agency, which may still read, and no longer counts', async () => {
    const budi = idOf('Budi Rahman');
    await reader.ledger.record('exit', budi, 'exit', '2025-07-01', { kind: '1', status: '99', diedAt: null });
    await reader.caughtUp();
    const { body } = await search({ name: 'budi' }, officer);
    expect(body.rows).toMatchObject([{ person: budi, agency: CITY, ended: '2025-07-01' }]);
    expect((await reader.get(`/v1/careers/${budi}`, officer)).status).toBe(200);
    expect((await reader.get<AgencyOverview>(`/v1/agencies/${CITY}/overview`, officer)).body).toMatchObject({
      total: 3,
      byGolongan: { 'III/a': 3 },
    });
  });
});
