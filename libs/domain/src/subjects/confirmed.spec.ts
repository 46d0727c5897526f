import { partsAt, stateKnownAt } from '../as-of';
import type { Command } from '../command';
import { given } from '../testing/given';
import {
  auditor,
  bkn,
  BUDI,
  BUDI_APPOINTED,
  confirm,
  correct,
  course,
  DEWI,
  elsewhere,
  home,
  inPair,
  meeting,
  merge,
  of,
  PAIR,
  PAIRED,
  personally,
  pppk,
  provider,
  record,
  SITI,
  SITI_APPOINTED,
  stated,
  TODAY,
  withdraw,
  operator,
} from '../testing/samples';

const SESSION = inPair('session');
const MET = record(SESSION, stated(meeting(), '2026-02-02'));
const BY_SITI = confirm(SESSION, personally(SITI));
const BY_BUDI = confirm(SESSION, personally(BUDI));
const PAIR_OF_TWO = [SITI_APPOINTED, BUDI_APPOINTED, PAIRED];

const sessionsOf = (person: string, ...history: readonly Command[]) => {
  const { log } = given(...PAIR_OF_TWO, ...history).ledger;
  const own = log.filter(({ meta }) => meta.persons.some(({ id }) => id === person));
  return partsAt(stateKnownAt(own, { position: 99n }), TODAY, person)['mentoring-session'];
};

describe('a mentoring session', () => {
  it('takes its persons from the pair and shows in the records of both', () => {
    given(...PAIR_OF_TWO)
      .when(MET)
      .thenEvent('MentoringSessionRecorded', {
        body: { content: { jp: 2, mentor: BUDI, mentee: SITI } },
        sensitive: { content: { topic: 'Delegation' } },
        meta: {
          persons: [
            { id: SITI, role: 'mentee' },
            { id: BUDI, role: 'mentor' },
          ],
        },
      });
  });

  it('counts once both have confirmed, and its JP for the mentee', () => {
    expect(sessionsOf(SITI, MET)).toEqual({ jpByYear: {}, confirmed: 0, unconfirmed: 1 });
    expect(sessionsOf(SITI, MET, BY_BUDI)).toEqual({ jpByYear: {}, confirmed: 0, unconfirmed: 1 });
    expect(sessionsOf(SITI, MET, BY_BUDI, BY_SITI)).toEqual({ jpByYear: { 2026: 2 }, confirmed: 1, unconfirmed: 0 });
    expect(sessionsOf(BUDI, MET, BY_SITI, BY_BUDI)).toEqual({ jpByYear: {}, confirmed: 1, unconfirmed: 0 });
  });

  it('waits again after a correction, and not after a reinstatement', () => {
    const both = [MET, BY_SITI, BY_BUDI];
    const later = correct(SESSION, stated(meeting(), '2026-02-03'));
    expect(sessionsOf(SITI, ...both, later)).toMatchObject({ confirmed: 0, unconfirmed: 1 });
    expect(sessionsOf(SITI, ...both, later, confirm(SESSION, personally(SITI)))).toMatchObject({ confirmed: 0 });
    expect(
      sessionsOf(SITI, ...both, later, confirm(SESSION, personally(SITI)), confirm(SESSION, personally(BUDI))),
    ).toMatchObject({ confirmed: 1, unconfirmed: 0 });
    const gone = [...both, withdraw('annul', SESSION)];
    expect(sessionsOf(SITI, ...gone)).toEqual({ jpByYear: {}, confirmed: 0, unconfirmed: 0 });
    expect(sessionsOf(SITI, ...gone, withdraw('reinstate', SESSION))).toEqual(sessionsOf(SITI, ...both));
  });

  it('is confirmed once by each', () => {
    given(...PAIR_OF_TWO, MET, BY_SITI)
      .when(confirm(SESSION, personally(SITI)))
      .thenDuplicateOf(5n);
    given(...PAIR_OF_TWO, MET, BY_SITI, withdraw('annul', SESSION), withdraw('reinstate', SESSION))
      .when(confirm(SESSION, personally(SITI)))
      .thenDuplicateOf(5n);
  });

  it('is confirmed by its pair and nobody else', () => {
    for (const by of [personally(DEWI), home]) {
      given(...PAIR_OF_TWO, MET)
        .when(confirm(SESSION, by))
        .thenRejected('nothing-to-confirm');
    }
    for (const by of [auditor, elsewhere, provider, { ...personally(SITI), actorPerson: null }]) {
      given(...PAIR_OF_TWO, MET)
        .when(confirm(SESSION, by))
        .thenRejected('not-authorised');
    }
  });

  it('is confirmed as it stands', () => {
    const later = correct(SESSION, stated(meeting(), '2026-02-03'));
    given(...PAIR_OF_TWO, MET, later)
      .when(confirm(SESSION, personally(SITI), { edition: 0 }))
      .thenRejected('edition-not-last');
    given(...PAIR_OF_TWO, MET, later)
      .when(confirm(SESSION, personally(SITI), { edition: 1 }))
      .thenEvent('MentoringSessionConfirmed', { body: { fact: 'session', edition: 1, content: { by: SITI } } });
    given(...PAIR_OF_TWO, MET, withdraw('annul', SESSION))
      .when(BY_SITI)
      .thenRejected('fact-annulled');
  });

  it('is confirmed by the person that a merged one became, and new ones can follow', () => {
    const dewi = record(of('appointment', 'dewi', DEWI), stated(pppk(), '2019-03-01'), { by: operator });
    const merged = [...PAIR_OF_TWO, dewi, MET, merge('merge', SITI, DEWI)];
    given(...merged)
      .when(confirm(SESSION, personally(DEWI)))
      .thenEvent('MentoringSessionConfirmed', { body: { content: { by: SITI } } });
    given(...merged)
      .when(record(inPair('next'), stated(meeting(), '2026-03-03')))
      .thenAccepted();
  });

  it('of an annulled pair stays, and can be corrected', () => {
    given(...PAIR_OF_TWO, MET, withdraw('annul', PAIR))
      .when(correct(SESSION, stated(meeting(), '2026-02-03')))
      .thenEvent('MentoringSessionCorrected', { body: { content: { mentor: BUDI, mentee: SITI } } });
  });
});

