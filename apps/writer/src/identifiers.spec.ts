import { personByNumber, StoreUnavailable } from '@rekam/event-store';
import { RESERVATION_MS_MAX } from './identifiers';
import { failingOnce } from './testing/faulty-store';
import { appointment, BKN, numberOf, OPERATOR, promotion, TestLedger } from './testing/ledger';

const nip = (sequence: number) => ({ kind: 'nip', number: numberOf(sequence) }) as const;
const withNumbers = (sequence: number, oldNumber: string) =>
  appointment(sequence, { content: { ...(appointment(sequence)['content'] as object), oldNumber } });

describe('Identifiers', () => {
  it('keeps a number for one person and tells how to mend it', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const another = appointment(901, { recordId: 'another' });
    expect(await ledger.rejections('record-appointment', another)).toMatchObject([
      { code: 'identifier-taken', field: '/content/number', accepted: expect.stringContaining('resolve') },
    ]);
    const asPns = (address: object) => ({
      ...appointment(901, { recordId: 'pns', effectiveAt: '2026-03-01', ...address }),
      content: { ...(appointment(901)['content'] as object), kind: 'PNS' },
    });
    expect(await ledger.receipt('record-appointment', asPns({ identifier: nip(901) }))).toMatchObject({ person });
    expect(await ledger.events.read(`career-${person}`)).toHaveLength(2);
  });

  it('reserves for a correction too, all numbers or none', async () => {
    const ledger = new TestLedger();
    const a = await ledger.receipt('record-appointment', withNumbers(901, '130000001'));
    const b = await ledger.receipt('record-appointment', appointment(902));
    const correction = { ...withNumbers(903, '130000001'), person: b.person, recordId: 'cpns-902' };
    expect(await ledger.rejections('correct-appointment', correction)).toMatchObject([
      { code: 'identifier-taken', field: '/content/oldNumber' },
    ]);
    // The other number of the refused correction is free again at once.
    const c = await ledger.receipt('record-appointment', appointment(903));
    expect(await ledger.identifiers.holder(nip(903))).toEqual({ person: c.person, mergedInto: null });
    expect(await ledger.identifiers.holder({ kind: 'nip-lama', number: '130000001' })).toEqual({
      person: a.person,
      mergedInto: null,
    });
  });

  it('frees nothing and reserves nothing for a command that is refused', async () => {
    const ledger = new TestLedger();
    await ledger.codes('record-appointment', appointment(901, { effectiveAt: '2025-05-01' }));
    expect(await ledger.events.head()).toBe(0n);
  });

  it('lets the source finish what a crash left between reservation and career, and nobody else meanwhile', async () => {
    const ledger = new TestLedger();
    const crashing = ledger.again(failingOnce(ledger.events, 'career-', 'before'));
    await expect(crashing.send('record-appointment', appointment(901), { key: 'k' })).rejects.toThrow(StoreUnavailable);
    expect(await ledger.events.head()).toBe(1n);
    expect(await ledger.identifiers.holder(nip(901))).toBeNull();
    expect(await personByNumber(nip(901), ledger)).toBeNull();
    const another = appointment(901, { recordId: 'another' });
    expect(await ledger.codes('record-appointment', another)).toEqual(['identifier-taken']);
    const { person, duplicate } = await ledger.receipt('record-appointment', appointment(901), { key: 'k' });
    expect(duplicate).toBe(false);
    expect(await ledger.identifiers.holder(nip(901))).toEqual({ person, mergedInto: null });
  });

  it('releases what a crash left when somebody needs it, once its time is over', async () => {
    const ledger = new TestLedger();
    const crashing = ledger.again(failingOnce(ledger.events, 'career-', 'before'));
    await expect(crashing.send('record-appointment', appointment(901), { key: 'k' })).rejects.toThrow(StoreUnavailable);
    ledger.clock.ms += RESERVATION_MS_MAX;
    const another = appointment(901, { recordId: 'another' });
    expect(await ledger.codes('record-appointment', another)).toEqual(['identifier-taken']);
    ledger.clock.ms += 1;
    const { person } = await ledger.receipt('record-appointment', another);
    const stream = (await ledger.events.readAll(0n, 1))[0]!.stream;
    expect((await ledger.events.read(stream)).map(({ type }) => type)).toEqual([
      'IdentifierReserved',
      'IdentifierReleased',
      'IdentifierReserved',
    ]);
    expect(await ledger.identifiers.holder(nip(901))).toEqual({ person, mergedInto: null });
    // The first source comes back too late: the number has a holder now.
    expect(await ledger.codes('record-appointment', appointment(901), { key: 'k' })).toEqual(['identifier-taken']);
  });

  it('renews a reservation that is taken up again, so that it is not released under the command', async () => {
    const ledger = new TestLedger();
    const crash = (): TestLedger => ledger.again(failingOnce(ledger.events, 'career-', 'before'));
    await expect(crash().send('record-appointment', appointment(901), { key: 'k' })).rejects.toThrow(StoreUnavailable);
    ledger.clock.ms += RESERVATION_MS_MAX;
    await expect(crash().send('record-appointment', appointment(901), { key: 'k' })).rejects.toThrow(StoreUnavailable);
    ledger.clock.ms += RESERVATION_MS_MAX;
    expect(await ledger.codes('record-appointment', appointment(901, { recordId: 'another' }))).toEqual([
      'identifier-taken',
    ]);
  });

  it('gives a mistyped number back once it is corrected', async () => {
    const ledger = new TestLedger();
    const a = await ledger.receipt('record-appointment', appointment(901));
    const mended = { ...appointment(902), person: a.person, recordId: 'cpns-901' };
    await ledger.receipt('correct-appointment', mended);
    // Whoever is looked for by the mistyped number, it is not this person.
    expect(await ledger.identifiers.holder(nip(901))).toBeNull();
    expect(await ledger.codes('record-promotion', promotion({ identifier: nip(901) }))).toEqual(['unknown-person']);
    ledger.clock.ms += RESERVATION_MS_MAX + 1;
    const b = await ledger.receipt('record-appointment', appointment(901, { recordId: 'rightful' }));
    expect(await ledger.identifiers.holder(nip(901))).toEqual({ person: b.person, mergedInto: null });
    expect(await ledger.identifiers.holder(nip(902))).toEqual({ person: a.person, mergedInto: null });
  });

  it('still means by a mended number the record that came under it', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const identifier = nip(901);
    const first = promotion({ identifier, recordId: 'kp' });
    const recorded = await ledger.receipt('record-promotion', first, { key: 'kp' });
    const mending = { ...appointment(902), identifier, recordId: 'cpns-901' };
    const mended = await ledger.receipt('correct-appointment', mending, { key: 'mend' });
    expect(await ledger.receipt('correct-appointment', mending, { key: 'mend' })).toEqual({
      ...mended,
      duplicate: true,
    });
    expect(await ledger.receipt('record-promotion', first, { key: 'kp' })).toEqual({ ...recorded, duplicate: true });
    const annulment = { identifier, recordId: 'kp', reason: 'salah orang' };
    expect(await ledger.receipt('annul-promotion', annulment)).toMatchObject({ person, edition: 1 });
  });

  it('gives no annulled number, and gives it again when its act is reinstated', async () => {
    const ledger = new TestLedger();
    const { person } = await ledger.receipt('record-appointment', appointment(901));
    const address = { identifier: nip(901), recordId: 'cpns-901' };
    await ledger.receipt('annul-appointment', { ...address, reason: 'bukan orangnya' });
    expect(await ledger.identifiers.holder(nip(901))).toBeNull();
    await ledger.receipt('reinstate-appointment', { ...address, reason: 'ternyata benar' });
    expect(await ledger.identifiers.holder(nip(901))).toEqual({ person, mergedInto: null });
  });

  it('asks for the number again when an annulled appointment is reinstated', async () => {
    const ledger = new TestLedger();
    const a = await ledger.receipt('record-appointment', appointment(901));
    const address = { person: a.person, recordId: 'cpns-901' };
    await ledger.receipt('annul-appointment', { ...address, reason: 'bukan orangnya' });
    ledger.clock.ms += RESERVATION_MS_MAX + 1;
    await ledger.receipt('record-appointment', appointment(901, { recordId: 'rightful' }));
    expect(await ledger.codes('reinstate-appointment', { ...address, reason: 'ternyata benar' })).toEqual([
      'identifier-taken',
    ]);
  });

  it('counts a merged person as the one that stands for it', async () => {
    const ledger = new TestLedger();
    const identifier = nip(901);
    const a = await ledger.receipt('record-appointment', appointment(901));
    const b = await ledger.receipt('record-appointment', appointment(902));
    const earlier = promotion({ identifier, recordId: 'kp', effectiveAt: '2026-04-01' });
    const recorded = await ledger.receipt('record-promotion', earlier, { key: 'kp' });
    await ledger.receipt('merge-person', { person: a.person, into: b.person }, { caller: OPERATOR });
    expect(await ledger.identifiers.holder(nip(901))).toEqual({ person: a.person, mergedInto: b.person });
    expect(await personByNumber(nip(901), ledger)).toBe(b.person);
    expect(await personByNumber(nip(903), ledger)).toBeNull();
    expect(await ledger.receipt('record-promotion', promotion({ identifier }))).toMatchObject({ person: b.person });
    // What was recorded before the merge stays where it is, and is still addressed by the same number.
    expect(await ledger.receipt('record-promotion', earlier, { key: 'kp' })).toEqual({ ...recorded, duplicate: true });
    const annulment = { identifier, recordId: 'kp', reason: 'salah' };
    expect(await ledger.receipt('annul-promotion', annulment)).toMatchObject({ person: a.person, edition: 1 });
    const sameNumber = { ...appointment(901, { recordId: 'pns' }), person: b.person };
    expect(await ledger.receipt('record-appointment', sameNumber, { caller: BKN })).toMatchObject({ person: b.person });
    expect(await ledger.codes('record-promotion', promotion({ person: a.person }))).toEqual(['person-merged']);
    await ledger.receipt('unmerge-person', { person: a.person, into: b.person }, { caller: OPERATOR });
    expect(await ledger.identifiers.holder(nip(901))).toEqual({ person: a.person, mergedInto: null });
  });
});
