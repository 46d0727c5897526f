import type { Command } from './command';
import type { FactBody, Recorded } from './event';
import { lastEdition } from './fact';
import { editionOf } from './state';
import { careerStream } from './streams';
import { given } from './testing/given';
import {
  auditor,
  bkn,
  correct,
  course,
  cpns,
  DEWI,
  elsewhere,
  home,
  judged,
  of,
  operator,
  pair,
  PAIR,
  PAIRED,
  personally,
  pppk,
  provider,
  record,
  rise,
  SITI,
  SITI_APPOINTED,
  stated,
  withdraw,
  approved,
  merge,
  BUDI,
  BUDI_APPOINTED,
  confirm,
} from './testing/samples';

const COURSE = of('training', 'course');
const LEARNED = record(COURSE, stated(course(), '2025-05-05'));
const MORE_HOURS = correct(COURSE, stated(course({ jp: 24 }), '2025-05-05'), { reason: 'as on the certificate' });
const ANNULLED = withdraw('annul', COURSE);
const COURSE_STREAM = careerStream(SITI);
const DIGEST = { sha256: 'a'.repeat(64), size: 9, type: 'application/pdf' };
const DOCUMENTS = [{ ...DIGEST, uri: 'file:a' }];

describe('editions', () => {
  it('record: edition 0, with nothing before it', () => {
    given(SITI_APPOINTED)
      .when(LEARNED)
      .thenEvent('TrainingRecorded', {
        body: { fact: 'course', edition: 0, prev: null, effectiveAt: '2025-05-05', content: course(), flags: [] },
        meta: { schema: 2, persons: [{ id: SITI, role: 'subject' }] },
      });
  });

  it('correct: the next edition, whole, linked to the one before, with its reason out of the open part', () => {
    const { ledger, thenEvent } = given(SITI_APPOINTED, LEARNED).when(MORE_HOURS);
    thenEvent('TrainingCorrected', {
      body: { edition: 1, prev: 'event-2', content: course({ jp: 24 }) },
      sensitive: { content: {}, reason: 'as on the certificate', ext: {}, uris: [], origin: null },
    });
    expect(JSON.stringify(ledger.log.at(-1)!.body)).not.toContain('certificate"}');
  });

  it('annul: no content, the decision has its own decree', () => {
    const decree = { number: '9', date: '2026-05-05', authority: null };
    const approvals = { pertek: { number: '7', date: '2025-05-01' } };
    const full = record(
      COURSE,
      stated(course(), '2025-05-05', { approvals, documents: DOCUMENTS, ext: { asal: 'SIMPEG' } }),
    );
    const { ledger, thenEvent } = given(SITI_APPOINTED, full).when(withdraw('annul', COURSE, { decree }));
    thenEvent('TrainingAnnulled', {
      body: { edition: 1, prev: 'event-2', content: null, decree, approvals: null, documents: [], flags: [] },
      sensitive: { content: {}, reason: 'entered twice', ext: {}, uris: [], origin: null },
    });
    expect(lastEdition(ledger.state(COURSE_STREAM).facts.get('course')!)).toMatchObject({ approvals: null, ext: {} });
  });

  it('reinstate: what was last stated, its flags and documents too', () => {
    const imported = record(COURSE, stated(course(), '2025-05-05'), { by: operator });
    const approvals = { pertek: { number: '7', date: '2025-05-01' } };
    const ext = { asal: 'SIMPEG' };
    const doubtful = correct(
      COURSE,
      stated(course({ kind: '15' }), '2025-05-05', { approvals, documents: DOCUMENTS, ext }),
      { by: operator },
    );
    const { ledger, thenEvent } = given(SITI_APPOINTED, imported, doubtful, ANNULLED).when(
      withdraw('reinstate', COURSE),
    );
    thenEvent('TrainingReinstated', {
      body: {
        edition: 3,
        prev: 'event-4',
        content: course({ kind: '15' }),
        approvals,
        documents: [DIGEST],
        flags: [{ code: 'record-as-mentoring', field: '/content/kind' }],
      },
      sensitive: { ext, uris: ['file:a'] },
    });
    expect(lastEdition(ledger.state(COURSE_STREAM).facts.get('course')!)).toMatchObject({ documents: DOCUMENTS, ext });
  });

  it('keep personal content in the sensitive part, on reinstatement too', () => {
    const appointment = of('appointment', 'siti-cpns');
    const sensitive = {
      content: { name: 'Siti Rahma', birthDate: '1990-02-17', number: '199002172015032001', oldNumber: null },
    };
    const { ledger } = given().when(SITI_APPOINTED);
    expect(ledger.log[0]).toMatchObject({ sensitive });
    expect(JSON.stringify(ledger.log[0]!.body)).not.toMatch(/Siti|1990/);
    given(SITI_APPOINTED, withdraw('annul', appointment, { by: operator }))
      .when(withdraw('reinstate', appointment, { by: operator }))
      .thenEvent('AppointmentReinstated', { sensitive });
  });

  it('keep what a source may have put names into out of the open part, so that it can be erased', () => {
    const origin = { recordId: 'Siti-17', eventId: 'msg-1', time: '2026-06-01T10:00:00+07:00' };
    const ext = { catatan: 'Siti' };
    const said = record(COURSE, stated(course(), '2025-05-05', { documents: DOCUMENTS, ext }));
    const { ledger } = given(SITI_APPOINTED).when({ ...said, meta: { ...said.meta, origin } });
    const event = ledger.log.at(-1)!;
    expect(event.sensitive).toEqual({ content: {}, reason: null, ext, uris: ['file:a'], origin });
    expect(JSON.stringify(event.body)).not.toMatch(/Siti|file:a/);
    expect(JSON.stringify(event.meta)).not.toMatch(/Siti-17|msg-1/);

    const edition = (seen: Recorded) => editionOf(seen, seen.body as FactBody, 'recorded');
    expect(edition(event)).toMatchObject({ documents: DOCUMENTS, ext, origin, channel: 'http' });
    expect(edition({ ...event, sensitive: null, erased: true })).toMatchObject({
      documents: [{ ...DIGEST, uri: null }],
      ext: {},
      origin: null,
      erased: true,
    });
  });

  it('have no sensitive part when there is truly nothing in it', () => {
    const { ledger } = given(SITI_APPOINTED).when(LEARNED);
    expect(ledger.log.at(-1)!.sensitive).toBeNull();
  });

  it('of a process step and a merge keep the names of the source too', () => {
    const origin = { recordId: null, eventId: 'msg-2', time: null };
    const sent = <C extends Command>(command: C): C => ({ ...command, meta: { ...command.meta, origin } });
    const taught = record(COURSE, stated(course(), '2025-05-05'), { by: provider });
    const sensitive = { content: {}, reason: null, ext: {}, uris: [], origin };
    given(SITI_APPOINTED, taught)
      .when(sent(confirm(COURSE, home)))
      .thenEvent('TrainingConfirmed', { sensitive });
    given(SITI_APPOINTED, BUDI_APPOINTED)
      .when(sent(merge('merge', SITI, BUDI)))
      .thenEvent('PersonMerged', { sensitive });
  });

  it.each<[string, readonly Command[], Command]>([
    ['unknown-fact', [], MORE_HOURS],
    ['unknown-fact', [], ANNULLED],
    ['unknown-fact', [], confirm(COURSE, home)],
    ['wrong-subject', [LEARNED], record(of('promotion', 'course'), stated(rise('32'), '2026-04-01'))],
    ['wrong-subject', [LEARNED], correct(of('promotion', 'course'), stated(rise('32'), '2026-04-01'))],
    ['wrong-subject', [LEARNED], withdraw('annul', of('promotion', 'course'))],
    ['wrong-subject', [LEARNED], confirm(of('mentoring-session', 'course'), home)],
    [
      'edition-not-last',
      [LEARNED, MORE_HOURS],
      correct(COURSE, stated(course({ jp: 8 }), '2025-05-05'), { replacesEdition: 0 }),
    ],
    ['edition-not-last', [LEARNED], withdraw('annul', COURSE, { replacesEdition: 1 })],
    ['edition-not-last', [LEARNED, ANNULLED], withdraw('reinstate', COURSE, { replacesEdition: 0 })],
    ['fact-annulled', [LEARNED, ANNULLED], MORE_HOURS],
    ['fact-annulled', [LEARNED, ANNULLED], record(COURSE, stated(course(), '2025-05-05'))],
    ['already-annulled', [LEARNED, ANNULLED], withdraw('annul', COURSE)],
    ['not-annulled', [LEARNED], withdraw('reinstate', COURSE)],
    ['not-annulled', [LEARNED, ANNULLED, withdraw('reinstate', COURSE)], withdraw('reinstate', COURSE)],
    ['unknown-person', [], record(of('training', 'x', DEWI), stated(course(), '2025-05-05'))],
  ])('%s', (code, history, command) => {
    given(SITI_APPOINTED, ...history)
      .when(command)
      .thenRejected(code);
  });

  it('says which rejections may pass later', () => {
    const { decision } = given().when(LEARNED);
    expect(decision).toMatchObject({ rejections: [{ code: 'unknown-person', retryable: true }] });
  });
});

