import { randomUUID } from 'node:crypto';
import type { Problem } from '@rekam/contracts';
import { ROUTE_IDS, type LocalClaims, type RouteId } from '@rekam/runtime';
import { appointment, AUDITOR, OPERATOR, Service, simpeg } from './service';

/** Siti and Budi are employed by Jambi province; the city of Jambi is another agency, 4011 the national one. */
const [JAMBI, CITY, NATIONAL] = ['5500', '5571', '4011'] as const;
const READING: LocalClaims = { sub: 'reading-room', role: 'auditor' };

/** What is asked of the service, each as a fresh request: a command is recorded anew for every caller that may. */
interface Probe {
  readonly route: RouteId;
  readonly send: (as: LocalClaims) => Promise<number>;
}

describe('scope', () => {
  let service: Service;
  let siti: string;
  let budi: string;
  let session: Record<string, unknown>;

  beforeAll(async () => {
    service = await Service.start();
    const agency = simpeg(JAMBI);
    siti = (await service.recorded('record-appointment', appointment('961'), agency)).person!;
    budi = (await service.recorded('record-appointment', appointment('962'), agency)).person!;
    const content = { kind: '15', mentor: budi, mentee: siti, goal: 'Siap memimpin bidang.' };
    const approved = { approvedBy: 'kepala-bkd' };
    const pair = await service.recorded(
      'record-mentoring',
      { effectiveAt: '2025-02-03', ...approved, content },
      agency,
    );
    const held = { effectiveAt: '2025-02-17', ...approved, content: { jp: 2, topic: 'Rencana.' } };
    const { fact } = await service.recorded('record-mentoring-session', { mentoring: pair.fact, ...held }, agency);
    session = { mentoring: pair.fact, fact };
    // Whoever asks first must not wait for the views.
    const { position } = await service.recorded('record-appraisal', appraisal(siti), agency);
    await service.get(`/v1/careers/${siti}?at-least=${position}`, READING);
  });
  afterAll(() => service.stop());

  const appraisal = (person: string): Record<string, unknown> => ({
    person,
    effectiveAt: '2024-12-31',
    approvedBy: 'kepala-bkd',
    content: { period: 'year', year: 2024, result: 2, behaviour: 2, appraiser: { name: 'Dewi Lestari' } },
  });
  const training = (person: string): Record<string, unknown> => ({
    person,
    recordId: randomUUID(),
    effectiveAt: '2024-08-30',
    approvedBy: 'kepala-bkd',
    content: { kind: '3', name: `Kursus ${randomUUID()}`, provider: 'Balai Diklat Contoh', jp: 8 },
  });
  const event = ({ role, agency, source }: LocalClaims): Record<string, unknown> => ({
    specversion: '1.0',
    id: randomUUID(),
    type: 'asn.career.training.recorded.v1',
    source: source ?? (role === 'operator' ? `/agencies/${JAMBI}/old-system` : `/agencies/${agency}/officers`),
    data: training(siti),
  });

  const command = (name: string, data: () => unknown): Probe => ({
    route: 'command',
    send: async (as) => (await service.command(name, data(), as)).status,
  });
  const get = (route: RouteId, path: () => string): Probe => ({
    route,
    send: async (as) => (await service.get<unknown>(path(), as)).status,
  });
  const post = (
    route: RouteId,
    path: string,
    body: (as: LocalClaims) => unknown,
    type = 'application/json',
  ): Probe => ({
    route,
    send: async (as) =>
      (await service.send<unknown>('POST', path, { as, body: body(as), headers: { 'content-type': type } })).status,
  });
  /** A feed never ends by itself: the answer's head is enough. */
  const feed = (route: RouteId, path: () => string): Probe => ({
    route,
    send: async (as) => {
      const gone = new AbortController();
      const headers = { authorization: `Bearer ${await service.token(as)}` };
      const { status } = await fetch(service.url + path(), { headers, signal: gone.signal });
      gone.abort();
      return status;
    },
  });

  const PROBES: Readonly<Record<string, Probe>> = {
    'record an appraisal': command('record-appraisal', () => appraisal(siti)),
    'record a training': command('record-training', () => training(siti)),
    'confirm a session': command('confirm-mentoring-session', () => session),
    // Refused by a rule (422), but only for those who may merge at all.
    'merge persons': command('merge-person', () => ({ person: siti, into: siti })),
    'send an event': post('events', '/v1/events', event, 'application/cloudevents+json'),
    'resolve a number': post('resolve', '/v1/persons/resolve', () => ({
      identifier: { kind: 'nip', number: '199408172018032961' },
    })),
    'ask for own records': post('imports-known', '/v1/imports/known', () => ({
      source: `/agencies/${JAMBI}/simpeg`,
      identifiers: [{ kind: 'nip', number: '199408172018032961' }],
    })),
    'read a career': get('career-read', () => `/v1/careers/${siti}`),
    'read a career as of then': get('career-read', () => `/v1/careers/${siti}?validAt=2020-01-01&knownAt=3`),
    'read the facts': get('career-read', () => `/v1/careers/${siti}/facts`),
    'read a timeline': get('timeline-read', () => `/v1/careers/${siti}/timeline`),
    'follow a career': feed('career-feed', () => `/v1/careers/${siti}/feed`),
    'read the access trail': get('accesses-read', () => `/v1/careers/${siti}/accesses`),
    'search everywhere': post('search', '/v1/persons/search', () => ({ name: 'rina' })),
    'search in the province': post('search', '/v1/persons/search', () => ({ agency: JAMBI })),
    'read the figures': get('agency-overview', () => `/v1/agencies/${JAMBI}/overview`),
    'follow the figures': feed('agency-feed', () => `/v1/agencies/${JAMBI}/feed`),
    'report late acts': post('reports', `/v1/agencies/${JAMBI}/reports/late-acts`, () => ({})),
    'report odd acts': post('reports', `/v1/agencies/${JAMBI}/reports/odd-acts`, () => ({})),
    'report the state': post('reports', `/v1/agencies/${JAMBI}/reports/state`, () => ({ validAt: '2024-12-31' })),
    'take notices': get('notices', () => `/v1/agencies/${JAMBI}/notices`),
    'follow notices': feed('notices-feed', () => `/v1/agencies/${JAMBI}/notices/feed`),
    'see the status': get('status', () => '/v1/status'),
    'rebuild a view': post('operate', '/v1/operations/rebuild', () => ({ view: 'timeline' })),
    'back up': post('operate', '/v1/operations/backup', () => ({ folder: randomUUID() })),
  };

  const CALLERS = (): readonly LocalClaims[] => [
    ...[JAMBI, CITY, NATIONAL].map(simpeg),
    ...[JAMBI, CITY, NATIONAL].map((agency) => ({ sub: `officer-${agency}`, role: 'officer', agency }) as const),
    AUDITOR,
    { sub: siti, role: 'person', person: siti },
    { sub: budi, role: 'person', person: budi },
    ...[JAMBI, CITY, NATIONAL].map((agency) => ({ sub: `wall-${agency}`, role: 'dashboard', agency }) as const),
    { sub: 'school', role: 'provider', source: '/providers/balai-diklat-contoh' },
    OPERATOR,
  ];

  /**
   * Written from the design, by hand. Columns: agency system of the province, of the city, national; officer of the
   * province, of the city, national; auditor; Siti herself, Budi; dashboard of the province, of the city, national;
   * training provider; operator.
   */
  const EXPECTED: Readonly<Record<keyof typeof PROBES, string>> = {
    'record an appraisal': /*      */ '201 403 201  201 403 201  403  403 403  403 403 403  403 403',
    'record a training': /*        */ '201 403 201  201 403 201  403  403 403  403 403 403  201 403',
    'confirm a session': /*        */ '422 403 403  422 403 403  403  201 201  403 403 403  403 403',
    'merge persons': /*            */ '403 403 422  403 403 422  403  403 403  403 403 403  403 422',
    'send an event': /*            */ '201 403 201  403 403 403  403  403 403  403 403 403  201 201',
    'resolve a number': /*         */ '200 200 200  200 200 200  200  403 403  403 403 403  403 200',
    'ask for own records': /*      */ '200 403 403  403 403 403  403  403 403  403 403 403  403 200',
    'read a career': /*            */ '200 403 200  200 403 200  200  200 403  403 403 403  403 403',
    'read a career as of then': /* */ '200 403 200  200 403 200  200  200 403  403 403 403  403 403',
    'read the facts': /*           */ '200 403 200  200 403 200  200  200 403  403 403 403  403 403',
    'read a timeline': /*          */ '200 403 200  200 403 200  200  200 403  403 403 403  403 403',
    'follow a career': /*          */ '200 403 200  200 403 200  200  200 403  403 403 403  403 403',
    'read the access trail': /*    */ '403 403 403  403 403 403  200  200 403  403 403 403  403 403',
    'search everywhere': /*        */ '200 200 200  200 200 200  200  403 403  403 403 403  403 403',
    'search in the province': /*   */ '200 403 200  200 403 200  200  403 403  403 403 403  403 403',
    'read the figures': /*         */ '200 403 200  200 403 200  200  403 403  200 403 200  403 403',
    'follow the figures': /*       */ '200 403 200  200 403 200  200  403 403  200 403 200  403 403',
    'report late acts': /*         */ '200 403 200  200 403 200  200  403 403  403 403 403  403 403',
    'report odd acts': /*          */ '200 403 200  200 403 200  200  403 403  403 403 403  403 403',
    'report the state': /*         */ '200 403 200  200 403 200  200  403 403  403 403 403  403 403',
    'take notices': /*             */ '200 403 200  403 403 403  403  403 403  403 403 403  403 403',
    'follow notices': /*           */ '200 403 200  403 403 403  403  403 403  403 403 403  403 403',
    'see the status': /*           */ '403 403 403  403 403 403  200  403 403  403 403 403  403 200',
    'rebuild a view': /*           */ '403 403 403  403 403 403  403  403 403  403 403 403  403 200',
    'back up': /*                  */ '403 403 403  403 403 403  403  403 403  403 403 403  403 200',
  };

  it('asks every route of the scope table', () => {
    expect(new Set(Object.values(PROBES).map(({ route }) => route))).toEqual(new Set(ROUTE_IDS));
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(PROBES));
  });

  it.each(Object.keys(PROBES))('%s: those who may, and nobody else', async (title) => {
    const statuses: Record<string, number> = {};
    const nameOf = ({ role, sub }: LocalClaims) => `${role} ${sub}`;
    for (const as of CALLERS()) statuses[nameOf(as)] = await PROBES[title]!.send(as);
    const expected = EXPECTED[title]!.split(/\s+/).map(Number);
    expect(statuses).toEqual(Object.fromEntries(CALLERS().map((as, index) => [nameOf(as), expected[index]])));
  });

  it('finds only those whom the caller may read', async () => {
    type Found = { rows: readonly { person: string }[] };
    const found = async (as: LocalClaims) => {
      const { body } = await service.send<Found>('POST', '/v1/persons/search', { as, body: { name: 'rina' } });
      return body.rows.map(({ person }) => person).toSorted();
    };
    expect(await found(simpeg(JAMBI))).toEqual([siti, budi].toSorted());
    expect(await found(simpeg(NATIONAL))).toEqual([siti, budi].toSorted());
    expect(await found(simpeg(CITY))).toEqual([]);
  });

  it('does not tell by its refusal whether a person exists', async () => {
    const refusals = [];
    for (const person of [siti, randomUUID()]) {
      const { status, body } = await service.get<Problem>(`/v1/careers/${person}`, simpeg(CITY));
      refusals.push([status, body.type, body.title, body.detail]);
    }
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]).toContain('/problems/outside-jurisdiction');
  });

  it('takes a career out of the reach of the agency that the person left', async () => {
    const agency = simpeg(JAMBI);
    const { person } = (await service.recorded('record-appointment', appointment('963'), agency)) as { person: string };
    const moved = { ...appointment('963', { kind: 'PNS', agency: CITY }), recordId: 'PNS', effectiveAt: '2024-03-01' };
    const { position } = await service.recorded('record-appointment', { ...moved, person }, simpeg(NATIONAL));
    const path = `/v1/careers/${person}?at-least=${position}`;
    expect((await service.get<unknown>(path, simpeg(CITY))).status).toBe(200);
    expect((await service.get<unknown>(path, agency)).status).toBe(403);
  });

  it('shows a person every reading of the own record, and no reading that was refused', async () => {
    const person = (
      await service.recorded('record-appointment', appointment('964', { name: 'Ayu Kartika' }), simpeg(JAMBI))
    ).person!;
    const { position } = await service.recorded('record-appraisal', appraisal(person), simpeg(JAMBI));
    const self = { sub: person, role: 'person', person } as const;
    const officer = { sub: 'officer-a', role: 'officer', agency: JAMBI } as const;
    const read = (path: string, as: LocalClaims, headers = {}) => service.send<unknown>('GET', path, { as, headers });
    const statuses = [
      await read(`/v1/careers/${person}?at-least=${position}`, officer, { 'x-purpose': 'promotion-check' }),
      await read(`/v1/careers/${person}`, officer, { 'x-purpose': 'promotion-check' }),
      await read(`/v1/careers/${person}?validAt=2020-01-01`, READING),
      await read(`/v1/careers/${person}/timeline`, READING),
      await service.send<unknown>('POST', '/v1/persons/search', { as: simpeg(NATIONAL), body: { name: 'ayu' } }),
      await read(`/v1/careers/${person}`, simpeg(CITY)),
      await read(`/v1/careers/${person}/timeline`, OPERATOR),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 403, 403]);
    await PROBES['follow a career']!.send(self);
    const gone = new AbortController();
    const headers = { authorization: `Bearer ${await service.token(READING)}` };
    await fetch(`${service.url}/v1/careers/${person}/feed`, { headers, signal: gone.signal });
    gone.abort();
    type Trail = { entries: readonly Record<string, unknown>[] };
    const { body } = await service.get<Trail>(`/v1/careers/${person}/accesses`, self);
    const seen = body.entries.map(({ role, agency, purpose, count }) => [role, agency, purpose, count]);
    expect(new Set(seen.map((entry) => entry.join(' ')))).toEqual(
      new Set([
        `officer ${JAMBI} promotion-check 2`,
        'auditor  career-feed 1',
        'auditor  career-read 1',
        'auditor  timeline-read 1',
        `agency ${NATIONAL} search 1`,
      ]),
    );
    // Opaque, and one for all that the same caller read.
    const actors = new Set(body.entries.map(({ role, actor }) => `${String(role)} ${String(actor)}`));
    expect(actors.size).toBe(3);
    for (const actor of actors) expect(actor).toMatch(/^\w+ [0-9a-f]{64}$/);
  });
});
