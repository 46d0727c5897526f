import type { MappedAct } from '@rekam/siasn';
import { inOrderOfEffect } from './order';

const act = (
  subject: MappedAct['subject'],
  recordId: string,
  effectiveAt: string,
  more: Partial<MappedAct> = {},
  kind?: string,
) => ({
  act: {
    subject,
    kind: 'record' as const,
    recordId,
    data: { effectiveAt, content: kind === undefined ? {} : { kind } },
    ...more,
  },
});
const order = (...acts: readonly { readonly act: MappedAct }[]): readonly string[] =>
  inOrderOfEffect(acts).map(({ act: { recordId } }) => recordId);

describe("the order of a person's acts", () => {
  it('begins with the appointments, and goes on by the days of effect', () => {
    expect(
      order(
        act('exit', 'x', '2030-01-01'),
        act('education', 'e', '2005-01-01'),
        act('appointment', 'pns', '2011-01-01', {}, 'PNS'),
        act('promotion', 'p', '2016-04-01'),
        act('appointment', 'cpns', '2012-01-01', {}, 'CPNS'),
      ),
    ).toEqual(['cpns', 'pns', 'e', 'p', 'x']);
  });

  it('has what ends another act after it, even when its date says otherwise', () => {
    expect(
      order(
        act('discipline', 'end', '2020-01-01', { ends: 'h' }),
        act('promotion', 'p', '2020-04-01'),
        act('discipline', 'h', '2020-06-01'),
        act('discipline', 'lost', '2020-05-01', { ends: 'nowhere' }),
      ),
    ).toEqual(['p', 'lost', 'h', 'end']);
  });

  it('keeps the order of acts of one day', () => {
    expect(order(act('promotion', 'b', '2020-01-01'), act('training', 'a', '2020-01-01'))).toEqual(['b', 'a']);
  });
});