describe('the same again', () => {
  it('under its command id gives the first outcome, whatever came since', () => {
    given(SITI_APPOINTED, LEARNED, MORE_HOURS, ANNULLED).when(LEARNED).thenDuplicateOf(2n);
    given(SITI_APPOINTED, LEARNED, ANNULLED).when(ANNULLED).thenDuplicateOf(3n);
  });

  it('under its command id with other content is refused', () => {
    const other = record(COURSE, stated(course({ jp: 8 }), '2025-05-05'), { commandId: LEARNED.meta.commandId });
    given(SITI_APPOINTED, LEARNED).when(other).thenRejected('command-id-reused');
  });

  it('under its command id about another fact is refused, be the content equal', () => {
    const { commandId } = LEARNED.meta;
    const other = record(of('training', 'another-course'), stated(course(), '2025-05-05'), { commandId });
    given(SITI_APPOINTED, LEARNED).when(other).thenRejected('command-id-reused');
  });

  it('under a new command id: equal content is a duplicate, changed content a correction', () => {
    const again = stated(course(), '2025-05-05');
    given(SITI_APPOINTED, LEARNED).when(record(COURSE, again)).thenDuplicateOf(2n);
    given(SITI_APPOINTED, LEARNED)
      .when(correct(COURSE, again, { replacesEdition: 7 }))
      .thenDuplicateOf(2n);
    given(SITI_APPOINTED, LEARNED)
      .when(record(COURSE, stated(course({ jp: 8 }), '2025-05-05')))
      .thenEvent('TrainingCorrected', { body: { edition: 1, prev: 'event-2' } });
  });

  it('of a command with several events is answered by its first', () => {
    const { ledger } = given(SITI_APPOINTED, LEARNED);
    const { stream, revision: _revision, ...first } = ledger.log.at(-1)!;
    ledger.append(stream, { ...first, type: 'SomethingElse', body: { content: {} } });
    expect(ledger.decide(LEARNED)).toMatchObject({ kind: 'duplicate', outcome: { fact: 'course', position: 2n } });
  });

  it('after a reinstatement is a duplicate of what was reinstated', () => {
    given(SITI_APPOINTED, LEARNED, ANNULLED, withdraw('reinstate', COURSE))
      .when(record(COURSE, stated(course(), '2025-05-05')))
      .thenDuplicateOf(4n);
  });

  it('after a correction goes back to the first content as another correction', () => {
    given(SITI_APPOINTED, LEARNED, MORE_HOURS)
      .when(record(COURSE, stated(course(), '2025-05-05')))
      .thenEvent('TrainingCorrected', { body: { edition: 2, content: course() } });
  });
});

