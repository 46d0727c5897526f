import { deadLetterOf, outcomesTopic, unattributedOutcomesTopic, type OutcomeMessage } from '@rekam/contracts';
import type { Recorded } from '@rekam/domain';
import type { EventStore } from '@rekam/event-store';
import type { OutgoingMessage } from '@rekam/kafka';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { binary, JAMBI_SOURCE, KafkaRig, KERINCI_SOURCE, structured, type Stores } from '../testing/kafka-rig';
import { appointment, numberOf, promotion } from '../testing/ledger';
import { SqliteFolder } from '../testing/sqlite';

const BODY_BYTES_MAX = 60_000;
const LETTER_BYTES_MAX = 40_000;
const RETRY_MS = 1_500;

let used = 900;
/** A sequence of a number that no other test uses. */
const unused = (): number => used++;

const training = (person: string, n: number) => ({
  person,
  recordId: `kursus-${n}`,
  effectiveAt: '2026-05-01',
  content: { kind: '3', name: `Pelatihan ${n}`, provider: 'Balai Contoh', jp: 20 },
});

describeKafka('the Kafka door', () => {
  const folder = new SqliteFolder();
  let rig: KafkaRig;
  let stores: Stores;
  let events: EventStore;

  const eventAt = async (position: string): Promise<Recorded> => (await events.readAll(BigInt(position) - 1n, 1))[0]!;
  const head = () => events.head();

  /** Sends one message and waits for its outcome. */
  const ask = async (message: Partial<OutgoingMessage>): Promise<OutcomeMessage> => {
    const [at] = await rig.send(message);
    return rig.outcome(at!);
  };
  const opened = async (): Promise<string> => {
    const sequence = unused();
    const outcome = await ask(binary(`cpns-${sequence}`, 'record-appointment', appointment(sequence)));
    return outcome.receipt!.person!;
  };

  beforeAll(async () => {
    const { brokers, prefix } = await kafkaForTests();
    stores = await folder.stores();
    events = stores.events;
    rig = new KafkaRig(brokers, prefix);
    await rig.createTopics({ [`${prefix}.dead-letters.v1`]: { 'max.message.bytes': String(LETTER_BYTES_MAX) } });
    await rig.start(stores, {
      REKAM_BODY_LIMIT_BYTES: String(BODY_BYTES_MAX),
      REKAM_KAFKA_RETRY_MS: String(RETRY_MS),
    });
  }, 60_000);
  afterAll(async () => {
    await rig.close();
    await folder.remove();
  });

  it('records an event of either content mode and says so to its source', async () => {
    const sequence = unused();
    const first = binary(`a-${sequence}`, 'record-appointment', appointment(sequence), { key: 'orang' });
    const [at] = await rig.send(first);
    const [answer] = await rig.outcomes(at!);
    const coordinates = { topic: at!.topic, partition: at!.partition, offset: String(at!.offset) };
    expect(answer!.said).toEqual({
      outcome: 'accepted',
      message: coordinates,
      event: { id: `a-${sequence}`, source: JAMBI_SOURCE, type: 'asn.career.appointment.recorded.v1' },
      receipt: expect.objectContaining({ edition: 0, revision: '0', duplicate: false }) as unknown,
      problem: null,
    });
    expect(answer!.message.topic).toBe(outcomesTopic(rig.prefix, JAMBI_SOURCE));
    expect(String(answer!.message.key)).toBe('orang');
    const headers = Object.fromEntries(
      Object.entries(answer!.message.headers).map(([name, text]) => [name, String(text)]),
    );
    const recorded = await eventAt(answer!.said.receipt!.position);
    expect(headers).toEqual({
      ce_specversion: '1.0',
      ce_id: recorded.meta.correlationId,
      ce_source: '/ledger',
      ce_type: 'asn.career.outcome.accepted.v1',
      'content-type': 'application/json',
    });
    expect(recorded.meta).toMatchObject({
      channel: 'kafka',
      role: 'agency',
      agency: '5500',
      source: JAMBI_SOURCE,
      intake: coordinates,
    });
    const { person } = answer!.said.receipt!;
    const second = structured(`b-${sequence}`, 'record-promotion', promotion({ person: person!, recordId: 'kp' }), {
      source: `${JAMBI_SOURCE}/kepangkatan`,
    });
    expect(await ask(second)).toMatchObject({ outcome: 'accepted', receipt: { person, revision: '1' } });
  });

  it('tells a source of its own what became of its messages', async () => {
    const content = { ...(appointment(unused())['content'] as object), agency: '5505' };
    const message = binary(
      'k-1',
      'record-appointment',
      { effectiveAt: '2025-03-01', content },
      { source: KERINCI_SOURCE },
    );
    const [at] = await rig.send({ ...message, topic: rig.kerinciTopic });
    const [answer] = await rig.outcomes(at!);
    expect(answer!.said.outcome).toBe('accepted');
    expect(answer!.message.topic).toBe(outcomesTopic(rig.prefix, KERINCI_SOURCE));
  });

  it('rejects what it cannot take, keeps it as a dead letter, and goes on', async () => {
    const person = await opened();
    const good = promotion({ person, recordId: 'kp' });
    const bytes = (...values: readonly number[]) => ({ value: Buffer.from(values) });
    const unknownType = { specversion: '1.0', id: 't', source: JAMBI_SOURCE, type: 'asn.career.naik.v9', data: good };
    const batch = { 'content-type': 'application/cloudevents-batch+json' };
    const of = (id: string, data = good, source = JAMBI_SOURCE) => binary(id, 'record-promotion', data, { source });
    /** The problem, the id that can be told, and the message. */
    const bad: readonly (readonly [string, string | null, Partial<OutgoingMessage>])[] = [
      ['body-not-json', 'g', { ...of('g'), ...bytes(0, 1, 2, 3) }],
      ['body-not-utf8', 'u', { ...of('u'), ...bytes(0x22, 0xc3, 0x28, 0x22) }],
      ['data-invalid', null, { value: '"tidak terbaca"' }],
      ['data-invalid', 'n', { ...of('n'), value: null }],
      ['data-invalid', null, {}],
      ['batch-not-taken', null, { headers: batch, value: '[]' }],
      ['unknown-event-type', 't', { ...structured('', 'record-promotion', good), value: JSON.stringify(unknownType) }],
      ['source-not-of-topic', 'f', of('f', good, KERINCI_SOURCE)],
      ['data-invalid', 'w', of('w', { ...good, gaji: 1 })],
      ['data-invalid', 'p', { ...of('p'), value: '{"__proto__":{}}' }],
      ['unknown-rank', 'i', of('i', { ...good, content: { kind: '101', golongan: '99' } })],
      ['message-key-too-long', 'k', { ...of('k'), key: 'k'.repeat(257) }],
    ];
    const before = await head();
    const sent = await rig.send(...bad.map(([, , message]) => ({ key: 'satu', ...message })), {
      ...of('after'),
      key: 'satu',
    });
    for (const [at, [code, id, { value, headers }]] of bad.entries()) {
      const outcome = await rig.outcome(sent[at]!);
      expect(outcome).toMatchObject({ outcome: 'rejected', receipt: null, problem: { type: `/problems/${code}` } });
      expect(outcome.event?.id ?? null).toBe(id);
      const letter = await rig.deadLetter(sent[at]!);
      expect(deadLetterOf(letter.headers)).toMatchObject({ problem: outcome.problem, valueBytesLost: null });
      expect(letter.value).toEqual(value == null ? null : Buffer.from(value));
      for (const [name, text] of Object.entries(headers ?? {})) expect(String(letter.headers[name])).toBe(String(text));
    }
    expect(await rig.outcome(sent.at(-1)!)).toMatchObject({ outcome: 'accepted' });
    expect(await head()).toBe(before + 1n);
  });

  it('answers what has no source of the topic apart from the sources', async () => {
    const [foreign, own] = await Promise.all([
      rig.send(binary('f-2', 'record-promotion', {}, { source: KERINCI_SOURCE })),
      rig.send({ ...binary('f-3', 'record-promotion', {}, { source: JAMBI_SOURCE }), topic: rig.kerinciTopic }),
    ]);
    const topicOf = async (at: (typeof own)[number]) => (await rig.outcomes(at))[0]!.message.topic;
    expect(await topicOf(foreign[0]!)).toBe(unattributedOutcomesTopic(rig.prefix));
    // A topic of one source has nobody else to answer to.
    expect(await topicOf(own[0]!)).toBe(outcomesTopic(rig.prefix, KERINCI_SOURCE));
  });

  it('keeps a dead letter without its value where that is too large', async () => {
    const [at] = await rig.send({
      ...binary('large', 'record-promotion', {}),
      value: `"${'x'.repeat(BODY_BYTES_MAX)}"`,
    });
    expect(await rig.outcome(at!)).toMatchObject({
      problem: { type: '/problems/body-too-large' },
      event: { id: 'large' },
    });
    const letter = await rig.deadLetter(at!);
    expect(letter.value).toBeNull();
    expect(deadLetterOf(letter.headers)).toMatchObject({ valueBytesLost: BODY_BYTES_MAX + 2 });
    expect(String(letter.headers['ce_id'])).toBe('large');
  });

  it('keeps the order of each source and key', async () => {
    const persons = await Promise.all(Array.from({ length: 6 }, opened));
    const sent = persons.map((person) => {
      const about = { person, recordId: 'kursus', effectiveAt: '2026-05-01' };
      // Each says which edition it replaces, so that another order than theirs would be refused.
      return Array.from({ length: 12 }, (_, n) => {
        const content = { kind: '3', name: `Pelatihan ${n}`, provider: 'Balai Contoh', jp: 20 };
        const [id, key] = [`${person}-${n}`, { key: person }];
        return n === 0
          ? binary(id, 'record-training', { ...about, content }, key)
          : structured(id, 'correct-training', { ...about, content, reason: 'x', replacesEdition: n - 1 }, key);
      });
    });
    const interleaved = sent[0]!.flatMap((_, n) => sent.map((messages) => messages[n]!));
    const places = await rig.send(...interleaved);
    const outcomes = await Promise.all(places.map((at) => rig.outcome(at)));
    expect(outcomes.filter(({ outcome }) => outcome !== 'accepted')).toEqual([]);
    expect(outcomes.map(({ receipt }) => receipt!.edition)).toEqual(interleaved.map((_, at) => Math.floor(at / 6)));
  });

  it('repeats what it said when it gets the same message again, and calls another one of that id a duplicate', async () => {
    const person = await opened();
    const message = binary('same', 'record-training', training(person, 1));
    const [first] = await rig.send(message);
    const said = await rig.outcome(first!);
    expect(said.outcome).toBe('accepted');
    expect(await ask(message)).toMatchObject({ outcome: 'duplicate', receipt: { ...said.receipt, duplicate: true } });
    const other = binary('same', 'record-training', training(person, 2));
    expect(await ask(other)).toMatchObject({ outcome: 'rejected', problem: { type: '/problems/command-id-reused' } });
    // A new group begins at the beginning, as a replay does.
    const before = await head();
    await rig.stop();
    await rig.start(stores, { REKAM_KAFKA_GROUP: `${rig.prefix}-replay`, REKAM_KAFKA_RETRY_MS: '0' });
    const [one, two] = await rig.outcomes(first!, 2);
    expect(two!.said).toEqual(said);
    expect(two!.message.headers).toEqual(one!.message.headers);
    expect(await head()).toBe(before);
    await rig.stop();
    await rig.start(stores, { REKAM_KAFKA_RETRY_MS: String(RETRY_MS) });
  });

  it('waits for a person whom a later message brings, and lets others pass meanwhile', async () => {
    const sequence = unused();
    const other = await opened();
    const identifier = { kind: 'nip', number: numberOf(sequence) };
    const { person: _, ...act } = training('', 1);
    const early = binary(`early-${sequence}`, 'record-training', { ...act, identifier }, { key: 'early' });
    const [at] = await rig.send(early);
    expect(await ask(binary('meanwhile', 'record-training', training(other, 9)))).toMatchObject({
      outcome: 'accepted',
    });
    const opening = await ask(
      binary(`cpns-${sequence}`, 'record-appointment', appointment(sequence), { key: 'later' }),
    );
    const { person } = opening.receipt!;
    expect(await rig.outcome(at!)).toMatchObject({ outcome: 'accepted', receipt: { person } });
  });

  it('rejects what speaks of somebody who does not come within the limit', async () => {
    const nobody = training('a0000000-0000-4000-8000-000000000000', 1);
    expect(await ask(binary('nobody', 'record-training', nobody))).toMatchObject({
      outcome: 'rejected',
      problem: { type: '/problems/unknown-person', retryable: true },
    });
  });

  it('is ready, and counts what it does', async () => {
    expect(await rig.faults()).toEqual([]);
    const lines = await rig.metrics();
    for (const measured of [
      /^rekam_kafka_intake_outcomes_total\{outcome="rejected"\} [1-9]/m,
      /^rekam_kafka_intake_rejections_total\{problem="unknown-person"\} 1$/m,
      /^rekam_kafka_intake_retries_total\{reason="unknown-person"\} [1-9]/m,
      /^rekam_kafka_intake_dead_letters_total [1-9]/m,
    ])
      expect(lines).toMatch(measured);
    expect(lines).toContain(`rekam_kafka_intake_lag_messages{topic="${rig.jambiTopic}"}`);
  });
});
