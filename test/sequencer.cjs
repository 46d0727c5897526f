// Orders a run: first the suites that take long, the longest before the others, so that none is left alone at the end.
// They wait for processes, brokers and time-outs, and leave the processors to those beside them. In a fresh clone jest
// knows no durations and would go by the size of the files.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const ROOT = join(__dirname, '..');
/** Those of twelve seconds and more on two cores, the longest first. */
const LONG = [
  'test/faults/kill.spec.ts',
  'test/faults/kafka/kafka-faults.spec.ts',
  'test/kafka/broker.spec.ts',
  'test/e2e/cli.spec.ts',
  'test/e2e/cluster.spec.ts',
  'test/deploy/engines.spec.ts',
  'test/deploy/image.spec.ts',
  'test/faults/full-disk.spec.ts',
  'apps/writer/src/kafka/door-troubles.spec.ts',
  'apps/cli/src/commands/kafka.spec.ts',
  'libs/event-store/src/eventstoredb/event-store-db-log.spec.ts',
  'test/faults/second-process.spec.ts',
  'libs/kafka/src/outage.spec.ts',
  'test/e2e/sheets.spec.ts',
  'apps/cli/src/kafka/acls.spec.ts',
  'libs/kafka/src/security.spec.ts',
  'libs/projection/src/postgres/postgres-view-host.spec.ts',
  'apps/reader/src/kafka/publisher.module.spec.ts',
  'apps/reader/src/kafka/many-publishers.spec.ts',
  'test/e2e/siasn-exchange.spec.ts',
  'libs/contracts/src/validate.spec.ts',
  'libs/projection/src/fold.spec.ts',
  'libs/postgres/src/listener.spec.ts',
].map((path) => join(ROOT, path));

module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const gone = LONG.filter((path) => !existsSync(path));
    if (gone.length > 0) throw new Error(`test/sequencer.cjs names suites that are no more: ${gone.join(', ')}`);
    const others = tests.filter(({ path }) => !LONG.includes(path));
    const long = LONG.flatMap((path) => tests.filter((test) => test.path === path));
    return [...long, ...(await super.sort(others))];
  }
};