describe('authority', () => {
  const moved = record(of('appointment', 'siti-moves'), stated(cpns({ kind: 'PNS', agency: '5501' }), '2025-01-01'), {
    by: bkn,
  });
  const late = record(of('training', 'late'), stated(course(), '2024-11-11'), { by: home });

  it('to record: the employer on that day, BKN', () => {
    given(SITI_APPOINTED).when(moved).thenAccepted();
    given(SITI_APPOINTED, moved).when(late).thenAccepted();
    given(SITI_APPOINTED, moved).when(LEARNED).thenRejected('not-authorised');
    given(SITI_APPOINTED, moved)
      .when(record(COURSE, stated(course(), '2025-05-05'), { by: bkn }))
      .thenAccepted();
  });

  it('to take a person in: the receiving agency, when no other employs the person on that day', () => {
    const takes = (at: string) =>
      record(of('appointment', 'taken'), stated(pppk({ agency: '5501' }), at), { by: elsewhere });
    const contract = record(
      of('appointment', 'contract'),
      stated(pppk(), '2019-03-01', { effectiveUntil: '2025-12-31' }),
      {
        by: operator,
      },
    );
    given(SITI_APPOINTED).when(takes('2026-01-01')).thenRejected('not-authorised');
    given(contract).when(takes('2025-12-31')).thenRejected('not-authorised');
    given(contract).when(takes('2026-01-01')).thenAccepted();
    given().when(takes('2026-01-01')).thenAccepted();
    given(SITI_APPOINTED)
      .when({ ...takes('2026-01-01'), meta: { ...takes('2026-01-01').meta, ...home } })
      .thenAccepted();
  });

  it('to take a person in is not had by correcting an appointment into the employ of another agency', () => {
    const taken = of('appointment', 'taken');
    const between = stated(pppk({ agency: '5501' }), '2026-01-01', { effectiveUntil: '2026-02-28' });
    const history = [
      record(of('appointment', 'contract'), stated(pppk(), '2019-03-01', { effectiveUntil: '2025-12-31' }), {
        by: operator,
      }),
      record(taken, between, { by: elsewhere }),
      record(of('appointment', 'again'), stated(pppk(), '2026-03-01'), { by: home }),
    ];
    const moves = { ...between, effectiveAt: '2026-05-01', effectiveUntil: null };
    given(...history)
      .when(correct(taken, moves, { by: elsewhere }))
      .thenRejected('not-authorised');
    given(...history)
      .when(correct(taken, moves, { by: bkn }))
      .thenAccepted();
    given(...history)
      .when(correct(taken, { ...between, content: pppk({ agency: '5501', unit: null }) }, { by: elsewhere }))
      .thenAccepted();
  });

  it('of an import: what an import recorded, or what is said already', () => {
    const better = stated(course({ jp: 24 }), '2025-05-05');
    const imported = record(COURSE, stated(course(), '2025-05-05'), { by: operator });
    for (const change of [
      correct(COURSE, better, { by: operator }),
      record(COURSE, better, { by: operator }),
      withdraw('annul', COURSE, { by: operator }),
    ]) {
      given(SITI_APPOINTED, LEARNED).when(change).thenRejected('not-authorised');
      given(SITI_APPOINTED, imported).when(change).thenAccepted();
      // Who corrects an imported fact live does not make it a live one.
      given(SITI_APPOINTED, imported, correct(COURSE, stated(course({ jp: 8 }), '2025-05-05')))
        .when(change)
        .thenAccepted();
    }
    given(SITI_APPOINTED, LEARNED, ANNULLED)
      .when(withdraw('reinstate', COURSE, { by: operator }))
      .thenRejected('not-authorised');
    given(SITI_APPOINTED, LEARNED).when(imported).thenDuplicateOf(2n);
  });

  it('to change: the recording source, the present employer, BKN', () => {
    const better = stated(course({ jp: 24 }), '2024-11-11');
    const fact = of('training', 'late');
    for (const by of [home, elsewhere, bkn]) {
      given(SITI_APPOINTED, moved, late)
        .when(correct(fact, better, { by }))
        .thenAccepted();
      given(SITI_APPOINTED, moved, late)
        .when(withdraw('annul', fact, { by }))
        .thenAccepted();
    }
    const other = { ...home, source: '/agencies/5571/e-kinerja' };
    given(SITI_APPOINTED, moved, late)
      .when(correct(fact, better, { by: other }))
      .thenRejected('not-authorised');
    given(SITI_APPOINTED, moved, late)
      .when(record(fact, better, { by: other }))
      .thenRejected('not-authorised');
  });

  it('of a stranger: refused before it learns anything of the fact', () => {
    for (const command of [
      correct(COURSE, stated(course(), '2025-05-05'), { by: elsewhere }),
      correct(COURSE, stated(course(), '2025-05-05'), { by: elsewhere, replacesEdition: 9 }),
      withdraw('annul', COURSE, { by: elsewhere }),
      withdraw('reinstate', COURSE, { by: elsewhere }),
    ]) {
      given(SITI_APPOINTED, LEARNED).when(command).thenRejected('not-authorised');
      given(SITI_APPOINTED, LEARNED, ANNULLED).when(command).thenRejected('not-authorised');
    }
  });

  it("is not had by an appraiser's employer", () => {
    const guest = record(of('appointment', 'dewi', DEWI), stated(pppk({ agency: '5501' }), '2019-03-01'), {
      by: operator,
    });
    const byAppraiser = record(of('appraisal', 'x'), stated(judged(2025, { appraiserPerson: DEWI }), '2025-12-31'), {
      by: elsewhere,
    });
    given(SITI_APPOINTED, guest).when(byAppraiser).thenRejected('not-authorised');
  });

  it("over a pair is not had by naming persons of one's own in it", () => {
    const guest = record(of('appointment', 'dewi', DEWI), stated(pppk({ agency: '5501' }), '2019-03-01'), {
      by: operator,
    });
    given(SITI_APPOINTED, BUDI_APPOINTED, guest, PAIRED)
      .when(correct(PAIR, stated(pair({ mentor: DEWI }), '2026-01-05'), { by: elsewhere }))
      .thenRejected('not-authorised');
  });

  it('of the roles that only read: none', () => {
    for (const by of [auditor, personally(SITI), { ...operator, channel: 'http' as const }]) {
      given(SITI_APPOINTED)
        .when(record(COURSE, stated(course(), '2025-05-05'), { by }))
        .thenRejected('not-authorised');
    }
  });

  it('of a provider: its trainings and no more', () => {
    const taught = record(COURSE, stated(course(), '2025-05-05'), { by: provider });
    given(SITI_APPOINTED).when(taught).thenAccepted();
    given(SITI_APPOINTED)
      .when(record(of('promotion', 'x'), stated(rise('32'), '2026-04-01'), { by: provider }))
      .thenRejected('not-authorised');
    given(SITI_APPOINTED, LEARNED)
      .when(correct(COURSE, stated(course({ jp: 99 }), '2025-05-05'), { by: provider }))
      .thenRejected('not-authorised');
    given(SITI_APPOINTED, taught)
      .when(withdraw('annul', COURSE, { by: provider }))
      .thenAccepted();
  });

  it('to merge: BKN and the operator', () => {
    const history = [SITI_APPOINTED, BUDI_APPOINTED];
    given(...history)
      .when(merge('merge', SITI, BUDI, { by: home }))
      .thenRejected('not-authorised');
    given(...history)
      .when(merge('merge', SITI, BUDI, { by: operator }))
      .thenAccepted();
  });
});

