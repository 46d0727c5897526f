import type { AclRule } from '@rekam/kafka';
import { exampleTopics } from '../simulator/topics-file';
import { aclFindings } from './acl-findings';
import { aclPlan } from './acl-plan';

const TOPICS = exampleTopics('career', 2);
const KEPT = aclPlan(TOPICS, { prefix: 'career', group: 'g', writer: 'User:writer', reader: 'User:reader' });
const INTAKE = 'career.intake.5500.v1';

const found = (kept: readonly AclRule[] | null, own: string | null = null): readonly string[] =>
  aclFindings(kept, TOPICS, { prefix: 'career', own }).map(
    ({ ok, advice, found: text }) => `${ok && advice === '' ? 'ok' : 'warning'}: ${text}`,
  );
const rule = (principal: string, name: string, more: Partial<AclRule> = {}): AclRule => ({
  principal,
  resource: 'topic',
  name,
  pattern: 'literal',
  operation: 'write',
  ...more,
});

describe('the access rules of the brokers, held against the topics file', () => {
  it('are as they should be right after they were created', () => {
    expect(found(KEPT)).toEqual([expect.stringMatching(/^ok: \d+ rules/)]);
  });

  it('are warned of where there are none', () => {
    expect(found(null)).toEqual([expect.stringMatching(/^warning: .* keep no access rules$/)]);
    expect(
      aclFindings(null, { intake: [], agencyViews: [], wholeLedger: [] }, { prefix: 'career', own: null }),
    ).toEqual([]);
  });

  it.each([
    ['a stranger', rule('User:stranger', INTAKE), `User:stranger may write ${INTAKE}`],
    ['another source', rule('User:agency-5571', INTAKE), `User:agency-5571 may write ${INTAKE}`],
    ['everybody', rule('User:*', INTAKE, { operation: 'all' }), `User:* may write ${INTAKE}`],
    [
      'who may do it to all that begins so',
      rule('User:stranger', 'career.intake.55', { pattern: 'prefixed' }),
      `User:stranger may write ${INTAKE}; User:stranger may write career.intake.5571.v1`,
    ],
    [
      "a dashboard that reads another agency's views",
      rule('User:dashboard-5571', 'career.views.5500.v1', { operation: 'read' }),
      'User:dashboard-5571 may read career.views.5500.v1',
    ],
  ])('tell of %s', (_who, more, text) => {
    expect(found([...KEPT, more])).toEqual([`warning: ${text}`]);
  });

  it('tell of a source that may not write, and not of who asks', () => {
    const without = KEPT.filter(({ name, operation }) => name !== INTAKE || operation !== 'write');
    expect(found(without)).toEqual([`warning: User:agency-5500 may not write ${INTAKE}`]);
    expect(found([...KEPT, rule('User:operator', '*')], 'User:operator')).toEqual([expect.stringMatching(/^ok/)]);
  });
});
