import { instantOf } from '@rekam/runtime';
import { FeedClient, type FeedMessage } from '../testing/feed-client';
import { CITY, idOf, PROVINCE } from '../testing/ledger';
import { RunningReader } from '../testing/running-reader';
import type { Notice } from './notice';
import { noticeFeed } from './notice-feed';
import { NoticeOutbox } from './notice-outbox';
import type { NoticesAnswer } from './notices.controller';

const SITI = idOf('Siti');
const BUDI = idOf('Budi');
const HOUR_MS = 3_600_000;
const DUTY = 'A course';

describe.each(['memory', 'sqlite'] as const)('notices over %s', (stores) => {
  let reader: RunningReader;
  let agency: string;
  const clients: FeedClient[] = [];

  beforeEach(async () => {
    reader = await RunningReader.start(stores);
    agency = await reader.token({ sub: 'simpeg', role: 'agency', agency: CITY });
    await reader.ledger.openDay(instantOf(reader.now).slice(0, 10));
    await reader.ledger.appoint(SITI, 'Siti Rahmawati');
    await reader.ledger.appoint(BUDI, 'Budi Santoso', { number: '198903142012011002' });
    await reader.caughtUp();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await reader.stop();
  });

  const page = async (query = '', token = agency, code = CITY) =>
    reader.get<NoticesAnswer>(`/v1/agencies/${code}/notices${query}`, token);
  const open = async (headers: Record<string, string> = {}, query = '', token = agency) => {
    const client = await FeedClient.open(`${reader.url}/v1/agencies/${CITY}/notices/feed${query}`, token, headers);
    clients.push(client);
    return client;
  };
  const train = async (count: number, from = 0): Promise<readonly string[]> => {
    const positions: string[] = [];
    for (let n = from; n < from + count; n++) {
      const { position } = await reader.ledger.train(n % 2 === 0 ? SITI : BUDI, `${DUTY} ${n}`, 10, '2024-08-02');
      positions.push(position.toString());
    }
    return positions;
  };
  const take = async (client: FeedClient, count: number): Promise<readonly FeedMessage[]> => {
    const messages: FeedMessage[] = [];
    while (messages.length < count) messages.push((await client.next())!);
    return messages;
  };
  const positionsOf = (notices: readonly (Notice | FeedMessage['data'])[]) => notices.map(({ position }) => position);

  it('say that something is new or changed and where to read it, and nothing of it', async () => {
    await reader.ledger.promote(SITI, '32', '2025-04-01');
    const { position, ledgerTime } = await reader.ledger.promote(SITI, '32', '2025-10-01', 'correct');
    await reader.caughtUp();
    const { status, body } = await page();
    expect(status).toBe(200);
    expect(body).toMatchObject({ agency: CITY, position: position.toString(), hasMore: false });
    expect(body.notices.map(({ kind }) => kind)).toEqual(['new', 'new', 'new', 'changed']);
    expect(body.notices.at(-1)).toEqual({
      id: `${position}-${SITI}`,
      agency: CITY,
      person: SITI,
      position: position.toString(),
      ledgerTime,
      kind: 'changed',
      channel: 'import',
      link: `/v1/careers/${SITI}/timeline?at-least=${position}`,
    });
    expect(JSON.stringify(body)).not.toMatch(/Rahmawati|19890314|romotion|golongan/);
    const timeline = await reader.get<{ entries: readonly { position: string }[] }>(body.notices.at(-1)!.link, agency);
    expect(positionsOf(timeline.body.entries as never)).toContain(position.toString());
  });

  it('come a page at a time, each once, and go on where the last page ended', async () => {
    const positions = await train(5);
    await reader.caughtUp();
    const told: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { body } = await page(query);
      told.push(...body.notices.map((notice) => notice.position));
      query = `?limit=2&after=${body.next}`;
      if (!body.hasMore) break;
    }
    expect(told).toEqual(['2', '3', ...positions]);
    const nothing = await page(query);
    expect(nothing.body).toMatchObject({ notices: [], hasMore: false });
    const [next] = await train(1, 5);
    await reader.caughtUp();
    // What was given for an empty page still leads on.
    const { body } = await page(`?after=${nothing.body.next}`);
    expect(positionsOf(body.notices)).toEqual([next]);
  });

  it('are of that agency only, for its system and the national one', async () => {
    expect((await page('', agency, PROVINCE)).status).toBe(403);
    const national = await reader.token({ sub: 'siasn', role: 'agency', agency: '4011' });
    expect((await page('', national)).body.notices).toHaveLength(2);
    for (const role of ['officer', 'dashboard', 'auditor', 'operator', 'person'] as const) {
      const token = await reader.token({ sub: role, role, agency: CITY, person: SITI });
      expect((await page('', token)).status).toBe(403);
      expect((await open({}, '', token)).status).toBe(403);
    }
    const { next } = (await page()).body;
    const other = await reader.token({ sub: 'simpeg-2', role: 'agency', agency: PROVINCE });
    expect((await page('', other, PROVINCE)).body).toMatchObject({ notices: [], next: null });
    expect((await page(`?after=${next}`, other, PROVINCE)).body).toMatchObject({ type: '/problems/cursor-invalid' });
    expect((await open({}, '?after=abc')).status).toBe(400);
  });

  it('go to the new agency once the person has moved, and not to the old one', async () => {
    await reader.ledger.appoint(SITI, 'Siti Rahmawati', { agency: PROVINCE, at: '2025-01-01', kind: 'PNS' });
    const { position } = await reader.ledger.train(SITI, DUTY, 10, '2024-08-02');
    await reader.caughtUp();
    expect(positionsOf((await page()).body.notices)).toEqual(['2', '3']);
    const other = await reader.token({ sub: 'simpeg-2', role: 'agency', agency: PROVINCE });
    const { body } = await page('', other, PROVINCE);
    expect(positionsOf(body.notices)).toEqual([(position - 1n).toString(), position.toString()]);
    expect((await reader.get(body.notices[1]!.link, other)).status).toBe(200);
  });

  it('are fed in order: what is there, then each as it comes', async () => {
    const client = await open();
    expect(positionsOf((await take(client, 2)).map(({ data }) => data))).toEqual(['2', '3']);
    const positions = await train(3);
    const messages = await take(client, 3);
    expect(messages.map(({ event }) => event)).toEqual(['notice', 'notice', 'notice']);
    expect(positionsOf(messages.map(({ data }) => data))).toEqual(positions);
    const { body } = await page(`?after=${messages[1]!.id}`);
    expect(positionsOf(body.notices)).toEqual([positions[2]]);
  });

  it('are all fed over broken connections and a rebuild: none lost, none twice', async () => {
    const first = await open();
    const known = (await take(first, 2)).at(-1)!.id!;
    const missed = await train(6);
    first.close();
    await reader.caughtUp();
    await reader.views.rebuild('current-state', { signal: new AbortController().signal });
    const second = await open({ 'last-event-id': known });
    const some = await take(second, 4);
    second.close();
    const third = await open({ 'last-event-id': some.at(-1)!.id! }, `?after=${known}`);
    const rest = await take(third, 2);
    await reader.views.rebuild('current-state', { signal: new AbortController().signal });
    const later = await train(2, 6);
    const told = [...some, ...rest, ...(await take(third, 2))];
    expect(positionsOf(told.map(({ data }) => data))).toEqual([...missed, ...later]);
  });

  it('end with the token, before anything more is told', async () => {
    const client = await open();
    await take(client, 2);
    reader.now += 9 * HOUR_MS;
    await train(1);
    expect(await client.next()).toMatchObject({ event: 'expired' });
    expect(await client.next()).toBeNull();
  });

  it('wait for a client that is slow: nothing is left out and little is held', async () => {
    const outbox = reader.app.get(NoticeOutbox, { strict: false });
    let readCount = 0;
    const counting = {
      follow: (code: string) => outbox.follow(code),
      cursorOf: outbox.cursorOf.bind(outbox),
      async after(...question: Parameters<NoticeOutbox['after']>) {
        const rows = await outbox.after(...question);
        readCount += rows.length;
        return rows;
      },
    };
    const control = new AbortController();
    const messages = noticeFeed({
      outbox: counting,
      agency: CITY,
      after: null,
      signal: control.signal,
      isTokenValid: async () => true,
      heartbeatMs: 60_000,
    });
    await messages.next();
    const positions = ['2', '3', ...(await train(240))];
    await reader.caughtUp();
    const told: string[] = [];
    for (const _ of positions) {
      const { value } = await messages.next();
      told.push((JSON.parse(/data: (.*)\n/.exec(value as string)![1]!) as Notice).position);
      expect(readCount - told.length).toBeLessThan(100);
    }
    expect(told).toEqual(positions);
    control.abort();
    expect((await messages.next()).done).toBe(true);
  });

  it('say that they are alive while there is nothing to tell', async () => {
    const outbox = reader.app.get(NoticeOutbox, { strict: false });
    const options = { outbox, agency: PROVINCE, after: null, heartbeatMs: 1 };
    const control = new AbortController();
    let valid = true;
    const messages = noticeFeed({ ...options, signal: control.signal, isTokenValid: async () => valid });
    await messages.next();
    expect((await messages.next()).value).toBe(': heartbeat\n\n');
    valid = false;
    expect((await messages.next()).value).toContain('event: expired');
    expect((await messages.next()).done).toBe(true);
  });
});