describe('a career of several numbers', () => {
  const contract = record(of('appointment', 'pppk-1'), stated(pppk(), '2019-03-01', { effectiveUntil: '2024-02-29' }), {
    by: operator,
  });
  const second = record(
    of('appointment', 'pppk-2'),
    stated(pppk({ agency: '5501', number: '199002172024212007' }), '2024-07-01', { effectiveUntil: '2026-02-28' }),
    { by: elsewhere },
  );
  const civil = record(of('appointment', 'cpns'), stated(cpns({ number: '199002172026032001' }), '2026-03-01'), {
    by: home,
  });

  it('goes on after a contract has ended, at the agency that takes the person', () => {
    given(contract)
      .when({ ...second, meta: { ...second.meta, approvedBy: 'head' } })
      .thenFlagged();
    given(contract, second).when(civil).thenFlagged();
  });

  it('binds acts to the service of their day', () => {
    const between = (by = approved) => record(of('training', 'x'), stated(course(), '2024-06-15'), { by });
    given(contract, second).when(between()).thenRejected('effective-after-exit');
    given(contract, second, civil)
      .when(record(of('training', 'x'), stated(course(), '2026-04-04'), { by: home }))
      .thenFlagged();
  });

  it('counts the last day of a contract as service, and lets an act last one day', () => {
    const oneDay = stated(course(), '2024-02-29', { effectiveUntil: '2024-02-29' });
    given(contract, second)
      .when(record(of('training', 'x'), oneDay, { by: operator }))
      .thenFlagged();
  });

  it('takes the first rank of a civil servant for the rank before, not the grade of the contract', () => {
    given(contract, second, civil)
      .when(record(of('promotion', 'x'), stated(rise('32'), '2026-04-01'), { by: home }))
      .thenFlagged();
  });

  it('lets the first day of service be corrected to an earlier one, or a later', () => {
    for (const at of ['2019-01-01', '2019-05-01']) {
      given(contract)
        .when(
          correct(of('appointment', 'pppk-1'), stated(pppk(), at, { effectiveUntil: '2024-02-29' }), { by: approved }),
        )
        .thenFlagged();
    }
  });

  it('accepts 18 years to the day', () => {
    given()
      .when(record(of('appointment', 'x'), stated(pppk(), '2008-02-17'), { by: operator }))
      .thenFlagged();
  });
});

