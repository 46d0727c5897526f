import { byName, validateCommand, type CommandData, type JsonData } from '@rekam/contracts';
import { memoryKeyStore } from '@rekam/event-store';
import { appointment, JAMBI, OPERATOR, promotion } from './testing/ledger';
import { agencyOfSource, idsOf, targetOf, toCommand, type CommandContext } from './to-command';

const keys = memoryKeyStore();
const context: CommandContext = {
  caller: JAMBI,
  key: 'k',
  channel: 'http',
  source: JAMBI.source,
  correlationId: 'c0ffee00-0000-4000-8000-000000000000',
};
const arrival = { today: '2026-11-21', recordedAt: '2026-11-21T03:00:00.000000Z' };
const PERSON = 'a0000000-0000-4000-8000-000000000000';

function dataOf(name: string, data: JsonData): CommandData {
  const validated = validateCommand(byName(name)!, data);
  if (!validated.ok) throw new Error(JSON.stringify(validated.errors));
  return validated.data;
}

function commandOf(name: string, given: JsonData, how: Partial<CommandContext> = {}) {
  const contract = byName(name)!;
  const data = dataOf(name, given);
  const all = { ...context, ...how };
  const ids = idsOf(data, contract, all);
  return toCommand(data, contract, all, ids, targetOf(data, contract, ids, data.person ?? null), arrival, keys);
}

describe('toCommand', () => {
  it('derives ids that are frozen: a change would make every retry a new command', () => {
    const { person, stream, meta, ...rest } = commandOf('record-appointment', appointment(901));
    expect({ person, stream, commandId: meta.commandId, fact: 'fact' in rest && rest.fact }).toMatchInlineSnapshot(`
     {
       "commandId": "2078dfad-6351-576b-9904-4c434f86b8ff",
       "fact": "ee14c4b6-051e-57be-b256-28f4df640257",
       "person": "8d7ca7b3-88c0-5e13-8c8d-31cb892e341f",
       "stream": "career-8d7ca7b3-88c0-5e13-8c8d-31cb892e341f",
     }
    `);
  });

  it('gives a fact the same id whoever names the record, and another to another source', () => {
    const of = (name: string, source: string) => {
      const data = { ...promotion({ person: PERSON, recordId: 'kp' }) };
      return idsOf(dataOf(name, data), byName(name)!, { ...context, source }).fact;
    };
    expect(of('correct-promotion', JAMBI.source)).toBe(of('record-promotion', JAMBI.source));
    expect(of('record-promotion', '/agencies/5505/simpeg')).not.toBe(of('record-promotion', JAMBI.source));
  });

  it('hashes what is stated, in one form for recording and correcting, defaults included', () => {
    const hash = (name: string, given: JsonData) => commandOf(name, { ...given, recordId: 'kp' }).meta.contentHash;
    const plain = promotion({ person: PERSON });
    const full = promotion({
      person: PERSON,
      precision: 'day',
      decree: null,
      documents: [],
      ext: {},
      content: { golongan: '33', kind: '203', serviceYears: null },
    });
    expect(hash('record-promotion', full)).toBe(hash('record-promotion', plain));
    expect(hash('correct-promotion', { ...full, reason: 'sebab' })).toBe(hash('record-promotion', plain));
    expect(hash('record-promotion', { ...plain, effectiveAt: '2026-08-01' })).not.toBe(hash('record-promotion', plain));
  });

  it('brings who acts, for whom and when', () => {
    expect(commandOf('record-promotion', promotion({ person: PERSON })).meta).toMatchObject({
      actor: JAMBI.id,
      agency: '5500',
      role: 'agency',
      today: '2026-11-21',
      recordedAt: '2026-11-21T03:00:00.000000Z',
      approvedBy: null,
    });
    const imported = { caller: OPERATOR, channel: 'import', source: '/agencies/5505/lama' } as const;
    expect(commandOf('record-promotion', promotion({ person: PERSON }), imported).meta).toMatchObject({
      actor: OPERATOR.id,
      agency: '5505',
      channel: 'import',
    });
  });
});

it('reads the agency out of a source', () => {
  expect(['/agencies/5500/simpeg', '/agencies/5500', '/agencies/55001/x', '/providers/x'].map(agencyOfSource)).toEqual([
    '5500',
    '5500',
    null,
    null,
  ]);
});
