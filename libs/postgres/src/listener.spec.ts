import { once } from 'node:events';
import { openLine, type Line } from '@rekam/test/cluster/line';
import { describePostgres, ownServer, postgresForTests } from '@rekam/test/postgres/for-tests';
import { Database } from './database';
import type { Listener } from './listener';
import { tryLock } from './locks';

const CHANNEL = 'told';
const LONG_MS = 60_000;
/** Two heartbeats, of which the second is not answered, and what it takes to connect. */
const NOTICED_MS_MAX = 8_000;

describePostgres('a listener', () => {
  let url: string;
  let database: Database;
  let line: Line;
  let cuttable: Database;
  let listener: Listener;
  let end: AbortController;
  beforeAll(async () => {
    ({ url } = await postgresForTests());
    const errors = { unavailable: (reason: string) => new Error(reason), refused: (place: string) => new Error(place) };
    database = new Database({ url }, errors);
    line = await openLine({ host: '127.0.0.1', port: Number(new URL(url).port) });
    cuttable = new Database({ url: url.replace(/:\d+\//, `:${line.port}/`) }, errors);
  });
  afterAll(async () => {
    await cuttable.close();
    await database.close();
    await line.close();
  });
  beforeEach(async () => {
    end = new AbortController();
    listener = await cuttable.listen([CHANNEL]);
  });
  afterEach(async () => {
    line.mend();
    end.abort();
    await listener.close();
  });

  const tell = (message: string) => listener.tell(database, CHANNEL, message);
  /** Everything that is heard, as it comes. */
  const heard = () => {
    const messages: string[] = [];
    const events = new EventTarget();
    listener.hear(
      CHANNEL,
      (message) => {
        messages.push(message);
        events.dispatchEvent(new Event('heard'));
      },
      end.signal,
    );
    const until = async (message: string) => {
      while (!messages.includes(message)) await once(events, 'heard');
      return messages;
    };
    return { messages, until };
  };
  const isInUse = async (name: string) => !(await database.transaction((session) => tryLock(session, name)));

  it('hears what is told when it is committed, and not what is taken back', async () => {
    const { until } = heard();
    const takenBack = database.transaction(async (session) => {
      await listener.tell(session, CHANNEL, 'first');
      throw new Error('no');
    });
    await expect(takenBack).rejects.toThrow('no');
    await tell('second');
    expect(await until('second')).toEqual(['second']);
  });

  it('waits for one message, for so long, or until it is told to stop', async () => {
    const wait = listener.follow(CHANNEL, 'mine', end.signal);
    const { until } = heard();
    await tell('mine');
    await until('mine');
    await wait(new AbortController().signal, LONG_MS);
    await wait(new AbortController().signal, 1);
    await tell('others');
    await until('others');
    await wait(AbortSignal.timeout(1), LONG_MS);
    const waiting = wait(new AbortController().signal, LONG_MS);
    end.abort();
    await waiting;
  });

  it('tells everybody to look when its connection was cut', async () => {
    const { until } = heard();
    line.cut();
    await expect(listener.query('SELECT 1')).rejects.toThrow();
    line.mend();
    await until('');
    await tell('again');
    expect(await until('again')).toEqual(['', 'again']);
  });

  it('notices a network that has fallen silent', async () => {
    const { until } = heard();
    const silentAt = performance.now();
    line.silence();
    await expect(listener.query('SELECT 1')).rejects.toThrow();
    expect(performance.now() - silentAt).toBeLessThan(NOTICED_MS_MAX);
    line.mend();
    await until('');
  });

  it('notices it too when nobody asks anything of it', async () => {
    const { until } = heard();
    const silentAt = performance.now();
    const silent = line;
    silent.silence();
    setTimeout(() => silent.mend(), NOTICED_MS_MAX).unref();
    // What was on its way comes when the line is mended, to a connection that has been given up.
    await until('');
    expect(performance.now() - silentAt).toBeGreaterThan(3_000);
  });

  it('closes at once over a silent network', async () => {
    line.silence();
    const closedAt = performance.now();
    await listener.close();
    expect(performance.now() - closedAt).toBeLessThan(3_000);
  });

  it('says what is in use, however often, also over a lost connection', async () => {
    await Promise.all([listener.use('a'), listener.use('a')]);
    expect(await isInUse('a')).toBe(true);
    const { until } = heard();
    line.cut();
    await expect(listener.query('SELECT 1')).rejects.toThrow();
    line.mend();
    await until('');
    expect(await isInUse('a')).toBe(true);
    await listener.leave('a');
    expect(await isInUse('a')).toBe(true);
    await listener.leave('a');
    expect(await isInUse('a')).toBe(false);
  });

  it('goes on asking while somebody removes what it wants to use', async () => {
    const using = await database.transaction(async (session) => {
      expect(await tryLock(session, 'b')).toBe(true);
      const wanted = listener.use('b');
      // Whoever waits for a lock on the server keeps those behind it waiting; this connection has leases to keep.
      await listener.query('SELECT 1');
      return { wanted };
    });
    await using.wanted;
    expect(await isInUse('b')).toBe(true);
    await listener.leave('b');
  });

  it(
    'is there again after a restart of the server',
    async () => {
      const server = ownServer();
      // Another's server is not ours to stop.
      if (server === null) return;
      await listener.use('c');
      const { until } = heard();
      await server.kill();
      await server.restart();
      await until('');
      expect(await isInUse('c')).toBe(true);
    },
    LONG_MS,
  );
});
