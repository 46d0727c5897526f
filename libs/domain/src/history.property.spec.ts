import * as fc from 'fast-check';
import { partsAt, stateKnownAt } from './as-of';
import type { Command } from './command';
import type { FactBody, PlainDate, Recorded, Uuid } from './event';
import { emptyState, isAnnulled } from './fact';
import { evolve } from './state';
import { days, histories, ledgerOf } from './testing/histories';
import { Ledger } from './testing/ledger';
import {
  bkn,
  BUDI,
  course,
  cpns,
  DEWI,
  judged,
  of,
  operator,
  record,
  rise,
  SITI,
  SITI_APPOINTED,
  stated,
  withdraw,
} from './testing/samples';

const RUNS = { numRuns: 100 };
/** For properties that compare whole states. */
const FEWER_RUNS = { numRuns: 20 };
const PEOPLE: readonly Uuid[] = [SITI, BUDI, DEWI];
const isOwn = (event: Recorded, person: Uuid): boolean =>
  event.meta.persons.some(({ id, role }) => id === person && role !== 'appraiser');
const answer = (log: readonly Recorded[], person: Uuid, validAt: PlainDate, position: bigint) =>
  partsAt(
    stateKnownAt(
      log.filter((event) => isOwn(event, person)),
      { position },
    ),
    validAt,
    person,
  );

describe('for every history', () => {
  it('deciding twice adds nothing', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const ledger = new Ledger();
        for (const [at, command] of history.entries()) {
          const { kind } = ledger.execute(command);
          const again = ledger.decide(command);
          if (kind !== 'rejected') expect(again.kind).toBe('duplicate');
          const { meta } = command;
          const underAnotherId = { ...command, meta: { ...meta, commandId: `again-${at}` } };
          if (kind !== 'rejected') expect(ledger.decide(underAnotherId as Command).kind).not.toBe('accepted');
        }
      }),
      RUNS,
    );
  });

  it('editions are dense and each names the one before', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { log } = ledgerOf(history);
        const last = new Map<string, { id: Uuid; edition: number }>();
        const revisions = new Map<string, bigint>();
        for (const { id, stream, revision, body } of log) {
          expect(revision).toBe((revisions.get(stream) ?? -1n) + 1n);
          revisions.set(stream, revision);
          if (!('prev' in body)) continue;
          const chain = `${stream} ${body.fact}`;
          const before = last.get(chain);
          expect([body.edition, body.prev]).toEqual(before === undefined ? [0, null] : [before.edition + 1, before.id]);
          last.set(chain, { id, edition: body.edition });
        }
      }),
      RUNS,
    );
  });

  it('later appends never change an old answer', () => {
    fc.assert(
      fc.property(histories, fc.array(days, { minLength: 1, maxLength: 3 }), (history, dates) => {
        const ledger = new Ledger();
        const told: (() => void)[] = [];
        for (const command of history) {
          ledger.execute(command);
          const head = BigInt(ledger.log.length);
          for (const person of PEOPLE) {
            for (const date of dates) {
              const then = answer(ledger.log, person, date, head);
              told.push(() => expect(answer(ledger.log, person, date, head)).toEqual(then));
            }
          }
        }
        for (const isStillTold of told) isStillTold();
      }),
      FEWER_RUNS,
    );
  });

  it('an annulment and its reinstatement leave the answer as it was', () => {
    fc.assert(
      fc.property(histories, days, fc.nat(), (history, date, pick) => {
        const ledger = ledgerOf(history);
        const standing = ledger.log.filter(({ stream, body }) => {
          const known = 'prev' in body ? ledger.state(stream).facts.get(body.fact) : undefined;
          return known !== undefined && !isAnnulled(known);
        });
        const chosen = standing[pick % Math.max(1, standing.length)];
        if (chosen === undefined) return;
        const { fact } = chosen.body as FactBody;
        const { subject } = ledger.state(chosen.stream).facts.get(fact)!;
        const head = BigInt(ledger.log.length);
        for (const kind of ['annul', 'reinstate'] as const) {
          const command = withdraw(kind, of(subject as 'training', fact), { by: { ...bkn, approvedBy: 'head' } });
          expect(ledger.execute({ ...command, stream: chosen.stream }).kind).toBe('accepted');
        }
        for (const person of PEOPLE) {
          expect(answer(ledger.log, person, date, head + 2n)).toEqual(answer(ledger.log, person, date, head));
        }
      }),
      RUNS,
    );
  });

  it('a fold is that of any beginning and the rest, and finds each fact under its subject', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, cut) => {
        const { log } = ledgerOf(history);
        const whole = log.reduce(evolve, emptyState());
        const at = cut % (log.length + 1);
        const beginning = log.slice(0, at).reduce(evolve, emptyState());
        expect(log.slice(at).reduce(evolve, structuredClone(beginning))).toEqual(whole);
        expect([...whole.bySubject.values()].flat().length).toBe(whole.facts.size);
      }),
      FEWER_RUNS,
    );
  });
});

describe('facts that do not touch each other', () => {
  const facts = fc.array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom('5571', '5501').map((agency) => ['appointment', cpns({ kind: 'PNS', agency })] as const),
        fc.constantFrom('32', '33', '34').map((golongan) => ['promotion', rise(golongan)] as const),
        fc.integer({ min: 2015, max: 2016 }).map((year) => ['appraisal', judged(year)] as const),
        fc.integer({ min: 1, max: 40 }).map((jp) => ['training', course({ jp })] as const),
      ),
      fc.integer({ min: 1, max: 12 }).map((month) => `2020-${String(month).padStart(2, '0')}-01`),
      fc.nat(),
    ),
    { minLength: 2, maxLength: 20 },
  );

  // On one day the place decides, so those of one day keep their order; all else may arrive as it likes.
  it('give one answer, in whatever order they arrive', () => {
    fc.assert(
      fc.property(facts, (generated) => {
        const acts = generated.map(([[subject, content], date], at) => ({
          date,
          command: record(of(subject, `fact-${at}`), stated(content, date), { by: operator }),
        }));
        const shuffled = acts
          .map((act, at) => ({ act, key: generated[at]![2] }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ act }) => act);
        const ofDay = (day: string) => acts.filter(({ date }) => date === day);
        const reordered = shuffled.map(({ date }, at) => {
          const earlier = shuffled.slice(0, at).filter((each) => each.date === date).length;
          return ofDay(date)[earlier]!;
        });
        const partsOf = (arrived: typeof acts) => {
          const ledger = ledgerOf([SITI_APPOINTED, ...arrived.map(({ command }) => command)]);
          expect(ledger.log).toHaveLength(arrived.length + 1);
          return ['2019-12-31', '2020-06-01', '2020-12-31'].map((day) =>
            partsAt(ledger.state(`career-${SITI}`), day, SITI),
          );
        };
        expect(partsOf(reordered)).toEqual(partsOf(acts));
      }),
      RUNS,
    );
  });
});
