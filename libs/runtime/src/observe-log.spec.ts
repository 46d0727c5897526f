import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MemoryEventStore, type NewEvent } from '@rekam/event-store';
import { createHttpApp } from './http-app';
import { Metrics } from './metrics';
import { observeLog } from './observe-log';
import { temporaryFolders, testConfig } from './testing';

@Module({})
class NothingModule {}

const EVENT: NewEvent = {
  id: '00000000-0000-8000-8000-000000000001',
  type: 'NoteTaken',
  body: { content: {} },
  sensitive: null,
  meta: {
    commandId: '',
    contentHash: '',
    actor: '',
    role: 'system',
    agency: null,
    source: '/ledger',
    channel: 'system',
    correlationId: '',
    causationId: null,
    recordedAt: '2026-03-01T00:00:00.000000Z',
    schema: 1,
    persons: [],
    intake: null,
    approvedBy: null,
  },
};

const folders = temporaryFolders();
let app: NestFastifyApplication;
let events: MemoryEventStore;

beforeEach(async () => {
  events = new MemoryEventStore();
  await events.append('notes', [EVENT], 'no_stream');
  app = await createHttpApp(NothingModule, testConfig(folders.make(), { REKAM_METRICS_PORT: '0' }));
  observeLog(app, events);
  await app.listen(0, '127.0.0.1');
});
afterEach(async () => {
  await app.close();
  await events.close();
  folders.clear();
});

const metrics = async () => (await fetch(`http://127.0.0.1:${app.get(Metrics).port}/metrics`)).text();
const ready = async () => (await app.inject({ url: '/health/ready' })).json<{ status: unknown; detail?: string }>();

it('says how long the log is', async () => {
  const lines = (await metrics()).split('\n');
  expect(lines).toContain('rekam_log_position 1');
  expect(lines).toContain('rekam_log_reachable 1');
  expect(await ready()).toEqual({ status: 'ready' });
});

it('is not ready when the log refuses, and measures the rest all the same', async () => {
  await events.close();
  expect(await ready()).toMatchObject({ status: 503, detail: 'log: the event store refuses to be read.' });
  const text = await metrics();
  expect(text).not.toMatch(/^rekam_log_position \d/m);
  expect(text).toMatch(/^rekam_log_reachable 0$/m);
  expect(text).toContain('process_cpu_seconds_total');
});
