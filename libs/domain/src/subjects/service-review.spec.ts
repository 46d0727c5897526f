import type { Command } from '../command';
import type { JsonObject, PlainDate } from '../event';
import { describeFindings, type FindingCase } from '../testing/finding-cases';
import { given } from '../testing/given';
import { partsAfter } from '../testing/parts-after';
import { of, operator, record, SITI_APPOINTED, stated, withdraw } from '../testing/samples';
import { reviewed } from '../testing/service-samples';
import { serviceReview } from './service-review';

const reviews = (fact: string, changed: JsonObject, at: PlainDate = '2016-04-01', by = operator): Command =>
  record(of('service-review', fact), stated(reviewed(changed), at), { by });

const CASES: readonly FindingCase[] = [
  [
    'experience-ends-before-start',
    'impossible',
    [SITI_APPOINTED],
    (by) => reviews('new', { to: '2010-12-31' }, '2016-04-01', by),
  ],
  [
    'recognised-beyond-experience',
    'unlawful',
    [SITI_APPOINTED],
    (by) => reviews('new', { years: 3, months: 1 }, '2016-04-01', by),
  ],
  [
    'possible-duplicate',
    'warning',
    [SITI_APPOINTED, reviews('other', {})],
    (by) => reviews('new', { experience: 'School' }, '2016-05-01', by),
  ],
];

describeFindings(serviceReview.texts, CASES);

describe('a review of service time', () => {
  it('may recognise the whole of the experience, and of an open one anything', () => {
    given(SITI_APPOINTED)
      .when(reviews('whole', { years: 3, months: 0 }))
      .thenFlagged();
    given(SITI_APPOINTED)
      .when(reviews('open', { to: null, years: 30 }))
      .thenFlagged();
    given(SITI_APPOINTED)
      .when(reviews('a-day', { from: '2011-01-01', to: '2011-01-01', years: 0, months: 0 }))
      .thenFlagged();
  });

  it('may count from before service', () => {
    given(SITI_APPOINTED)
      .when(reviews('before', {}, '2011-01-01'))
      .thenFlagged();
  });
});

describe('the reviews of a person', () => {
  it('sum up what counts, months carried into years', () => {
    const { counted, reviews: all } = partsAfter([
      reviews('one', { years: 1, months: 8 }, '2016-04-01'),
      reviews('two', { from: '2005-01-01', to: '2008-12-31', years: 0, months: 7 }, '2017-04-01'),
      reviews('void', { from: '2009-01-01', to: '2009-12-31', years: 1, months: 0, counted: false }, '2018-04-01'),
      reviews('wrong', { from: '2000-01-01', to: '2004-12-31', years: 2, months: 0 }, '2018-04-01'),
      withdraw('annul', of('service-review', 'wrong'), { by: operator }),
    ])['service-review'];
    expect(counted).toEqual({ years: 2, months: 3 });
    expect(all.map(({ fact }) => fact)).toEqual(['one', 'two', 'void']);
    expect(all[1]).toEqual({
      experience: 'Contract at a school',
      from: '2005-01-01',
      to: '2008-12-31',
      years: 0,
      months: 7,
      counted: true,
      fact: 'two',
    });
  });

  it('lists the last ten, and counts them all', () => {
    const many = Array.from({ length: 12 }, (_, n) =>
      reviews(`r${n}`, { from: `${1990 + n}-01-01`, to: null, years: 0, months: 1 }, `20${n + 10}-01-01`),
    );
    const { counted, reviews: all } = partsAfter(many)['service-review'];
    expect(counted).toEqual({ years: 1, months: 0 });
    expect(all.map(({ fact }) => fact)).toEqual(Array.from({ length: 10 }, (_, n) => `r${n + 2}`));
  });
});
