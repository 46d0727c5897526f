import { setImmediate as turn } from 'node:timers/promises';
import { instantOf } from '@rekam/runtime';
import { FeedClient } from '../testing/feed-client';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import { feed, type FeedRow, type FeedSource } from './feed';
import { watched } from '../watched';
import { FEEDS_PER_CALLER_MAX } from './open-feeds';

const SITI = idOf('Siti');
const HOUR_MS = 3_600_000;

describe.each(['memory', 'sqlite'] as const)('feeds over %s', (stores) => {
  let reader: RunningReader;
  let agency: string;
  const clients: FeedClient[] = [];

  beforeEach(async () => {
    reader = await RunningReader.start(stores);
    agency = await reader.token({ sub: 'simpeg', role: 'agency', agency: CITY });
    await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
    await reader.ledger.appoint(SITI, 'Siti Rahmawati');
    await reader.caughtUp();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await reader.stop();
  });

  const open = async (path = `/v1/careers/${SITI}/feed`, headers: Record<string, string> = {}, token = agency) => {
    const client = await FeedClient.open(reader.url + path, token, headers);
    clients.push(client);
    return client;
  };

  it('sends a snapshot, then the whole row when it changes', async () => {
    const client = await open();
    expect(await client.next()).toMatchObject({ event: 'snapshot', data: { rank: { golongan: 'III/a' } } });
    const { position } = await reader.ledger.promote(SITI, '32', '2025-04-01');
    const changed = await client.next();
    expect(changed).toMatchObject({ event: 'changed', data: { person: SITI, rank: { golongan: 'III/b' } } });
    expect(BigInt(changed!.id!)).toBeGreaterThanOrEqual(position);
    expect(changed!.data['position']).toBe(changed!.id);
  });

  it('resumes: nothing again that is known, what changed meanwhile at once', async () => {
    const first = await open();
    const { id } = (await first.next())!;
    first.close();
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    await reader.caughtUp();
    const missed = await open(undefined, { 'last-event-id': id! });
    const known = await missed.next();
    expect(known).toMatchObject({ event: 'changed', data: { rank: { golongan: 'III/b' } } });

    const upToDate = await open(undefined, { 'last-event-id': known!.id! });
    await reader.ledger.train(SITI, 'Arsip', 10, '2024-08-02');
    expect(await upToDate.next()).toMatchObject({ event: 'changed', data: { development: { trainings: 1 } } });
  });

  it('goes on over a rebuild, and resumes after it', async () => {
    const client = await open();
    const { id } = (await client.next())!;
    await reader.views.rebuild('current-state', { signal: new AbortController().signal });
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    expect(await client.next()).toMatchObject({ event: 'changed', data: { rank: { golongan: 'III/b' } } });
    await reader.caughtUp();
    expect(await (await open(undefined, { 'last-event-id': id! })).next()).toMatchObject({
      event: 'changed',
      data: { rank: { golongan: 'III/b' } },
    });
  });

  it('is revoked when the person leaves the agency, without telling where to', async () => {
    const client = await open();
    await client.next();
    await reader.ledger.appoint(SITI, 'Siti Rahmawati', { agency: PROVINCE, at: '2026-01-01', kind: 'PNS' });
    const last = await client.next();
    expect(last).toMatchObject({ event: 'revoked', id: null });
    expect(JSON.stringify(last)).not.toContain(PROVINCE);
    expect(await client.next()).toBeNull();
  });

  it('ends with the token, before anything more is told', async () => {
    const client = await open();
    await client.next();
    reader.now += 9 * HOUR_MS;
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    expect(await client.next()).toMatchObject({ event: 'expired' });
    expect(await client.next()).toBeNull();
  });

  it("follows an agency's figures, and tells each agency only its own", async () => {
    const client = await open(`/v1/agencies/${CITY}/feed`);
    expect(await client.next()).toMatchObject({ event: 'snapshot', data: { total: 1, byGolongan: { 'III/a': 1 } } });
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    expect(await client.next()).toMatchObject({ event: 'changed', data: { total: 1, byGolongan: { 'III/b': 1 } } });
    expect((await open(`/v1/agencies/${PROVINCE}/feed`)).status).toBe(403);
    const operator = await reader.token({ sub: 'operator', role: 'operator' });
    expect((await open(`/v1/agencies/${CITY}/feed`, {}, operator)).status).toBe(403);
  });

  it('gives a caller so many feeds and no more, and a place again when one is closed', async () => {
    for (let n = 0; n < FEEDS_PER_CALLER_MAX; n++) expect((await open()).status).toBe(200);
    expect((await open()).status).toBe(429);
    clients[0]!.close();
    let { status } = await open();
    // The server hears of the closed connection in its own time.
    for (let n = 0; status === 429 && n < 100; n++) ({ status } = await open());
    expect(status).toBe(200);
  });

  it('ends its feeds when the process stops', async () => {
    const client = await open();
    await client.next();
    await reader.app.close();
    expect(await client.next()).toBeNull();
  });
});

describe('a feed', () => {
  /** A row that can be changed, and a feed of it that is taken by hand. */
  function sample() {
    let row: FeedRow = { position: 1n, version: 'a', data: { version: 'a' } };
    let dirty = false;
    let wake = (): void => undefined;
    const control = new AbortController();
    const source: FeedSource = {
      follow: async () => ({
        async changed(signal) {
          if (!dirty && !signal.aborted) {
            await new Promise<void>((resolve) => {
              wake = resolve;
              signal.addEventListener('abort', () => resolve());
            });
          }
          const was = dirty;
          dirty = false;
          return was;
        },
        close: () => undefined,
      }),
      read: async () => row,
      changedSince: async () => true,
    };
    const change = (version: string): void => {
      row = { position: row.position + 1n, version, data: { version } };
      dirty = true;
      wake();
    };
    const options = { source, lastPosition: null, signal: control.signal, isTokenValid: async () => true };
    return { options, change, stop: () => control.abort() };
  }

  it('skips to the latest row for a client that is slow to take', async () => {
    const { options, change, stop } = sample();
    const messages = feed({ ...options, heartbeatMs: 60_000 });
    await messages.next();
    expect((await messages.next()).value).toContain('event: snapshot\nid: 1\n');
    for (const version of 'bcdef') change(version);
    expect((await messages.next()).value).toContain('id: 6\ndata: {"version":"f"}');
    stop();
    expect((await messages.next()).done).toBe(true);
  });

  it('sends no row twice, and a heartbeat while nothing changes', async () => {
    const { options, change, stop } = sample();
    const messages = feed({ ...options, heartbeatMs: 1 });
    await messages.next();
    await messages.next();
    change('a');
    await turn();
    expect((await messages.next()).value).toBe(': heartbeat\n\n');
    stop();
  });

  it('is given up when its client takes nothing for too long', async () => {
    const { options, stop } = sample();
    const stalled = new Promise<Error>((resolve) => {
      const messages = watched(feed({ ...options, heartbeatMs: 60_000 }), 1, resolve);
      void messages.next();
    });
    expect((await stalled).message).toContain('no message was taken');
    stop();
  });
});
