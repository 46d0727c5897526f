import type { Problem } from '@rekam/contracts';
import { instantOf } from '@rekam/runtime';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import type { TimelineAnswer } from './timeline.controller';

const SITI = idOf('Siti');
const TWIN = idOf('Siti again');

describe('timeline', () => {
  let reader: RunningReader;
  let auditor: string;

  beforeAll(async () => {
    reader = await RunningReader.start('sqlite');
    auditor = await reader.token({ sub: 'auditor-1', role: 'auditor' });
    await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
    await reader.ledger.appoint(SITI, 'Siti Rahmawati');
    await reader.ledger.appoint(TWIN, 'Siti Rahmawati', { at: '2014-01-01', number: '198903142014012002' });
    for (let year = 2015; year < 2025; year++) {
      await reader.ledger.train(year % 2 === 0 ? SITI : TWIN, `Kursus ${year}`, 4, `${year}-05-04`);
    }
    await reader.ledger.merge(TWIN, SITI);
    await reader.caughtUp();
  });
  afterAll(() => reader.stop());

  const page = (query: string, token = auditor) =>
    reader.get<TimelineAnswer>(`/v1/careers/${SITI}/timeline${query}`, token);
  const positions = ({ entries }: TimelineAnswer) => entries.map(({ position }) => Number(position));

  it.each([
    ['desc', 3],
    ['desc', 1],
    ['asc', 5],
    ['asc', 13],
  ])('gives every entry of both ids once, %s by %d', async (order, limit) => {
    const found: number[] = [];
    let query = `?order=${order}&limit=${limit}`;
    for (let next: string | null = ''; next !== null; query = `?order=${order}&limit=${limit}&cursor=${next ?? ''}`) {
      const { body }: { body: TimelineAnswer } = await page(query);
      expect(body.entries.length).toBeLessThanOrEqual(limit);
      found.push(...positions(body));
      ({ next } = body);
    }
    const all = Array.from({ length: 13 }, (_, n) => n + 2);
    expect(found).toEqual(order === 'asc' ? all : all.toReversed());
  });

  it('says what the merged person is merged into', async () => {
    const { body } = await reader.get<TimelineAnswer>(`/v1/careers/${TWIN}/timeline`, auditor);
    expect(body.mergedInto).toBe(SITI);
    expect(body.entries).toHaveLength(7);
  });

  it('refuses a cursor that was changed, or that belongs to another list', async () => {
    const { next } = (await page('?limit=2')).body;
    const [head, signature] = next!.split('.') as [string, string];
    const forged = Buffer.from(Buffer.from(head, 'base64url').toString().replace(SITI, TWIN)).toString('base64url');
    for (const cursor of [`${forged}.${signature}`, head, `${next!}x`, '.', 'x'.repeat(5_000)]) {
      const { status, body } = await reader.get<Problem>(`/v1/careers/${SITI}/timeline?cursor=${cursor}`, auditor);
      expect([status, body.type]).toEqual([400, '/problems/cursor-invalid']);
    }
    for (const path of [`${SITI}/timeline?order=asc&`, `${TWIN}/timeline?`, `${SITI}/accesses?`]) {
      const { body } = await reader.get<Problem>(`/v1/careers/${path}cursor=${next!}`, auditor);
      expect(body.type).toBe('/problems/cursor-invalid');
    }
  });

  it.each(['?limit=0', '?limit=201', '?limit=ten', '?order=newest', '?page=2'])('refuses %s', async (query) => {
    expect((await page(query)).status).toBe(400);
  });

  it('is for the person, the employing agency, BKN and auditors', async () => {
    const tokens = {
      person: { sub: 'siti', role: 'person', person: SITI },
      stranger: { sub: 'budi', role: 'person', person: idOf('Budi') },
      employer: { sub: 'simpeg', role: 'agency', agency: CITY },
      officer: { sub: 'officer', role: 'officer', agency: CITY },
      other: { sub: 'other', role: 'agency', agency: PROVINCE },
      bkn: { sub: 'bkn', role: 'agency', agency: '4011' },
      dashboard: { sub: 'dashboard', role: 'dashboard', agency: CITY },
      operator: { sub: 'operator', role: 'operator' },
      provider: { sub: 'provider', role: 'provider', source: '/providers/lan' },
    } as const;
    const seen: Record<string, number> = {};
    for (const [name, claims] of Object.entries(tokens))
      seen[name] = (await page('', await reader.token(claims))).status;
    expect(seen).toEqual({
      person: 200,
      stranger: 403,
      employer: 200,
      officer: 200,
      other: 403,
      bkn: 200,
      dashboard: 403,
      operator: 403,
      provider: 403,
    });
  });

  it('does not tell an agency whether somebody else exists', async () => {
    const token = await reader.token({ sub: 'other', role: 'agency', agency: PROVINCE });
    const problems = [];
    for (const person of [SITI, idOf('nobody')]) {
      const { status, body } = await reader.get<Problem>(`/v1/careers/${person}/timeline`, token);
      problems.push([status, body.type, body.detail]);
    }
    expect(problems[0]).toEqual(problems[1]);
  });
});

it.each([
  ['the appraised into the appraiser', TWIN, SITI],
  ['the appraiser into the appraised', SITI, TWIN],
])('shows the whole entry when it names both ids of a person: %s', async (_name, merged, survivor) => {
  const reader = await RunningReader.start('memory');
  try {
    await reader.ledger.appoint(SITI, 'Siti Rahmawati');
    await reader.ledger.appoint(TWIN, 'Siti Rahmawati', { at: '2014-01-01', number: '198903142014012002' });
    const appraisal = { period: 'year', year: 2023, part: null, result: 1, behaviour: 2, statedPredicate: null };
    const appraiser = { appraiser: { name: 'Kepala', number: null }, appraiserPerson: SITI, appraiserPost: null };
    const schema2 = { regime: null, scores: null, statedScore: null, superior: null, superiorPerson: null };
    await reader.ledger.record('appraisal', TWIN, 'skp', '2023-12-31', {
      ...appraisal,
      ...schema2,
      ...appraiser,
      appraiserUnit: null,
      appraiserGolongan: null,
      indicators: [],
    });
    await reader.ledger.merge(merged, survivor);
    await reader.caughtUp();
    const token = await reader.token({ sub: 'auditor-1', role: 'auditor' });
    const { body } = await reader.get<TimelineAnswer>(`/v1/careers/${survivor}/timeline`, token);
    const shown = body.entries.filter(({ subject }) => subject === 'appraisal');
    expect(shown).toMatchObject([{ personRole: 'subject', content: { result: 1 } }]);
  } finally {
    await reader.stop();
  }
});
