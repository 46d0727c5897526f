import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from './connection';

describe('the service that a command starts for itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-connection-'));
  const before = { ...process.env };
  afterAll(() => {
    process.env = before;
    rmSync(folder, { recursive: true });
  });

  it('takes no message from the brokers that are configured, and publishes nothing to them', async () => {
    let calls = 0;
    const broker = createServer((socket) => {
      calls++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(broker, 'listening');
    const topicsFile = join(folder, 'topics.json');
    const intake = [{ topic: 'career.intake.v1', sources: [{ source: '/agencies/5500/simpeg' }] }];
    writeFileSync(topicsFile, JSON.stringify({ intake }));
    Object.assign(process.env, {
      REKAM_KAFKA_BROKERS: `127.0.0.1:${(broker.address() as AddressInfo).port}`,
      REKAM_KAFKA_TOPICS_FILE: topicsFile,
    });

    const connection = await connect({ data: join(folder, 'data') }, new AbortController().signal);
    try {
      // Readiness asks the brokers, and waits for their answer, where there are any.
      const { status } = await fetch(`${connection.url}/health/ready`);
      expect([status, calls]).toEqual([200, 0]);
    } finally {
      await connection.close();
      broker.close();
    }
  });
});
