import { rejection, REJECTION_CODES } from '@rekam/domain';
import { problem, problemOf, statusOf } from './problem';

/** The statuses as the interfaces of the service name them, written a second time. */
const EXPECTED: Readonly<Record<number, readonly string[]>> = {
  403: ['not-authorised'],
  404: ['unknown-person', 'unknown-fact', 'unknown-pair'],
  409: [
    'edition-not-last',
    'command-id-reused',
    'identifier-taken',
    'fact-annulled',
    'already-annulled',
    'not-annulled',
    'person-merged',
    'person-erased',
    'pair-annulled',
    'pair-changed',
  ],
  503: ['too-busy'],
};

it.each(REJECTION_CODES)('%s has its status', (code) => {
  const named = Object.entries(EXPECTED).find(([, codes]) => codes.includes(code));
  expect(statusOf(code)).toBe(Number(named?.[0] ?? 422));
});

it('knows no status for a code that the catalogue lacks', () => {
  for (const code of Object.values(EXPECTED).flat()) expect(REJECTION_CODES).toContain(code);
});

it('tells of a rejection in full', () => {
  const { problem: body } = problemOf([rejection('unknown-rank', '/content/golongan', { golongan: '51' })]);
  expect(body).toEqual({
    type: '/problems/unknown-rank',
    title: 'There is no rank 51.',
    status: 422,
    detail: '/content/golongan: There is no rank 51. Accepted: codes 11-14, 21-24, 31-34, 41-45; for PPPK I to XVII.',
    errors: [
      {
        code: 'unknown-rank',
        field: '/content/golongan',
        rule: 'PP 99/2000; Perpres 11/2024',
        message: { id: 'Golongan 51 tidak ada.', en: 'There is no rank 51.' },
        accepted: 'codes 11-14, 21-24, 31-34, 41-45; for PPPK I to XVII',
      },
    ],
    retryable: false,
  });
});

it('of several leads with the one that explains most, and keeps all in their order', () => {
  const { problem: body } = problemOf([
    rejection('unknown-rank'),
    rejection('unknown-person'),
    rejection('not-authorised', '', { who: 'BKN' }),
  ]);
  expect([body.status, body.type]).toEqual([403, '/problems/not-authorised']);
  expect(body.errors?.map(({ code }) => code)).toEqual(['unknown-rank', 'unknown-person', 'not-authorised']);
  expect(body.retryable).toBe(false);
});

it('is worth another attempt only when every rejection is', () => {
  expect(problemOf([rejection('unknown-person')]).problem.retryable).toBe(true);
  expect(problemOf([rejection('unknown-person'), rejection('unknown-rank')]).problem.retryable).toBe(false);
  expect(problemOf([rejection('too-busy')])).toMatchObject({
    problem: { status: 503 },
    headers: { 'retry-after': '1' },
  });
});

it('needs something to tell', () => expect(() => problemOf([])).toThrow('at least one'));

it('carries further headers', () => {
  expect(problem(401, 'x', 'X.', 'X.', { headers: { 'www-authenticate': 'Bearer' } })).toMatchObject({
    problem: { type: '/problems/x', title: 'X.', status: 401, detail: 'X.' },
    headers: { 'www-authenticate': 'Bearer' },
  });
});
