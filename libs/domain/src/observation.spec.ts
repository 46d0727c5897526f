import { given } from './testing/given';
import {
  approved,
  course,
  elsewhere,
  observe,
  of,
  operator,
  record,
  SITI_APPOINTED,
  stated,
  withdraw,
} from './testing/samples';

const TRAINED = record(of('training', 'course'), stated(course(), '2024-08-30'), { by: operator });
const COURSE = of('training', 'course');

describe('what a source says of its record', () => {
  const history = [SITI_APPOINTED, TRAINED];

  it('is a step about the fact, which stands', () => {
    given(...history)
      .when(observe('report-missing', COURSE, operator))
      .thenEvent('FactMissingAtSource', { body: { fact: COURSE.fact, edition: 0, content: {} } });
  });

  it('is said once, until it changes', () => {
    const missing = observe('report-missing', COURSE, operator);
    given(...history, missing)
      .when(observe('report-missing', COURSE, operator))
      .thenDuplicateOf(3n);
    given(...history, missing)
      .when(observe('report-found', COURSE, operator))
      .thenEvent('FactFoundAtSource');
    given(...history, missing, observe('report-found', COURSE, operator))
      .when(observe('report-missing', COURSE, operator))
      .thenEvent('FactMissingAtSource');
  });

  it('is said by the source of the fact alone, of a fact that stands and was missing', () => {
    given(...history)
      .when(observe('report-missing', COURSE, elsewhere))
      .thenRejected('not-authorised');
    given(...history)
      .when(observe('report-missing', of('training', 'none'), operator))
      .thenRejected('unknown-fact');
    given(...history)
      .when(observe('report-found', COURSE, operator))
      .thenRejected('not-missing');
    given(...history, withdraw('annul', COURSE, { by: approved }))
      .when(observe('report-missing', COURSE, operator))
      .thenRejected('fact-annulled');
  });
});
