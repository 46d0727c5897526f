import { TestClock } from '../testing/ledger';
import { Troubles } from './troubles';

function troubled() {
  const lines: string[] = [];
  const clock = new TestClock();
  const log = {
    warn: (_fields: object, line: string) => void lines.push(`warn ${line}`),
    info: (_fields: object, line: string) => void lines.push(`info ${line}`),
  };
  return { troubles: new Troubles(log, clock), lines, clock };
}

it('says what stands in the way, and logs only that it begins and that it is over', () => {
  const { troubles, lines } = troubled();
  expect(troubles.first).toBeNull();
  troubles.begin('ledger', 'it takes no writes', new Error('disk full'));
  troubles.begin('ledger', 'it takes no writes');
  expect(troubles.first).toBe('it takes no writes');
  troubles.end('ledger');
  troubles.end('ledger');
  expect(troubles.first).toBeNull();
  expect(lines).toEqual(['warn it takes no writes', 'info ledger: in order again']);
});

it('forgets what nobody has met for half a minute', () => {
  const { troubles, clock } = troubled();
  troubles.begin('ledger', 'it takes no writes');
  clock.ms += 30_000;
  troubles.begin('answers', 'nobody takes them');
  expect(troubles.first).toBe('it takes no writes');
  clock.ms += 1;
  expect(troubles.first).toBe('nobody takes them');
  clock.ms += 30_000;
  expect(troubles.first).toBeNull();
});
