import type { Problem } from '@rekam/contracts';
import { instantOf } from '@rekam/runtime';
import { recordActs } from '../testing/acts';
import { idOf } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import type { TimelineAnswer } from '../timeline/timeline.controller';
import type { CareerAnswer, MergedAnswer } from './career-answer';

const SITI = idOf('Siti');
const HOUR_MS = 3_600_000;

/** A reader that knows one person, and an auditor's token for it. */
async function withSiti(stores: 'memory' | 'sqlite'): Promise<{ reader: RunningReader; auditor: string }> {
  const reader = await RunningReader.start(stores);
  const auditor = await reader.token({ sub: 'auditor-1', role: 'auditor' });
  await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
  await reader.ledger.appoint(SITI, 'Siti Rahmawati');
  return { reader, auditor };
}

describe.each(['memory', 'sqlite'] as const)('careers over %s', (stores) => {
  let reader: RunningReader;
  let auditor: string;

  beforeEach(async () => {
    ({ reader, auditor } = await withSiti(stores));
  });
  afterEach(() => reader.stop());

  const read = (query = '') => reader.get<CareerAnswer>(`/v1/careers/${SITI}${query}`, auditor);

  it('answers last year differently after a correction, and the same as known before it', async () => {
    const promoted = await reader.ledger.promote(SITI, '32', '2025-04-01');
    const before = await reader.caughtUp();
    const asked = `?validAt=2025-06-30&knownAt=${before}`;
    const then = await read(asked);
    expect(then.body.rank).toMatchObject({ golongan: 'III/b', tmt: '2025-04-01', pangkat: 'Penata Muda Tingkat I' });

    const corrected = await reader.ledger.promote(SITI, '32', '2025-10-01', 'correct');
    await reader.caughtUp();

    expect((await read(asked)).body).toEqual(then.body);
    expect((await read('?validAt=2025-06-30')).body.rank).toMatchObject({ golongan: 'III/a', tmt: '2012-01-01' });
    expect((await read('?validAt=2025-10-01')).body.rank).toMatchObject({ golongan: 'III/b', tmt: '2025-10-01' });

    const { body } = await reader.get<TimelineAnswer>(`/v1/careers/${SITI}/timeline`, auditor);
    const [newest, older] = body.entries;
    expect(newest).toMatchObject({
      type: 'PromotionCorrected',
      replaces: { edition: 0, position: promoted.position.toString() },
      changes: [
        { field: '/effectiveAt', from: '2025-04-01', to: '2025-10-01' },
        { field: '/decree', from: { date: '2025-04-01' }, to: { date: '2025-10-01' } },
      ],
    });
    expect(older).toMatchObject({
      type: 'PromotionRecorded',
      supersededBy: { edition: 1, position: corrected.position.toString() },
    });
  });

  it('gives the same by the view as by the log, with the facts behind each year', async () => {
    const a = await reader.ledger.train(SITI, 'Keuangan daerah', 12, '2024-05-20');
    await reader.ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    await reader.ledger.train(SITI, 'Pengadaan', 8, '2025-02-11');
    const position = await reader.caughtUp();
    const [view, log] = [await read(), await read(`?knownAt=${position}`)];
    expect(view.status).toBe(200);
    expect(view.body).toEqual(log.body);
    expect(view.body.position).toBe(position.toString());
    const [year, next] = view.body.development.years;
    expect(year).toMatchObject({ year: 2024, trainingJp: 22, mentoringJp: 0, totalJp: 22, dutyJp: 20, dutyMet: true });
    expect(year!.facts).toHaveLength(2);
    expect(year!.facts).toContain((a.body as { fact: string }).fact);
    expect(next).toMatchObject({ year: 2025, totalJp: 8, dutyMet: false });
    expect(view.body.development.rules.duty).toContain('PP 11/2017');
  });

  it('says, section by section, what the acts of a whole career lead to', async () => {
    await recordActs(reader.ledger, SITI);
    const position = await reader.caughtUp();
    const [view, log] = [await read(), await read(`?knownAt=${position}`)];
    expect(view.body).toEqual(log.body);
    expect(view.body).toMatchObject({
      identity: { name: 'Siti Rahmawati Putri', birthDate: '1989-03-14' },
      titles: { titlePrefix: 'Dr.', titleSuffix: 'S.Kom.', since: '2014-01-01' },
      employment: {
        agency: '5500',
        agencyName: 'Pemerintah Provinsi Jambi',
        unit: 'Dinas Sosial',
        until: '2025-06-30',
      },
      transfer: { last: { fromName: 'Pemerintah Kota Jambi', agency: '5500', since: '2025-02-01' } },
      education: { highest: { level: '40', levelName: 'S-1/Sarjana', at: '2011-08-01' }, all: [{}] },
      competency: {
        latest: { matchBasisPoints: 8333, category: 'MS', until: '2021-02-28' },
        levels: [{ name: 'Integritas' }, { name: 'Basis Data', level: 2, required: 3 }],
      },
      exams: { passed: [{ kind: 'ujian-dinas-1', at: '2018-06-01' }] },
      recognitions: { received: [{ kind: '201', name: 'Satyalancana Karya Satya 10 Tahun' }] },
      discipline: {
        inForce: [],
        past: [{ sanction: '23', level: 'S', since: '2017-01-01', until: '2017-06-30', endedBy: null }],
      },
      absence: { leave: { kind: 'cltn', until: '2024-12-31' }, studyAssignment: null },
      salary: { step: { golonganLabel: 'III/a', salary: 2_903_600, serviceYears: 4 } },
      serviceReview: { years: 2, months: 0, reviews: [{ experience: 'Tenaga honorer' }] },
      exit: { kind: '3', kindName: 'Atas permintaan sendiri', since: '2025-07-01' },
    });
    for (const [name, section] of Object.entries(view.body)) {
      if (typeof section === 'object' && section !== null && !('rules' in section))
        expect([name, section]).toEqual([
          name,
          expect.objectContaining({ rule: expect.stringContaining('version') as unknown }),
        ]);
    }
    // Why somebody was punished is the facts' and the timeline's to show.
    expect(JSON.stringify(view.body)).not.toContain('dirahasiakan');
  });

  it('shows an acting post until its last day, and a sanction until it is served', async () => {
    await recordActs(reader.ledger, SITI);
    await reader.caughtUp();
    const acting = async (day: string) =>
      (await read(`?validAt=${day}`)).body.post.acting.map(({ position, assignmentName }) => [
        position,
        assignmentName,
      ]);
    expect(await acting('2016-12-31')).toEqual([['Kepala Seksi', 'Pelaksana Tugas']]);
    expect(await acting('2017-01-01')).toEqual([]);
    const before = await read('?validAt=2017-06-30');
    expect(before.body).toMatchObject({
      employment: { agency: '5571', unit: 'Bidang Aplikasi', until: null },
      post: { definitive: { position: 'Pranata Komputer', jenjangName: 'Ahli Pertama', since: '2015-01-01' } },
      credit: { totalThousandths: 100_125, jenjangName: 'Ahli Pertama', decisions: [{ counted: true }] },
      discipline: { inForce: [{ sanction: '23' }], past: [] },
      exit: { kind: null, since: null, fact: null },
    });
    expect((await read('?validAt=2017-07-01')).body.discipline).toMatchObject({ inForce: [], past: [{}] });
    const studying = await read('?validAt=2020-01-01');
    expect(studying.body.absence.studyAssignment).toMatchObject({ level: '45', since: '2019-08-01' });
  });

  it('takes an instant with any zone, and forgets what was recorded after it', async () => {
    await reader.caughtUp();
    const evening = reader.now;
    reader.now += HOUR_MS;
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    await reader.caughtUp();
    const local = new Date(evening + 7 * HOUR_MS).toISOString().replace('Z', '+07:00');
    const known = await read(`?knownAt=${encodeURIComponent(local)}`);
    expect(known.body).toMatchObject({ knownAt: instantOf(evening), rank: { golongan: 'III/a' } });
    expect((await read(`?knownAt=${instantOf(reader.now)}`)).body.rank.golongan).toBe('III/b');
  });

  it('answers an instant that the log may still add to with a position, which gives the same answer ever after', async () => {
    const position = await reader.caughtUp();
    const asked = `?validAt=2025-06-30&knownAt=${instantOf(reader.now)}`;
    const first = await read(asked);
    expect(first.body).toMatchObject({ knownAt: position.toString(), rank: { golongan: 'III/a' } });
    // The clock stands still: what comes next has the same ledger time.
    const later = await reader.ledger.promote(SITI, '32', '2025-04-01');
    await reader.caughtUp();
    expect(later.ledgerTime).toBe(instantOf(reader.now));
    expect((await read(`?validAt=2025-06-30&knownAt=${first.body.knownAt}`)).body).toEqual(first.body);
    expect((await read(asked)).body).toMatchObject({ knownAt: later.position.toString(), rank: { golongan: 'III/b' } });
  });

  it('cuts off at an instant before the last ledger time what no later event can add to', async () => {
    await reader.caughtUp();
    const before = instantOf(reader.now);
    reader.now += HOUR_MS;
    await reader.ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    await reader.caughtUp();
    const first = await read(`?knownAt=${before}`);
    expect(first.body).toMatchObject({ knownAt: before, development: { trainings: 0 } });
    // A writer whose clock lags: the log gives its event the ledger time of the one before.
    reader.now -= 2 * HOUR_MS;
    const late = await reader.ledger.promote(SITI, '32', '2025-04-01');
    reader.now += 2 * HOUR_MS;
    const position = await reader.caughtUp();
    expect(late.meta.recordedAt < before && late.ledgerTime > before).toBe(true);
    const again = await read(`?knownAt=${first.body.knownAt}`);
    expect(again.body).toEqual({ ...first.body, position: position.toString() });
  });

  it('answers about persons who were merged into each other', async () => {
    const other = idOf('Siti again');
    await reader.ledger.appoint(other, 'Siti Rahmawati', { at: '2014-01-01', number: '198903142014012002' });
    await reader.ledger.mergeUnchecked(other, SITI);
    await reader.ledger.mergeUnchecked(SITI, other);
    await reader.ledger.openDay('2100-01-01');
    const position = await reader.caughtUp();
    for (const [person, into] of [
      [SITI, other],
      [other, SITI],
    ]) {
      for (const query of ['', `?knownAt=${position}`]) {
        const { status, body } = await reader.get<MergedAnswer>(`/v1/careers/${person}${query}`, auditor);
        expect([status, body.mergedInto]).toEqual([200, into]);
      }
      const { body } = await reader.get<TimelineAnswer>(`/v1/careers/${person}/timeline`, auditor);
      expect(body.entries).toHaveLength(4);
    }
  });

  it('waits for the position of a receipt', async () => {
    const { position } = await reader.ledger.promote(SITI, '32', '2025-04-01');
    const { status, body } = await read(`?at-least=${position}`);
    expect(status).toBe(200);
    expect(body.rank.golongan).toBe('III/b');
    expect(BigInt(body.position)).toBeGreaterThanOrEqual(position);
  });

  it('says how far the view is when it does not come to the position in time', async () => {
    const position = await reader.caughtUp();
    const { status, body } = await reader.get<Problem>(`/v1/careers/${SITI}?at-least=${position + 1n}`, auditor);
    expect(status).toBe(503);
    expect(body).toMatchObject({ type: '/problems/position-not-reached', retryable: true });
    expect(body.detail).toContain(`position ${position} of the ${position + 1n}`);
  });

  it('points from a merged person to the one that stands for it, whose record holds both, from the merge on', async () => {
    const other = idOf('Siti again');
    await reader.ledger.appoint(other, 'Siti Rahmawati', { at: '2014-01-01', number: '198903142014012002' });
    await reader.ledger.train(other, 'Arsip', 10, '2024-08-02');
    const before = await reader.caughtUp();
    await reader.ledger.merge(other, SITI);
    const after = await reader.caughtUp();

    const merged = await reader.get<MergedAnswer>(`/v1/careers/${other}`, auditor);
    expect(merged.body).toMatchObject({ person: other, mergedInto: SITI, position: after.toString() });
    const [view, log, then] = [await read(), await read(`?knownAt=${after}`), await read(`?knownAt=${before}`)];
    expect(view.body).toEqual(log.body);
    expect(view.body.identity.numbers).toEqual(['198903142012011001', '198903142014012002']);
    expect(view.body.development.trainings).toBe(1);
    expect(then.body.identity.numbers).toEqual(['198903142012011001']);
    const unmerged = await reader.get<CareerAnswer>(`/v1/careers/${other}?knownAt=${before}`, auditor);
    expect(unmerged.body).toMatchObject({ mergedInto: null, development: { trainings: 1 } });

    const { body } = await reader.get<TimelineAnswer>(`/v1/careers/${SITI}/timeline?order=asc`, auditor);
    expect(body.entries.map(({ type }) => type)).toEqual([
      'AppointmentRecorded',
      'AppointmentRecorded',
      'TrainingRecorded',
      'PersonMerged',
    ]);
  });

  it('counts confirmed mentoring for the mentee, and shows the pair to both', async () => {
    const budi = idOf('Budi');
    await reader.ledger.appoint(budi, 'Budi Hartono', { number: '198903142012012003' });
    const pair = { kind: '15', mentor: budi, mentee: SITI, goal: 'Menyusun anggaran' };
    await reader.ledger.record('mentoring', SITI, 'pair', '2025-01-10', pair);
    const session = { jp: 2, topic: 'RKA' };
    const { body } = await reader.ledger.record('mentoring-session', SITI, 'session-1', '2025-01-17', session);
    const { fact } = body as { fact: string };
    const stream = `mentoring-${idOf('mentoring  pair')}`;
    const confirm = (actorPerson: string) =>
      reader.ledger.send(
        { kind: 'confirm', subject: 'mentoring-session', stream, person: null, fact, edition: null },
        { role: 'person', channel: 'http', actorPerson },
      );
    await confirm(budi);
    const half = await reader.caughtUp();
    await confirm(SITI);
    const whole = await reader.caughtUp();

    expect((await read(`?knownAt=${half}`)).body.development).toMatchObject({ sessions: 0, sessionsUnconfirmed: 1 });
    const [view, log] = [await read(), await read(`?knownAt=${whole}`)];
    expect(view.body).toEqual(log.body);
    expect(view.body.development).toMatchObject({
      sessions: 1,
      pairsAsMentee: 1,
      years: [{ year: 2025, mentoringJp: 2, totalJp: 2, facts: [fact] }],
    });
    const mentor = await reader.get<CareerAnswer>(`/v1/careers/${budi}`, auditor);
    expect(mentor.body.development).toMatchObject({ sessions: 1, pairsAsMentor: 1, years: [] });
  });

  it('shows erased parts as null, and says so', async () => {
    const position = await reader.caughtUp();
    await reader.keys.destroy(`career-${SITI}`);
    const { body } = await read(`?knownAt=${position}`);
    expect(body).toMatchObject({
      erased: true,
      identity: { name: null, birthDate: null, numbers: [] },
      employment: { kind: 'CPNS', agency: '5571' },
    });
  });
});

