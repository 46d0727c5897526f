import { agencyViewsTopic, eventsTopic, viewsTopic } from '@rekam/contracts';
import type { IncomingMessage } from '@rekam/kafka';
import { LocalIssuer } from '@rekam/runtime';
import { startBroker, type Broker } from '@rekam/test/kafka/broker';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { positionOf, Rig, textOf } from './testing/rig';

const SITI = idOf('Siti');
const NAME = 'Siti Rahmawati';
const NUMBER = '198903142012011001';

const rowOf = ({ value }: IncomingMessage): Record<string, unknown> =>
  (JSON.parse(value!.toString()) as { row: Record<string, unknown> }).row;

describeKafka('the publisher of a reader', () => {
  let rig: Rig;
  let broker: Broker | null = null;

  afterEach(async () => {
    await rig.close();
    await broker?.stop();
    broker = null;
  });

  it('waits for its topics, says which, serves meanwhile, and then publishes everything in the order of the log', async () => {
    const { brokers, prefix } = await kafkaForTests();
    rig = await Rig.open(brokers, prefix);
    await rig.ledger.openDay('2025-06-01');
    await rig.ledger.appoint(SITI, NAME, { number: NUMBER });
    await rig.start();
    await rig.ready((status, detail) => status === 503 && detail.includes('rekam topics create'));
    const issuer = await LocalIssuer.open(rig.folder);
    const token = await issuer.sign({ sub: 'auditor', role: 'auditor' }, 1);
    const answer = await fetch(`${rig.reader!.url}/v1/careers/${SITI}?at-least=2`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);

    await rig.createTopics();
    await rig.ready((status) => status === 200);
    const isOfSiti = ({ key }: IncomingMessage) => String(key) === `current-state/${SITI}`;
    await rig.readUntil([agencyViewsTopic(prefix, CITY)], isOfSiti);
    for (let n = 0; n < 50; n++) await rig.ledger.train(SITI, `Kursus ${n}`, 10, '2024-08-02');
    const { position } = await rig.ledger.appoint(SITI, NAME, {
      agency: PROVINCE,
      at: '2025-03-01',
      kind: 'PNS',
      number: NUMBER,
    });

    const events = await rig.readUntil([eventsTopic(prefix)], (message) => positionOf(message) === position);
    const ofSiti = events.filter(({ key }) => key!.toString() === SITI).map(positionOf);
    expect(ofSiti).toEqual([...ofSiti].toSorted((a, b) => Number(a - b)));
    expect(new Set(ofSiti).size).toBe(52);

    const ofCity = await rig.readUntil(
      [agencyViewsTopic(prefix, CITY)],
      (message) => isOfSiti(message) && message.value === null,
    );
    const views = await rig.readUntil(
      [viewsTopic(prefix)],
      (message) => isOfSiti(message) && positionOf(message) >= position,
    );
    expect(rowOf(views.at(-1)!)).toMatchObject({ employment: { agency: PROVINCE }, development: { trainings: 50 } });
    for (const publication of ['events', 'current-state', 'agency-overview']) {
      await rig.metric('rekam_publisher_lag_events', publication, (lag) => lag === 0);
      await rig.metric('rekam_publisher_position', publication, (reached) => reached >= Number(position));
      await rig.metric('rekam_publisher_failures_total', publication, (failures) => failures >= 0);
    }
    for (const { key, value, headers } of [...events, ...ofCity, ...views]) {
      const bytes = [key, value, ...Object.values(headers).map(textOf)].join('\n');
      expect(bytes).not.toContain(NAME);
      expect(bytes).not.toContain(NUMBER);
    }
  });

  it('is not ready while the brokers are away, serves all the same, and sends what was missed when they are back', async () => {
    broker = await startBroker();
    rig = await Rig.open(broker.brokers, 'own');
    await rig.createTopics();
    await rig.ledger.openDay('2025-06-01');
    await rig.ledger.appoint(SITI, NAME, { number: NUMBER });
    await rig.start();
    await rig.ready((status) => status === 200);
    await broker.kill();
    await rig.ready((status, detail) => status === 503 && detail.includes('kafka publisher'));
    const { position } = await rig.ledger.promote(SITI, '32', '2025-04-01');
    expect((await fetch(`${rig.reader!.url}/health/live`)).status).toBe(200);
    await broker.restart();
    const views = await rig.readUntil(
      [viewsTopic('own')],
      (message) => String(message.key) === `current-state/${SITI}` && positionOf(message) >= position,
    );
    expect(rowOf(views.at(-1)!)).toMatchObject({ rank: { golongan: 'III/b' } });
    await rig.ready((status) => status === 200);

    await broker.kill();
    await rig.ledger.promote(SITI, '33', '2025-05-01');
    await rig.reader!.stop();
    rig.reader = null;
  }, 90_000);
});
