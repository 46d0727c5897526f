import { byName, validateCommand, type CommandData, type JsonData } from '@rekam/contracts';
import { canonicalJson, memoryKeyStore } from '@rekam/event-store';
import { appointment, JAMBI, OPERATOR, promotion } from './testing/ledger';
import { agencyOfSource, idsOf, targetOf, toCommand, type CommandContext } from './to-command';

const keys = memoryKeyStore();
const context: CommandContext = {
  caller: JAMBI,
  key: 'k',
  cloudEvent: null,
  channel: 'http',
  intake: null,
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
       "commandId": "e4d0a384-7972-5573-8bce-744a2361ce2f",
       "fact": "ee14c4b6-051e-57be-b256-28f4df640257",
       "person": "f4a9b594-8aa7-562a-b5f8-5db7cae94c9e",
       "stream": "career-f4a9b594-8aa7-562a-b5f8-5db7cae94c9e",
     }
    `);
    const asCloudEvent = commandOf('record-appointment', appointment(901), { cloudEvent: { time: null } });
    expect(asCloudEvent.meta.commandId).toBe('2078dfad-6351-576b-9904-4c434f86b8ff');
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
    // What is hashed is what was said: a key that a later version adds leaves old hashes as they are.
    const said = { effectiveAt: '2026-10-01', content: { kind: '203', golongan: '33' } };
    expect(hash('record-promotion', full)).toBe(keys.hash('content', canonicalJson(said)));
    expect(hash('correct-promotion', { ...full, reason: 'sebab' })).toBe(hash('record-promotion', plain));
    expect(hash('record-promotion', { ...plain, effectiveAt: '2026-08-01' })).not.toBe(hash('record-promotion', plain));
  });

  it('brings who acts, for whom and when', () => {
    expect(commandOf('record-promotion', promotion({ person: PERSON })).meta).toMatchObject({
      actor: keys.hash('actor', JAMBI.id),
      agency: '5500',
      role: 'agency',
      today: '2026-11-21',
      recordedAt: '2026-11-21T03:00:00.000000Z',
      approvedBy: null,
    });
    const imported = { caller: OPERATOR, channel: 'import', source: '/agencies/5505/lama' } as const;
    expect(commandOf('record-promotion', promotion({ person: PERSON }), imported).meta).toMatchObject({
      actor: keys.hash('actor', OPERATOR.id),
      agency: '5505',
      channel: 'import',
    });
  });
});

describe('what names people and records outside', () => {
  it('is an approver that can be compared with the actor, neither of them readable', () => {
    const approvedBy = (subject: string) =>
      commandOf('record-promotion', promotion({ person: PERSON, approvedBy: subject }));
    const { actor, approvedBy: self } = approvedBy('user-1').meta;
    expect(actor).toMatch(/^[0-9a-f]{64}$/);
    expect(self).toBe(actor);
    const second = approvedBy('user-2').meta;
    expect(second.actor).toBe(actor);
    expect(second.approvedBy).not.toBe(actor);
    expect(second.approvedBy).toBe(keys.hash('actor', `${JAMBI.issuer}\nuser-2`));
  });

  it('is the origin of the command, as the source gave it', () => {
    const data = promotion({ person: PERSON, recordId: 'KP/2026/1' });
    expect(commandOf('record-promotion', data).meta.origin).toEqual({
      recordId: 'KP/2026/1',
      eventId: 'k',
      time: null,
    });
    const cloudEvent = { time: '2026-11-21T10:00:00+07:00' };
    const { meta } = commandOf('record-promotion', promotion({ person: PERSON }), { key: 'ce-1', cloudEvent });
    expect(meta.origin).toEqual({ recordId: null, eventId: 'ce-1', time: '2026-11-21T10:00:00+07:00' });
  });

  it('tells commands apart by caller, and CloudEvents by source', () => {
    const idOf = (how: Partial<CommandContext>) =>
      commandOf('record-promotion', promotion({ person: PERSON }), how).meta.commandId;
    const colleague = { ...JAMBI, id: `${JAMBI.issuer}\nuser-9` };
    const cloudEvent = { time: null };
    expect(idOf({ caller: colleague })).not.toBe(idOf({}));
    expect(idOf({ caller: colleague, cloudEvent })).toBe(idOf({ cloudEvent }));
    expect(idOf({ cloudEvent })).not.toBe(idOf({}));
  });
});

it('gives a merge its reason and decree', () => {
  const given = { person: PERSON, into: 'b0000000-0000-4000-8000-000000000000' };
  const decree = { number: '800/1', date: '2026-11-01' };
  const merge = (more: JsonData) =>
    commandOf('merge-person', { ...given, reason: 'dua NIP', ...more }, { caller: OPERATOR });
  expect(merge({ decree })).toMatchObject({
    kind: 'merge',
    into: given.into,
    reason: 'dua NIP',
    decree: { ...decree, authority: null },
  });
  expect(merge({})).toMatchObject({ decree: null });
  const hashes = [merge({}), merge({ decree }), merge({ reason: 'lain' })].map(({ meta }) => meta.contentHash);
  expect(new Set(hashes).size).toBe(3);
});

it('reads the agency out of a source', () => {
  expect(['/agencies/5500/simpeg', '/agencies/5500', '/agencies/55001/x', '/providers/x'].map(agencyOfSource)).toEqual([
    '5500',
    '5500',
    null,
    null,
  ]);
});
