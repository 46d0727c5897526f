import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { upcast } from '@rekam/domain';
import { memoryKeyStore, MemoryEventStore } from '@rekam/event-store';
import { MemoryViewTables, ViewHost, type Projection } from '@rekam/projection';
import { createHttpApp, loadConfig, Metrics } from '@rekam/runtime';
import { observeViews } from './observe-views';

@Module({})
class NothingModule {}

const NOTE = { type: 'NoteTaken', body: { content: {} }, sensitive: null } as const;
const META = {
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
} as const;

/** A view that folds nothing, or one that cannot take the second event. */
const view = (name: string, isBroken = false): Projection => ({
  name,
  version: 1,
  tables: [{ name, columns: { id: 'text' }, key: ['id'], indexes: {}, feed: false }],
  keys: () => [],
  apply(_rows, { position }) {
    if (isBroken && position === 2n) throw new Error('it cannot be folded');
  },
});

describe('what the people who run the service see', () => {
  const folder = mkdtempSync(join(tmpdir(), 'observability-'));
  let app: NestFastifyApplication;
  let views: ViewHost;
  let events: MemoryEventStore;

  beforeEach(async () => {
    const config = loadConfig({ REKAM_DATA_FOLDER: folder, REKAM_METRICS_PORT: '0', REKAM_LOG_LEVEL: 'silent' });
    events = new MemoryEventStore({ keys: memoryKeyStore(), upcast });
    for (let n = 1; n <= 3; n++) {
      const id = `00000000-0000-8000-8000-00000000000${n}`;
      await events.append('notes', [{ ...NOTE, id, meta: META }], 'any');
    }
    views = await ViewHost.open({
      tables: new MemoryViewTables(),
      events,
      projections: [view('whole'), view('broken', true)],
    });
    app = await createHttpApp(NothingModule, config);
    observeViews(app, views, events);
    await app.listen(0, '127.0.0.1');
  });
  afterEach(async () => {
    await app.close();
    await views.close();
    await events.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const metrics = async () => (await fetch(`http://127.0.0.1:${app.get(Metrics).port}/metrics`)).text();
  const ready = async () => (await app.inject({ url: '/health/ready' })).json<{ status: unknown; detail?: string }>();

  it('measures how far the views are, and which view has failed', async () => {
    views.start();
    await views.projector('whole').reached(3n, 10_000);
    await expect(views.projector('broken').reached(3n, 10_000)).rejects.toThrow('not yet at');
    const lines = (await metrics()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'rekam_projection_position{view="whole"} 3',
        'rekam_projection_position{view="broken"} 1',
        'rekam_projection_lag_events{view="whole"} 0',
        'rekam_projection_lag_events{view="broken"} 2',
        'rekam_projection_failed{view="whole"} 0',
        'rekam_projection_failed{view="broken"} 1',
      ]),
    );
    expect(await ready()).toMatchObject({ status: 503, detail: 'views: the view broken stopped at position 2.' });
  });

  it('is not ready before the views are built', async () => {
    expect(await ready()).toMatchObject({
      status: 503,
      detail: 'views: the view whole is being built, at position 0 of 3.',
    });
  });
});
