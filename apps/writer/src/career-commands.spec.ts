import { EXAMPLE_SEQUENCE, type JsonData } from '@rekam/contracts';
import type { FactBody } from '@rekam/domain';
import {
  appointment,
  BKN,
  JAMBI,
  KERINCI,
  numberOf,
  OPERATOR,
  personCaller,
  promotion,
  PROVIDER,
  TestLedger,
} from './testing/ledger';

describe('CareerCommands', () => {
  it('accepts the example of every command, in order, on an empty ledger', async () => {
    const ledger = new TestLedger();
    for (const [index, { contract, data, caller }] of EXAMPLE_SEQUENCE.entries()) {
      const outcome = await ledger.send(contract.name, data, {
        caller: { id: `${JAMBI.issuer}\ncaller-${index}`, issuer: JAMBI.issuer, ...caller },
      });
      expect([contract.name, outcome.kind === 'rejected' ? outcome.rejections : []]).toEqual([contract.name, []]);
    }
    expect(await ledger.events.head()).toBeGreaterThan(BigInt(EXAMPLE_SEQUENCE.length));
  });

  it('answers with the receipt of what was recorded', async () => {
    const ledger = new TestLedger();
    const opened = await ledger.receipt('record-appointment', appointment(901));
    expect(opened).toEqual({
      person: expect.stringMatching(/^[0-9a-f-]{36}$/),
      fact: expect.stringMatching(/^[0-9a-f-]{36}$/),
      edition: 0,
      revision: '0',
      // The number was reserved before.
      position: '2',
      duplicate: false,
      flags: [],
    });
    const [event] = await ledger.events.read(`career-${opened.person}`);
    expect(event?.meta).toMatchObject({
      actor: ledger.keys.hash('actor', JAMBI.id),
      agency: '5500',
      source: JAMBI.source,
      channel: 'http',
      intake: null,
      recordedAt: '2026-11-21T03:00:00.000000Z',
    });
  });

  it('gives the same command its first receipt again, also after a restart and after other commands', async () => {
    const ledger = new TestLedger();
    const first = await ledger.receipt('record-appointment', appointment(901), { key: 'k' });
    await ledger.receipt('record-promotion', promotion({ person: first.person }));
    const head = await ledger.events.head();
    for (const process of [ledger, ledger.again()]) {
      expect(await process.receipt('record-appointment', appointment(901), { key: 'k' })).toEqual({
        ...first,
        duplicate: true,
      });
    }
    expect(await ledger.events.head()).toBe(head);
  });

  it('gives the flags of the first recording with the repeated receipt', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const late = promotion({ person, effectiveAt: '2024-11-05', content: { kind: '101', golongan: '32' } });
    const imported = { caller: OPERATOR, channel: 'import', source: JAMBI.source, key: 'k' } as const;
    const first = await ledger.receipt('record-promotion', late, imported);
    expect(first.flags).toContainEqual(
      expect.objectContaining({ code: 'tmt-not-a-promotion-date', field: '/effectiveAt' }),
    );
    expect(await ledger.receipt('record-promotion', late, imported)).toEqual({ ...first, duplicate: true });
  });

  it('refuses a used key with other content, in the same career and in another', async () => {
    const ledger = new TestLedger();
    const a = await ledger.receipt('record-appointment', appointment(901));
    const b = await ledger.receipt('record-appointment', appointment(902));
    await ledger.receipt('record-promotion', promotion({ person: a.person }), { key: 'k' });
    const other = { effectiveAt: '2026-08-01' };
    expect(await ledger.codes('record-promotion', promotion({ person: a.person, ...other }), { key: 'k' })).toEqual([
      'command-id-reused',
    ]);
    expect(await ledger.codes('record-promotion', promotion({ person: b.person }), { key: 'k' })).toEqual([
      'command-id-reused',
    ]);
    expect(await ledger.events.read(`career-${b.person}`)).toHaveLength(1);
  });

  it('keeps the same key of two agencies apart', async () => {
    const ledger = new TestLedger();
    const kerinci = { caller: KERINCI, key: 'k' };
    const a = await ledger.receipt('record-appointment', appointment(901), { key: 'k' });
    const ofKerinci = appointment(902, { content: { ...(appointment(902)['content'] as object), agency: '5505' } });
    const b = await ledger.receipt('record-appointment', ofKerinci, kerinci);
    expect(b.duplicate).toBe(false);
    expect(b.person).not.toBe(a.person);
  });

  it('keeps the same key of two callers of one source apart, and the same id of two CloudEvents not', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const colleague = { ...JAMBI, id: `${JAMBI.issuer}\nuser-9` };
    const of = (caller: typeof JAMBI, cloudEvent: { readonly time: null } | null) =>
      ledger.receipt('record-promotion', promotion({ person }), { caller, cloudEvent, key: 'k' });
    const receipts = [
      await of(JAMBI, null),
      await of(colleague, null),
      await of(JAMBI, { time: null }),
      await of(colleague, { time: null }),
    ];
    expect(receipts.map(({ duplicate }) => duplicate)).toEqual([false, false, false, true]);
  });

  it('lets one of two merges that cross be done', async () => {
    const ledger = new TestLedger();
    const [a, b, c] = await Promise.all(
      [901, 902, 903].map(async (each) => (await ledger.receipt('record-appointment', appointment(each))).person),
    );
    const merge = (person: unknown, into: unknown) =>
      ledger.send('merge-person', { person, into, reason: 'orang yang sama' } as JsonData, { caller: OPERATOR });
    const outcomes = await Promise.all([merge(a, b), merge(b, a)]);
    expect(outcomes).toMatchObject([
      { kind: 'accepted' },
      { kind: 'rejected', rejections: [{ code: 'person-merged', field: '/into' }] },
    ]);
    // A ring of three is no better.
    const ring = await Promise.all([merge(b, c), merge(c, a)]);
    expect(ring).toMatchObject([{ kind: 'accepted' }, { kind: 'rejected' }]);
    const types = (await ledger.events.readAll(0n, 100)).map(({ type }) => type);
    expect(types.filter((type) => type === 'PersonMerged')).toHaveLength(2);
  });

  it('takes the record of a source again, under another key, as the same when equal and as a correction when not', async () => {
    const ledger = new TestLedger();
    const first = await ledger.receipt('record-appointment', appointment(901));
    expect(await ledger.receipt('record-appointment', appointment(901))).toEqual({ ...first, duplicate: true });
    const renamed = { ...(appointment(901)['content'] as object), name: 'Nama Diperbaiki' };
    const second = await ledger.receipt('record-appointment', appointment(901, { content: renamed }));
    expect(second).toMatchObject({ person: first.person, fact: first.fact, edition: 1, duplicate: false });
  });

  it('finds the person by number', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const identifier = { kind: 'nip', number: numberOf(901) };
    expect(await ledger.receipt('record-promotion', promotion({ identifier }))).toMatchObject({ person });
    const unknown = { kind: 'nip', number: numberOf(902) };
    expect(await ledger.rejections('record-promotion', promotion({ identifier: unknown }))).toMatchObject([
      { code: 'unknown-person', field: '/identifier', retryable: true },
    ]);
    const impossible = { kind: 'nip', number: '200013052025031901' };
    expect(await ledger.rejections('record-promotion', promotion({ identifier: impossible }))).toMatchObject([
      { code: 'number-impossible-birth-date', field: '/identifier/number' },
    ]);
  });

  it('refuses what cannot be, and names field and rule', async () => {
    const ledger = new TestLedger();
    const content = { ...(appointment(901)['content'] as object), number: '200002302025031901' };
    expect(await ledger.rejections('record-appointment', appointment(901, { content }))).toMatchObject([
      { code: 'number-impossible-birth-date', field: '/content/number' },
    ]);
    expect(await ledger.events.head()).toBe(0n);
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const unknownRank = promotion({ person, content: { kind: '101', golongan: '99' } });
    expect(await ledger.rejections('record-promotion', unknownRank)).toMatchObject([
      { code: 'unknown-rank', field: '/content/golongan' },
    ]);
    const beforeBirth = promotion({ person, effectiveAt: '1999-01-01', approvedBy: 'second' });
    expect(await ledger.codes('record-promotion', beforeBirth)).toContain('effective-before-birth');
    expect(
      await ledger.codes('record-promotion', promotion({ person: 'a0000000-0000-4000-8000-000000000000' })),
    ).toEqual(['unknown-person']);
  });

  it('refuses a TMT off the promotion dates live, and flags it in an import', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const off = promotion({ person, effectiveAt: '2026-10-02' });
    expect(await ledger.codes('record-promotion', off)).toEqual(['tmt-not-a-promotion-date']);
    const imported = { caller: OPERATOR, channel: 'import', source: '/agencies/5500/lama' } as const;
    const { position } = await ledger.receipt('record-promotion', off, imported);
    const [event] = await ledger.events.readAll(BigInt(position) - 1n, 1);
    expect((event!.body as FactBody).flags).toMatchObject([
      { code: 'tmt-not-a-promotion-date', field: '/effectiveAt' },
    ]);
    expect(event?.meta).toMatchObject({ agency: '5500', role: 'operator', channel: 'import' });
  });

  it('keeps an agency within its authority', async () => {
    const ledger = new TestLedger();
    const { person, fact } = await ledger.receipt('record-appointment', appointment(901));
    expect(await ledger.codes('record-promotion', promotion({ person }), { caller: KERINCI })).toEqual([
      'not-authorised',
    ]);
    expect(await ledger.codes('annul-appointment', { person, fact, reason: 'salah' }, { caller: KERINCI })).toEqual([
      'not-authorised',
    ]);
    expect((await ledger.receipt('record-promotion', promotion({ person }), { caller: BKN })).duplicate).toBe(false);
    expect(await ledger.codes('record-promotion', promotion({ person }), { caller: PROVIDER })).toEqual([
      'not-authorised',
    ]);
  });

  it('lets an operator record nothing but imports, and a person confirm nothing but its own', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const training = {
      person,
      recordId: 't',
      effectiveAt: '2026-05-01',
      content: { kind: '3', name: 'Pelatihan', provider: 'Balai Contoh', jp: 20 },
    };
    await ledger.receipt('record-training', training, { caller: PROVIDER });
    expect(await ledger.codes('record-promotion', promotion({ person }), { caller: OPERATOR })).toEqual([
      'not-authorised',
    ]);
    const own = personCaller(person!);
    expect(await ledger.codes('record-promotion', promotion({ person }), { caller: own })).toEqual(['not-authorised']);
    const other = personCaller('a0000000-0000-4000-8000-000000000000');
    expect(await ledger.rejections('confirm-training', { person, recordId: 't' }, { caller: other })).toMatchObject([
      { code: 'not-authorised', field: '/person' },
    ]);
  });

  it('chains editions: only the last is corrected, and what is annulled is not annulled again', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    await ledger.receipt('record-promotion', promotion({ person, recordId: 'kp' }));
    const corrected = { person, recordId: 'kp', effectiveAt: '2026-08-01' };
    await ledger.receipt('correct-promotion', promotion({ ...corrected, replacesEdition: 0 }));
    const stale = promotion({ ...corrected, effectiveAt: '2026-09-01', replacesEdition: 0 });
    expect(await ledger.rejections('correct-promotion', stale)).toMatchObject([
      { code: 'edition-not-last', field: '/replacesEdition' },
    ]);
    await ledger.receipt('annul-promotion', { person, recordId: 'kp', reason: 'salah orang' });
    expect(await ledger.codes('annul-promotion', { person, recordId: 'kp', reason: 'salah lagi' })).toEqual([
      'already-annulled',
    ]);
    expect(await ledger.receipt('reinstate-promotion', { person, recordId: 'kp', reason: 'benar' })).toMatchObject({
      edition: 3,
    });
  });

  it('records mentoring for two careers and refuses an unknown one', async () => {
    const ledger = new TestLedger();
    const mentor = (await ledger.receipt('record-appointment', appointment(901))).person;
    const mentee = (await ledger.receipt('record-appointment', appointment(902))).person;
    const pair = (of: object) => ({
      effectiveAt: '2026-02-01',
      content: { kind: '15', goal: 'Tumbuh', mentor, mentee, ...of },
    });
    const unknown = 'a0000000-0000-4000-8000-000000000000';
    expect(await ledger.codes('record-mentoring', pair({ mentor: unknown }))).toEqual(['unknown-person']);
    const { fact: mentoring, person } = await ledger.receipt('record-mentoring', pair({}));
    expect(person).toBeNull();
    const session = { mentoring, recordId: 's1', effectiveAt: '2026-02-08', content: { jp: 2, topic: 'Rencana' } };
    const { position } = await ledger.receipt('record-mentoring-session', session);
    const [event] = await ledger.events.readAll(BigInt(position) - 1n, 1);
    expect(event?.meta.persons).toEqual([
      { id: mentee, role: 'mentee' },
      { id: mentor, role: 'mentor' },
    ]);
    const confirm = { mentoring, fact: (event!.body as FactBody).fact };
    expect(await ledger.receipt('confirm-mentoring-session', confirm, { caller: personCaller(mentor!) })).toMatchObject(
      {
        edition: 0,
      },
    );
    expect(await ledger.codes('confirm-mentoring-session', confirm, { caller: personCaller(unknown) })).toEqual([
      'nothing-to-confirm',
    ]);
  });
});
