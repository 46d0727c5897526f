import { RegisteredSources } from './registered-sources';

const ISSUER = 'https://issuer.example';
const sources = new RegisteredSources(
  {
    intake: [
      {
        topic: 'career.intake.v1',
        sources: [
          { source: '/agencies/5500/simpeg', principal: 'User:simpeg-5500' },
          { source: '/agencies/5500/simpeg/lama', principal: 'User:simpeg-5500' },
          { source: '/providers/balai-contoh', principal: null },
        ],
      },
      { topic: 'kerinci.intake.v1', sources: [{ source: '/agencies/5505/simpeg', principal: null }] },
    ],
  },
  'career',
  ISSUER,
);
const speaker = (topic: string, stated: string) => sources.speakingAs(topic, stated)?.caller.source ?? null;

it('lets a source speak for itself and for what is below it, under its nearest name', () => {
  const topic = 'career.intake.v1';
  expect(speaker(topic, '/agencies/5500/simpeg')).toBe('/agencies/5500/simpeg');
  expect(speaker(topic, '/agencies/5500/simpeg/cuti')).toBe('/agencies/5500/simpeg');
  expect(speaker(topic, '/agencies/5500/simpeg/lama')).toBe('/agencies/5500/simpeg/lama');
  expect(speaker(topic, '/agencies/5500/simpeg/lama/2019')).toBe('/agencies/5500/simpeg/lama');
});

it.each([
  '/agencies/5500/simpeg2',
  '/agencies/5500/simpe',
  '/agencies/5500',
  '/agencies/5505/simpeg',
  'agencies/5500/simpeg',
  '/',
  '',
  'urn:x',
])('lets nobody speak as %p', (stated) => {
  expect(speaker('career.intake.v1', stated)).toBeNull();
});

it('lets a source come by its own topic only', () => {
  expect(speaker('kerinci.intake.v1', '/agencies/5505/simpeg')).toBe('/agencies/5505/simpeg');
  expect(speaker('kerinci.intake.v1', '/agencies/5500/simpeg')).toBeNull();
  expect(speaker('another.topic', '/agencies/5500/simpeg')).toBeNull();
});

it('makes a caller of a source: an agency or a provider, of the issuer of this process', () => {
  expect(sources.speakingAs('career.intake.v1', '/agencies/5500/simpeg')).toEqual({
    caller: {
      id: 'kafka\n/agencies/5500/simpeg',
      issuer: ISSUER,
      role: 'agency',
      agency: '5500',
      person: null,
      source: '/agencies/5500/simpeg',
    },
    outcomesTopic: 'career.outcomes.agencies.5500.simpeg.v1',
  });
  expect(sources.speakingAs('career.intake.v1', '/providers/balai-contoh')?.caller).toMatchObject({
    role: 'provider',
    agency: null,
  });
});

it('answers a message of nobody to the only source of its topic, or apart', () => {
  expect(sources.outcomesTopicWithout('kerinci.intake.v1')).toBe('career.outcomes.agencies.5505.simpeg.v1');
  expect(sources.outcomesTopicWithout('career.intake.v1')).toBe('career.outcomes.unattributed.v1');
});

it('names every topic that it needs', () => {
  expect(sources.intakeTopics).toEqual(['career.intake.v1', 'kerinci.intake.v1']);
  expect(sources.outcomesTopics).toEqual([
    'career.outcomes.agencies.5500.simpeg.v1',
    'career.outcomes.agencies.5500.simpeg.lama.v1',
    'career.outcomes.providers.balai-contoh.v1',
    'career.outcomes.agencies.5505.simpeg.v1',
    'career.outcomes.unattributed.v1',
  ]);
});