describe("a provider's training", () => {
  const COURSE = of('training', 'course');
  const TAUGHT = record(COURSE, stated(course(), '2025-05-05'), { by: provider });
  const trainingsAfter = (...history: readonly Command[]) =>
    partsAt(given(SITI_APPOINTED, ...history).ledger.state(`career-${SITI}`), TODAY, SITI).training;

  it('counts once the employer has confirmed it', () => {
    expect(trainingsAfter(TAUGHT)).toEqual({ jpByYear: {}, count: 0, unconfirmed: 1 });
    expect(trainingsAfter(TAUGHT, confirm(COURSE, home))).toEqual({ jpByYear: { 2025: 20 }, count: 1, unconfirmed: 0 });
  });

  it("waits for the present employer, not for the person, another agency or BKN's word", () => {
    given(SITI_APPOINTED, TAUGHT)
      .when(confirm(COURSE, personally(SITI)))
      .thenRejected('nothing-to-confirm');
    given(SITI_APPOINTED, TAUGHT).when(confirm(COURSE, elsewhere)).thenRejected('not-authorised');
    given(SITI_APPOINTED, TAUGHT).when(confirm(COURSE, bkn)).thenRejected('not-authorised');
  });

  it("waits again after the provider's correction; the employer's own statement needs no confirmation", () => {
    const more = stated(course({ jp: 24 }), '2025-05-05');
    expect(trainingsAfter(TAUGHT, confirm(COURSE, home), correct(COURSE, more, { by: provider }))).toMatchObject({
      count: 0,
      unconfirmed: 1,
    });
    expect(trainingsAfter(TAUGHT, correct(COURSE, more))).toMatchObject({ jpByYear: { 2025: 24 }, count: 1 });
    given(SITI_APPOINTED, record(COURSE, more)).when(confirm(COURSE, home)).thenRejected('nothing-to-confirm');
  });

  it('still waits when the employer only reinstates it', () => {
    const back = [withdraw('annul', COURSE, { by: provider }), withdraw('reinstate', COURSE, { by: home })];
    expect(trainingsAfter(TAUGHT, ...back)).toMatchObject({ count: 0, unconfirmed: 1 });
    expect(trainingsAfter(TAUGHT, confirm(COURSE, home), ...back)).toMatchObject({ count: 1, unconfirmed: 0 });
  });

  it('adds up by the year of completion', () => {
    const more = record(of('training', 'more'), stated(course({ name: 'Arsip', jp: 8 }), '2025-12-31'));
    const next = record(of('training', 'next'), stated(course({ jp: 4 }), '2026-01-01'));
    expect(trainingsAfter(TAUGHT, confirm(COURSE, home), more, next).jpByYear).toEqual({ 2025: 28, 2026: 4 });
  });
});
