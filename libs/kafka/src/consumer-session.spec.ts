import { createClient } from './client';
import { ConsumerSession } from './consumer-session';
import { specLog } from './testing/kafka-for-spec';

describe('ConsumerSession', () => {
  it('has nothing to steer while it is in no group', async () => {
    const settings = { brokers: ['127.0.0.1:9'], clientId: 'spec', tls: null, sasl: null };
    const session = new ConsumerSession(createClient(settings, specLog()), 'group', {
      joined: () => undefined,
      rebalancing: () => undefined,
      batch: () => undefined,
    });
    session.pause('topic', 0);
    session.resume('topic', 0);
    session.seek('topic', 0, 1n);
    await session.commit(new Map([['topic', new Map([[0, 1n]])]]));
    await expect(session.start(['topic'])).rejects.toThrow();
    await session.close();
  });
});
