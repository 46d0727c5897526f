import 'reflect-metadata';
import { describeKafka, kafkaForTests } from '@rekam/test/kafka/for-tests';
import { killAtStep } from './drills';
import { KAFKA_STEPS } from './steps';

const DRILL_MS_MAX = 300_000;
/** A killed member holds its partitions until the group lets it go, so each kill takes its time: `npm run faults:kafka` has all. */
const HERE = KAFKA_STEPS.filter(({ name }) => ['outcome-unsent', 'offsets-uncommitted'].includes(name));

describeKafka('a writer that is killed while it takes messages in', () => {
  const report = (): void => undefined;

  it(
    'loses none, records none twice and keeps each key in order',
    async () => {
      const { brokers } = await kafkaForTests();
      const outcome = await killAtStep({ broker: { brokers }, seed: 7, rounds: 1, steps: HERE, report });
      expect(outcome.breaches).toEqual([]);
      expect(outcome.kills).toBe(HERE.length);
      expect(outcome.accepted).toBeGreaterThan(0);
      expect(outcome.rejected).toBeGreaterThan(0);
      expect(outcome.duplicate).toBeGreaterThan(0);
    },
    DRILL_MS_MAX,
  );
});
