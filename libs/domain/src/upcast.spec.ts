import { given } from './testing/given';
import { course, judged, of, operator, record, SITI_APPOINTED, stated, withdraw } from './testing/samples';
import { upcast } from './upcast';
import { SUBJECTS } from './subjects';
import type { FactBody, Recorded } from './event';

const COURSE = of('training', 'course');
const { log } = given(SITI_APPOINTED, record(COURSE, stated(course(), '2025-05-05')), withdraw('annul', COURSE)).ledger;
const [appointed, learned, annulled] = log as [Recorded, Recorded, Recorded];
const { jp: _jp, competencies: _competencies, ...oldContent } = course();
const old: Recorded = {
  ...learned,
  body: { ...learned.body, content: { ...oldContent, hours: 16 } },
  meta: { ...learned.meta, schema: 1 },
};

describe('upcast', () => {
  it('brings a training of version 1 to today, whole', () => {
    expect(upcast(old)).toEqual({ ...learned, body: { ...learned.body, content: course({ jp: 16 }) } });
  });

  it('brings an appraisal of version 1 to today, judged as it was then', () => {
    const YEAR = of('appraisal', 'year');
    const { ledger } = given(SITI_APPOINTED, record(YEAR, stated(judged(2018), '2018-12-31'), { by: operator }));
    const today = ledger.log[1]!;
    const { regime, scores, statedScore, superiorPerson, score, scoreRule, ...kept } = (today.body as FactBody)
      .content!;
    expect([regime, scores, statedScore, superiorPerson, score, scoreRule]).toEqual([
      'pp46',
      null,
      null,
      null,
      null,
      null,
    ]);
    const then = { ...kept, predicate: 2, statedPredicate: 2 };
    const upcasted = upcast({ ...today, body: { ...today.body, content: then }, meta: { ...today.meta, schema: 1 } });
    expect(upcasted.meta).toEqual(today.meta);
    const content = { ...(today.body as FactBody).content!, predicate: 2, statedPredicate: 2 };
    expect(upcasted.body).toEqual({ ...today.body, content });
    expect(SUBJECTS.appraisal.persons((upcasted.body as FactBody).content!, 'somebody')).toEqual([
      { id: 'somebody', role: 'subject' },
    ]);
  });

  it('leaves what is of today as the very same object', () => {
    for (const event of log) expect(upcast(event)).toBe(event);
  });

  it('leaves the stored event as it was', () => {
    const before = structuredClone(old);
    upcast(old);
    expect(old).toEqual(before);
  });

  it('raises the version of an annulment, which has no content', () => {
    const annulledThen = { ...annulled, meta: { ...annulled.meta, schema: 1 } };
    expect(upcast(annulledThen)).toEqual(annulled);
  });

  it('refuses a version of the future, so that no old reader misreads it', () => {
    expect(() => upcast({ ...learned, meta: { ...learned.meta, schema: 3 } })).toThrow(
      'TrainingRecorded has schema 3; this version reads up to 2',
    );
  });

  it('refuses a version without a step', () => {
    expect(() => upcast({ ...appointed, meta: { ...appointed.meta, schema: 0 } })).toThrow(
      'AppointmentRecorded has no upcast from schema 0',
    );
  });

  it.each(Object.values(SUBJECTS))('has a step from every version of $name', ({ schema, ...subject }) => {
    const steps = 'upcasts' in subject ? Object.keys(subject.upcasts ?? {}) : [];
    expect(steps).toEqual(Array.from({ length: schema - 1 }, (_, at) => String(at + 1)));
  });
});
