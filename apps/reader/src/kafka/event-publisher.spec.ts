import { BrokerUnavailable } from '@rekam/kafka';
import { identifierStream } from '@rekam/event-store';
import { careerOf, CITY, idOf } from '../testing/ledger';
import { EVENTS, Publishing } from './testing/publishing';

const SITI = idOf('Siti');

describe('the publisher of events', () => {
  let publishing: Publishing;

  beforeEach(async () => {
    publishing = await Publishing.open();
    await publishing.ledger.openDay('2025-06-01');
    await publishing.ledger.appoint(SITI, 'Siti Rahmawati');
  });
  afterEach(() => publishing.close());

  const positions = () => publishing.topics.in(EVENTS).map(({ headers }) => Number(headers['ce_position']));

  it('sends what is open of an event, keyed by the person, as a CloudEvent', async () => {
    const { caughtUp } = publishing.start();
    await caughtUp();
    const event = (await publishing.events.read(careerOf(SITI)))[0]!;
    expect(publishing.topics.in(EVENTS)[1]).toEqual({
      key: SITI,
      value: {
        stream: careerOf(SITI),
        revision: '0',
        position: '2',
        ledgerTime: event.ledgerTime,
        type: 'AppointmentRecorded',
        body: event.body,
        meta: event.meta,
        sealed: true,
      },
      headers: {
        ce_specversion: '1.0',
        ce_id: event.id,
        ce_source: '/ledger',
        ce_type: 'asn.ledger.AppointmentRecorded.v1',
        ce_time: event.ledgerTime,
        ce_position: '2',
        'content-type': 'application/json',
      },
    });
    expect(publishing.topics.in(EVENTS)[0]).toMatchObject({
      key: 'ledger',
      value: { type: 'DayOpened', sealed: false },
    });
  });

  it('passes over the streams that say who holds a number, and comes past them', async () => {
    const stream = identifierStream(publishing.keys, { kind: 'nip', number: '198903142012011001' });
    const [template] = await publishing.events.read('ledger');
    const reserved = { ...template!, id: idOf('reservation'), type: 'IdentifierReserved', stream };
    const { position } = (await publishing.events.append(stream, [reserved], 'no_stream')).events[0]!;
    const { publisher, caughtUp } = publishing.start();
    await caughtUp();
    expect(positions()).not.toContain(Number(position));
    expect(JSON.stringify(publishing.topics.sent)).not.toContain(stream);
    expect(publisher.positions()).toContainEqual(['events', position]);
  });

  it('goes on after a stop with the next event, and after a crash from what it remembered: none is left out', async () => {
    const first = publishing.start();
    await first.caughtUp();
    await first.publisher.stop();
    await publishing.ledger.promote(SITI, '32', '2025-04-01');
    // It dies after the brokers took the event, and before it is written down.
    const dead = new Promise<void>((resolve) => {
      const take = publishing.topics.send.bind(publishing.topics);
      const producer = {
        send: async (messages: Parameters<typeof take>[0]) => {
          const taken = await take(messages);
          if (messages.some(({ topic }) => topic === EVENTS)) {
            resolve();
            await new Promise(() => undefined);
          }
          return taken;
        },
        stop: async () => undefined,
      };
      publishing.start({ producer });
    });
    await dead;
    await publishing.ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    const last = publishing.start();
    await last.caughtUp();
    expect(positions()).toEqual([1, 2, 3, 3, 4]);
  });

  it('keeps the order of the log, also when the brokers refuse now and then', async () => {
    let n = 0;
    publishing.topics.onSend = () => {
      if (++n % 3 === 0) throw new BrokerUnavailable('not now');
    };
    const { caughtUp } = publishing.start();
    for (let each = 0; each < 20; each++) await publishing.ledger.train(SITI, `Kursus ${each}`, 10, '2024-08-02');
    await caughtUp();
    expect(positions()).toEqual(Array.from({ length: 22 }, (_, at) => at + 1));
  });

  it('gives way to another process, which goes on', async () => {
    const first = publishing.start();
    await first.caughtUp();
    const second = publishing.start();
    await second.caughtUp();
    await publishing.ledger.promote(SITI, '32', '2025-04-01');
    await second.caughtUp();
    // Both may have sent the event: the first one notices when it writes down that it did.
    await first.ended();
    expect(first.publisher.positions()).toEqual([]);
    expect(first.publisher.faults()).toEqual([]);
    const before = publishing.topics.sent.length;
    await publishing.ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    await second.caughtUp();
    const later = publishing.topics.sent.slice(before).filter(({ topic }) => topic === EVENTS);
    expect(later).toHaveLength(1);
  });

  it('sends nothing from a log that ends before what was published, and says what to do', async () => {
    const first = publishing.start();
    await first.caughtUp();
    await first.publisher.stop();
    const restored = await Publishing.open();
    try {
      const tables = publishing.openTables();
      const failed = new Promise<string>((resolve) => {
        restored.start({
          agencies: [CITY],
          tables,
          log: { debug() {}, info() {}, error() {}, warn: (fields) => resolve(JSON.stringify(fields, errors)) },
        });
      });
      expect(await failed).toContain('remove publisher.db');
      expect(restored.topics.sent).toEqual([]);
    } finally {
      await restored.close();
    }
  });
});

const errors = (_key: string, value: unknown): unknown => (value instanceof Error ? value.message : value);