// Nothing is recorded between these, so they share a reader.
describe.each(['memory', 'sqlite'] as const)('a question about a career over %s', (stores) => {
  let reader: RunningReader;
  let auditor: string;

  beforeAll(async () => {
    ({ reader, auditor } = await withSiti(stores));
    await reader.caughtUp();
  });
  afterAll(() => reader.stop());

  it.each([
    ['?knownAt=2999-01-01T00:00:00Z', 'known-at-in-future'],
    ['?knownAt=999999', 'known-at-in-future'],
    ['?knownAt=2025-02-30T00:00:00Z', 'invalid-request'],
    ['?knownAt=yesterday', 'invalid-request'],
    ['?validAt=2025-02-30', 'invalid-request'],
    ['?validat=2025-02-01', 'invalid-request'],
    ['?validAt=2025-02-01&validAt=2025-02-02', 'invalid-request'],
    ['?at-least=-1', 'invalid-request'],
  ])('refuses %s as %s', async (query, code) => {
    const { status, body } = await reader.get<Problem>(`/v1/careers/${SITI}${query}`, auditor);
    expect(status).toBe(400);
    expect(body).toMatchObject({ type: `/problems/${code}`, errors: [{ accepted: expect.any(String) as unknown }] });
  });

  it('refuses an id that is none, and does not know whom nobody recorded', async () => {
    expect((await reader.get('/v1/careers/198903142012011001', auditor)).status).toBe(400);
    const { status, body } = await reader.get<Problem>(`/v1/careers/${idOf('nobody')}`, auditor);
    expect([status, body.type]).toEqual([404, '/problems/unknown-person']);
  });
});
