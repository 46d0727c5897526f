import { rejection } from '@rekam/domain';
import { rejected } from '../command-outcome';
import { verdictOf } from './verdict';

const HERE = { topic: 'career.intake.v1', partition: 1, offset: '12' };
const RECEIPT = { person: null, fact: null, edition: null, revision: '0', position: '9', duplicate: false, flags: [] };
const repeated = { ...RECEIPT, duplicate: true };

it('accepts what is new', () => {
  const outcome = { kind: 'accepted', receipt: RECEIPT, intake: HERE } as const;
  expect(verdictOf(outcome, HERE)).toEqual({ outcome: 'accepted', receipt: RECEIPT, problem: null });
});

it('accepts the very same message again, with its first receipt', () => {
  const outcome = { kind: 'accepted', receipt: repeated, intake: { ...HERE } } as const;
  expect(verdictOf(outcome, HERE)).toEqual({ outcome: 'accepted', receipt: RECEIPT, problem: null });
});

it.each([{ offset: '13' }, { partition: 0 }, { topic: 'another' }, null])(
  'calls it a duplicate where another message brought it: %j',
  (other) => {
    const outcome = { kind: 'accepted', receipt: repeated, intake: other && { ...HERE, ...other } } as const;
    expect(verdictOf(outcome, HERE)).toEqual({ outcome: 'duplicate', receipt: repeated, problem: null });
  },
);

it('rejects with the problem that HTTP would answer', () => {
  expect(verdictOf(rejected(rejection('unknown-person', '/person')), HERE)).toMatchObject({
    outcome: 'rejected',
    receipt: null,
    problem: { type: '/problems/unknown-person', status: 404, retryable: true, errors: [{ field: '/person' }] },
  });
});