describe('merging', () => {
  const both = [SITI_APPOINTED, BUDI_APPOINTED];

  it('is recorded in the career that gives way, and shows in both', () => {
    given(...both)
      .when(merge('merge', SITI, BUDI))
      .thenEvent('PersonMerged', {
        body: { content: { into: BUDI } },
        meta: {
          persons: [
            { id: SITI, role: 'subject' },
            { id: BUDI, role: 'subject' },
          ],
        },
      });
  });

  it('has its decree in the open and its reason apart, if they are given', () => {
    const decree = { number: '3', date: '2026-05-05', authority: null };
    const why = merge('merge', SITI, BUDI, { reason: 'Siti is Budi', decree });
    const { ledger, thenEvent } = given(...both).when(why);
    thenEvent('PersonMerged', {
      body: { content: { into: BUDI, decree } },
      sensitive: { content: {}, reason: 'Siti is Budi', ext: {}, uris: [], origin: null },
    });
    expect(JSON.stringify(ledger.log.at(-1)!.body)).not.toContain('Siti');
    expect(ledger.state(careerStream(SITI)).mergedInto).toBe(BUDI);
  });

  it('turns new acts to the person that stands for both, and lets old ones be corrected', () => {
    const merged = [...both, LEARNED, merge('merge', SITI, BUDI)];
    given(...merged)
      .when(record(of('training', 'next'), stated(course(), '2025-06-06')))
      .thenRejected('person-merged');
    given(...merged)
      .when(MORE_HOURS)
      .thenAccepted();
    given(...merged)
      .when(ANNULLED)
      .thenAccepted();
  });

  it('lets the present employer speak for the career that gave way', () => {
    const content = cpns({ kind: 'PNS', agency: '5501', birthDate: '1984-05-05', number: '198405052008031002' });
    const moved = record(of('appointment', 'budi-moves', BUDI), stated(content, '2026-01-01'), { by: bkn });
    const change = correct(COURSE, stated(course({ jp: 24 }), '2025-05-05'), { by: elsewhere });
    given(...both, moved, LEARNED)
      .when(change)
      .thenRejected('not-authorised');
    given(...both, moved, LEARNED, merge('merge', SITI, BUDI))
      .when(change)
      .thenAccepted();
  });

  it('can be taken back, and then all is as before', () => {
    given(...both, merge('merge', SITI, BUDI), merge('unmerge', SITI, BUDI))
      .when(LEARNED)
      .thenAccepted();
  });

  it.each<[string, readonly Command[], Command]>([
    ['merge-with-itself', [], merge('merge', SITI, SITI)],
    ['unknown-person', [], merge('merge', DEWI, SITI)],
    ['unknown-person', [], merge('merge', SITI, DEWI)],
    ['person-merged', [merge('merge', SITI, BUDI)], merge('merge', SITI, BUDI)],
    ['person-merged', [merge('merge', SITI, BUDI)], merge('merge', BUDI, SITI)],
    ['not-merged', [], merge('unmerge', SITI, BUDI)],
  ])('%s', (code, history, command) => {
    given(...both, ...history)
      .when(command)
      .thenRejected(code);
  });
});

describe('deciding', () => {
  it('changes neither the state nor the command', () => {
    const { ledger } = given(SITI_APPOINTED, LEARNED);
    const print = (value: unknown): string =>
      JSON.stringify(value, (_key, each: unknown) =>
        typeof each === 'bigint' ? `${each}n` : each instanceof Map ? [...each] : each,
      );
    const before = print([ledger.careers(), MORE_HOURS]);
    ledger.decide(MORE_HOURS);
    expect(print([ledger.careers(), MORE_HOURS])).toBe(before);
  });

  it('leaves out of the event what only the decision needs', () => {
    const { ledger } = given(SITI_APPOINTED);
    expect(Object.keys(ledger.log[0]!.meta)).not.toEqual(expect.arrayContaining(['today']));
    expect(Object.keys(ledger.log[0]!.meta)).not.toEqual(expect.arrayContaining(['actorPerson']));
    expect(Object.keys(ledger.log[0]!.meta)).not.toContain('origin');
    expect((ledger.log[0]!.body as FactBody).prev).toBeNull();
  });
});
