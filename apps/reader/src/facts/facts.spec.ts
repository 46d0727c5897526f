import type { Problem } from '@rekam/contracts';
import { instantOf } from '@rekam/runtime';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import type { MergedAnswer } from '../careers/career-answer';
import type { FactsAnswer } from './facts-answer';

const SITI = idOf('Siti');
const BUDI = idOf('Budi');

const appraisalBy = (appraiser: string) => ({
  period: 'year',
  year: 2024,
  part: null,
  regime: 'permenpanrb-6-2022',
  result: 1,
  behaviour: 2,
  statedPredicate: null,
  scores: null,
  statedScore: null,
  indicators: [],
  appraiser: { name: 'Budi Hartono', number: null },
  appraiserPerson: appraiser,
  appraiserPost: null,
  appraiserUnit: null,
  appraiserGolongan: null,
  superior: null,
  superiorPerson: null,
});

describe.each(['memory', 'sqlite'] as const)('facts over %s', (stores) => {
  let reader: RunningReader;
  let auditor: string;

  beforeEach(async () => {
    reader = await RunningReader.start(stores);
    auditor = await reader.token({ sub: 'auditor-1', role: 'auditor' });
    await reader.ledger.openDay('2026-01-01');
    await reader.ledger.appoint(SITI, 'Siti Rahmawati');
    await reader.ledger.appoint(BUDI, 'Budi Hartono', { number: '198903142012011002' });
  });
  afterEach(() => reader.stop());

  const facts = (query = '', person = SITI) => reader.get<FactsAnswer>(`/v1/careers/${person}/facts${query}`, auditor);

  const annul = (subject: 'training', fact: string) =>
    reader.ledger.send({
      kind: 'annul',
      subject,
      stream: `career-${SITI}`,
      person: SITI,
      fact,
      replacesEdition: null,
      decree: null,
      reason: 'Tercatat pada orang yang salah',
    });

  it('gives each fact once, as its last edition states it, in the order of effect', async () => {
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    const late = await reader.ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    const { fact } = late.body as { fact: string };
    await annul('training', fact);
    reader.now += 1_000;
    const corrected = await reader.ledger.promote(SITI, '32', '2025-10-01', 'correct');
    const position = await reader.caughtUp();

    const { status, body } = await facts();
    expect(status).toBe(200);
    expect(body).toMatchObject({ person: SITI, validAt: null, knownAt: position.toString(), mergedInto: null });
    expect(body.facts.map(({ subject, edition, act }) => [subject, edition, act])).toEqual([
      ['appointment', 0, 'recorded'],
      ['training', 1, 'annulled'],
      ['promotion', 1, 'corrected'],
    ]);
    const [appointment, training, promotion] = body.facts;
    expect(appointment).toMatchObject({
      source: `/agencies/${CITY}/simpeg`,
      confirmed: true,
      annulled: false,
      content: { name: 'Siti Rahmawati', number: '198903142012011001', birthDate: '1989-03-14', agency: CITY },
      decree: { number: 'SK-2012-01-01' },
    });
    expect(training).toMatchObject({ fact, annulled: true, confirmed: false, content: null });
    expect(promotion).toMatchObject({
      effectiveAt: '2025-10-01',
      position: corrected.position.toString(),
      ledgerTime: corrected.ledgerTime,
      content: { golongan: '32' },
    });
    expect(promotion!.firstLedgerTime < promotion!.ledgerTime).toBe(true);
  });

  it('names the fact as the source does that recorded it first, whoever corrected it since', async () => {
    const target = { subject: 'promotion', stream: `career-${SITI}`, person: SITI, fact: idOf('kp-7') } as const;
    const statement = {
      effectiveAt: '2025-04-01',
      effectiveUntil: null,
      precision: 'day',
      decree: null,
      approvals: null,
      documents: [],
      content: { kind: '101', golongan: '32', serviceYears: 4, serviceMonths: 0 },
      ext: {},
    } as const;
    const origin = (recordId: string) => ({ recordId, eventId: null, time: null });
    await reader.ledger.send({ kind: 'record', ...target, statement, reason: null }, { origin: origin('kp/7') });
    await reader.ledger.send(
      {
        kind: 'correct',
        ...target,
        reason: 'Salah tanggal',
        replacesEdition: null,
        statement: { ...statement, effectiveAt: '2025-10-01', ext: { catatan: 'ralat' } },
      },
      {
        role: 'agency',
        agency: '4011',
        channel: 'http',
        source: '/agencies/4011/siasn',
        origin: origin('ralat/1'),
      },
    );
    await reader.caughtUp();
    const { body } = await facts();
    expect(body.facts.at(-1)).toMatchObject({
      edition: 1,
      effectiveAt: '2025-10-01',
      ext: { catatan: 'ralat' },
      source: `/agencies/${CITY}/simpeg`,
      recordId: 'kp/7',
    });
  });

  it('leaves out what takes effect later, and what was not known then', async () => {
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    const before = await reader.caughtUp();
    await reader.ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    await reader.caughtUp();
    const subjects = async (query: string) => (await facts(query)).body.facts.map(({ subject }) => subject);
    expect(await subjects('?validAt=2025-03-31')).toEqual(['appointment', 'training']);
    expect(await subjects(`?knownAt=${before}`)).toEqual(['appointment', 'promotion']);
    expect(await subjects(`?knownAt=${before}&validAt=2024-12-31`)).toEqual(['appointment']);
    expect((await facts(`?validAt=2024-12-31`)).body.validAt).toBe('2024-12-31');
    const unknown = await reader.get<Problem>(`/v1/careers/${SITI}/facts?knownAt=1`, auditor);
    expect([unknown.status, unknown.body.type]).toEqual([404, '/problems/not-known-then']);
  });

  it('does not give an appraiser the appraisals of others, and gives both of a pair theirs', async () => {
    await reader.ledger.record('appraisal', SITI, 'skp-2024', '2025-01-10', appraisalBy(BUDI));
    const pair = { kind: '15', mentor: BUDI, mentee: SITI, goal: 'Menyusun anggaran' };
    await reader.ledger.record('mentoring', SITI, 'pair', '2025-01-10', pair);
    await reader.caughtUp();
    const subjects = async (person: string) =>
      (await facts('', person)).body.facts.map(({ subject }) => subject).toSorted();
    expect(await subjects(SITI)).toEqual(['appointment', 'appraisal', 'mentoring']);
    expect(await subjects(BUDI)).toEqual(['appointment', 'mentoring']);
  });

  it('points from a merged person to the one that stands for it, whose facts are those of both', async () => {
    await reader.ledger.train(BUDI, 'Arsip', 10, '2024-08-02');
    await reader.ledger.merge(BUDI, SITI);
    await reader.caughtUp();
    const merged = await reader.get<MergedAnswer>(`/v1/careers/${BUDI}/facts`, auditor);
    expect(merged.body).toMatchObject({ person: BUDI, mergedInto: SITI });
    expect((await facts()).body.facts.map(({ subject }) => subject)).toEqual([
      'appointment',
      'appointment',
      'training',
    ]);
  });

  it('shows what is left of an erased fact, and says that there was more', async () => {
    await reader.caughtUp();
    await reader.keys.destroy(`career-${SITI}`);
    const [fact] = (await facts()).body.facts;
    expect(fact).toMatchObject({ erased: true, recordId: null, ext: {}, content: { agency: CITY, golongan: '31' } });
    expect(fact!.content).not.toHaveProperty('name');
  });

  it('is for the person, the employing agency, BKN and auditors, and stands in the access trail', async () => {
    await reader.caughtUp();
    const tokens = {
      person: { sub: 'siti', role: 'person', person: SITI },
      stranger: { sub: 'budi', role: 'person', person: BUDI },
      employer: { sub: 'simpeg', role: 'agency', agency: CITY },
      other: { sub: 'other', role: 'agency', agency: PROVINCE },
      bkn: { sub: 'bkn', role: 'agency', agency: '4011' },
      dashboard: { sub: 'dashboard', role: 'dashboard', agency: CITY },
      operator: { sub: 'operator', role: 'operator' },
    } as const;
    const seen: Record<string, number> = {};
    for (const [name, claims] of Object.entries(tokens)) {
      const token = await reader.token(claims);
      seen[name] = (await reader.get(`/v1/careers/${SITI}/facts`, token, { 'x-purpose': 'career-sheet' })).status;
    }
    expect(seen).toEqual({
      person: 200,
      stranger: 403,
      employer: 200,
      other: 403,
      bkn: 200,
      dashboard: 403,
      operator: 403,
    });
    const { body } = await reader.get<{ entries: { role: string; purpose: string }[] }>(
      `/v1/careers/${SITI}/accesses`,
      auditor,
    );
    expect(body.entries.map(({ role, purpose }) => `${role} ${purpose}`).toSorted()).toEqual([
      'agency career-sheet',
      'agency career-sheet',
      'person career-sheet',
    ]);
  });

  it.each(['?knownAt=yesterday', '?validAt=2025-02-30', '?limit=5', '?at-least=x'])('refuses %s', async (query) => {
    await reader.caughtUp();
    const { status, body } = await reader.get<Problem>(`/v1/careers/${SITI}/facts${query}`, auditor);
    expect([status, body.type]).toEqual([400, '/problems/invalid-request']);
  });

  it('waits for the position of a receipt', async () => {
    const { position } = await reader.ledger.promote(SITI, '32', instantOf(reader.now).slice(0, 10));
    const { body } = await facts(`?at-least=${position}`);
    expect(body.facts.at(-1)).toMatchObject({ subject: 'promotion', position: position.toString() });
  });
});
