import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from './config';
import { kafkaSettingsOf } from './kafka-settings';
import { loadKafkaTopics, sharedTopics } from './kafka-topics';

const folder = mkdtempSync(join(tmpdir(), 'kafka-topics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'topics.json');

const load = (content: unknown) => {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return loadKafkaTopics({ kafkaTopicsFile: file, kafkaTopicPrefix: 'career' });
};
const faultsOf = (content: unknown): readonly string[] => {
  try {
    load(content);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map((each) => each.replace(file, 'topics.json'));
    throw error;
  }
};
const intake = (...sources: readonly unknown[]) => ({ intake: [{ topic: 'career.intake.v1', sources }] });

describe('the table of sources, topics and principals', () => {
  it('is empty without a file', () => {
    const none = loadKafkaTopics({ kafkaTopicsFile: null, kafkaTopicPrefix: 'career' });
    expect({ ...none }).toEqual({ intake: [], agencyViews: [], wholeLedger: [] });
  });

  it('says who comes by which topic and who reads what', () => {
    const topics = load({
      ...intake({ source: '/agencies/5500/simpeg', principal: 'User:simpeg-5500' }, { source: '/providers/balai' }),
      agencyViews: [{ agency: '5500', principals: ['User:dashboard'] }],
      wholeLedger: ['User:auditor'],
    });
    expect(JSON.parse(JSON.stringify(topics))).toEqual({
      intake: [
        {
          topic: 'career.intake.v1',
          sources: [
            { source: '/agencies/5500/simpeg', principal: 'User:simpeg-5500' },
            { source: '/providers/balai', principal: null },
          ],
        },
      ],
      agencyViews: [{ agency: '5500', principals: ['User:dashboard'] }],
      wholeLedger: ['User:auditor'],
    });
    expect(sharedTopics(topics)).toEqual(['career.intake.v1']);
  });

  const SIMPEG = { source: '/agencies/5500/simpeg' };
  const faulty: readonly [string, unknown, RegExp][] = [
    ['no JSON', '{', /cannot be read as JSON/],
    ['no object', [], /holds no object/],
    ['an unknown key', { intakes: [] }, /has \/intakes, which nothing reads/],
    ['an unknown key within', intake({ ...SIMPEG, agency: '5500' }), /has \/intake\/0\/sources\/0\/agency/],
    ['no list', { intake: {} }, /at \/intake; accepted: /],
    ['an entry that is no object', { intake: ['career.intake.v1'] }, /at \/intake(\/0)?; accepted: /],
    [
      'a source that is no path',
      intake({ source: 'simpeg' }),
      /at \/intake\/0\/sources\/0\/source; accepted: \/agencies/,
    ],
    ['a source that goes up', intake({ source: '/agencies/5500/..' }), /\/source; accepted/],
    ['a source without a system', intake({ source: '/agencies/5500' }), /\/source; accepted/],
    ['no sources', intake(), /at least one source/],
    ['a wild principal', intake({ ...SIMPEG, principal: 'User:*' }), /\/principal; accepted: a principal/],
    ['a topic with a space', { intake: [{ topic: 'a b', sources: [SIMPEG] }] }, /at \/intake\/0\/topic/],
    ['no agency', { agencyViews: [{ agency: '55', principals: [] }] }, /at \/agencyViews\/0\/agency/],
    ['a source twice', intake(SIMPEG, SIMPEG), /names the source \/agencies\/5500\/simpeg twice/],
    [
      'outcomes that meet',
      intake({ source: '/agencies/5500/a.b' }, { source: '/agencies/5500/a/b' }),
      /are one to the brokers/,
    ],
    [
      'outcomes that only we can tell apart',
      intake({ source: '/agencies/5500/a_b' }, { source: '/agencies/5500/a.b' }),
      /needs the topics career\.outcomes\.agencies\.5500\.a_b\.v1 and .*a\.b\.v1, which are one to the brokers/,
    ],
    [
      'an intake from its own outcomes',
      { intake: [{ topic: 'career.outcomes.agencies.5500.simpeg.v1', sources: [SIMPEG] }] },
      /needs the topics (career\.outcomes\.agencies\.5500\.simpeg\.v1) and \1/,
    ],
    [
      'an intake from the dead letters',
      { intake: [{ topic: 'career.dead-letters.v1', sources: [SIMPEG] }] },
      /needs the topics career\.dead-letters\.v1 and/,
    ],
    [
      'a source that another topic could speak for',
      {
        intake: [
          { topic: 'a', sources: [SIMPEG] },
          { topic: 'b', sources: [{ source: `${SIMPEG.source}/camat` }] },
        ],
      },
      /has \/agencies\/5500\/simpeg\/camat under b, and \/agencies\/5500\/simpeg, which speaks for it too, under a;/,
    ],
    ['an agency twice', { agencyViews: [{ agency: '5500' }, { agency: '5500' }] }, /names the agency 5500 twice/],
  ];
  it.each(faulty)('refuses %s', (_what, content, expected) => {
    const faults = faultsOf(content);
    expect(faults).toEqual([expect.stringMatching(expected)]);
    expect(faults[0]).toMatch(/^topics\.json \(REKAM_KAFKA_TOPICS_FILE\) /);
  });

  it('takes a source beneath another of the same topic', () => {
    expect(faultsOf(intake(SIMPEG, { source: `${SIMPEG.source}/camat` }))).toEqual([]);
  });

  it('refuses a prefix and a source that make too long a name', () => {
    writeFileSync(file, JSON.stringify(intake({ source: `/agencies/5500/${'a'.repeat(90)}/${'b'.repeat(90)}` })));
    const loaded = (length: number) => () =>
      loadKafkaTopics({ kafkaTopicsFile: file, kafkaTopicPrefix: 'p'.repeat(length) });
    expect(loaded(10)).not.toThrow();
    expect(loaded(100)).toThrow(/accepted: a prefix and sources short enough for 249 characters/);
  });

  it('tells every fault at once', () => {
    expect(faultsOf({ intake: [{ topic: '', sources: [{ source: 'x' }] }], wholeLedger: ['auditor'] })).toHaveLength(3);
  });
});

describe('how the brokers are reached', () => {
  const brokers = { REKAM_KAFKA_BROKERS: 'kafka-1:9092' };
  it('is nothing without brokers', () => expect(kafkaSettingsOf(loadConfig({}))).toBeNull());

  it('reads secrets from their files', () => {
    writeFileSync(join(folder, 'password'), 'made-up\n');
    writeFileSync(join(folder, 'ca.pem'), 'authority');
    const env = {
      ...brokers,
      REKAM_KAFKA_TLS: 'true',
      REKAM_KAFKA_CA_FILE: join(folder, 'ca.pem'),
      REKAM_KAFKA_SASL: 'scram-sha-512',
      REKAM_KAFKA_USERNAME: 'writer',
      REKAM_KAFKA_PASSWORD_FILE: join(folder, 'password'),
    };
    expect(kafkaSettingsOf(loadConfig(env))).toEqual({
      brokers: ['kafka-1:9092'],
      clientId: 'rekam-jejak',
      tls: { ca: 'authority' },
      sasl: { mechanism: 'scram-sha-512', username: 'writer', password: 'made-up' },
    });
  });

  it('says which file is missing, or empty', () => {
    const settings = (name: string) =>
      kafkaSettingsOf(loadConfig({ ...brokers, REKAM_KAFKA_TLS: 'true', REKAM_KAFKA_CA_FILE: join(folder, name) }));
    expect(() => settings('none.pem')).toThrow(/none\.pem \(REKAM_KAFKA_CA_FILE\) cannot be read/);
    writeFileSync(join(folder, 'empty.pem'), '\n');
    expect(() => settings('empty.pem')).toThrow(/empty\.pem \(REKAM_KAFKA_CA_FILE\) is empty/);
  });
});
