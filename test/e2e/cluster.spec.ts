import type { Receipt } from '@rekam/contracts';
import { exportHash, MemoryViewTables, ViewHost } from '@rekam/projection';
import { PROJECTIONS, type CareerAnswer, type TimelineEntry } from '@rekam/reader';
import { LocalIssuer, type LocalClaims } from '@rekam/runtime';
import { Cluster } from '../cluster/cluster';
import type { Member } from '../cluster/member';
import { openStores, type Stores } from '../cluster/stores';
import { describeWithServer } from '../needs-server';
import { whyNoServer } from '../postgres/binaries';
import { appointment, AUDITOR, OPERATOR, simpeg } from './service';

const JAMBI = simpeg('5500');
const PERSONS = 4;
const TRAININGS = 5;
const STARTS_MS_MAX = 120_000;
const TAKE_OVER_MS_MAX = 10_000;

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

const whyNone = process.env['POSTGRES_URL'] === undefined ? whyNoServer() : null;

/** One writer and two readers as processes of their own; what is kept is on EventStoreDB and PostgreSQL. */
describeWithServer('PostgreSQL', whyNone, 'a writer and two readers on servers that they share', () => {
  let cluster: Cluster;
  let stores: Stores;
  let issuer: LocalIssuer;
  let persons: readonly string[];
  let last: string;

  beforeAll(async () => {
    cluster = await Cluster.start({ writers: 1, readers: 2, form: 'for-tests', kafka: null });
    stores = await openStores(cluster);
    issuer = await LocalIssuer.open(cluster.dataFolder);
  }, STARTS_MS_MAX);
  afterAll(async () => {
    await stores.close();
    await cluster.stop();
  }, STARTS_MS_MAX);

  async function send<Body>(
    to: Member,
    method: 'GET' | 'POST',
    path: string,
    claims: LocalClaims,
    { data, headers = {} }: { readonly data?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer<Body>> {
    const typed: Record<string, string> = data === undefined ? {} : { 'content-type': 'application/json' };
    const authorization = `Bearer ${await issuer.sign(claims)}`;
    const response = await fetch(to.url + path, {
      method,
      headers: { authorization, ...typed, ...headers },
      ...(data !== undefined && { body: JSON.stringify(data) }),
    });
    const text = await response.text();
    const isLines = response.headers.get('content-type')?.includes('ndjson') === true;
    const body = isLines
      ? text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown)
      : JSON.parse(text);
    return { status: response.status, body: body as Body };
  }

  const command = (name: string, key: string, data: unknown): Promise<Answer<Receipt>> =>
    send(cluster.writers[0]!, 'POST', `/v1/commands/${name}`, JAMBI, { data, headers: { 'idempotency-key': key } });

  async function train(person: string, n: number): Promise<Receipt> {
    const { status, body } = await command('record-training', `training-${person}-${n}`, {
      person,
      recordId: `kursus-${person}-${n}`,
      effectiveAt: `2024-0${1 + (n % 9)}-10`,
      approvedBy: 'kepala-bkd',
      content: { kind: '3', name: `Pelatihan ${n}`, provider: 'Balai Diklat Contoh', jp: 10 },
    });
    expect([n, status]).toEqual([n, 201]);
    return body;
  }

  const timeline = (from: Member, person: string, query: string, headers: Readonly<Record<string, string>> = {}) =>
    send<{ entries: readonly TimelineEntry[] }>(from, 'GET', `/v1/careers/${person}/timeline?${query}`, AUDITOR, {
      headers,
    });

  /** The readers by what they do for the timeline: one folds, the other stands by. */
  async function roles(): Promise<{ readonly active: Member; readonly standby: Member }> {
    const of = async (reader: Member): Promise<string> => {
      const { body } = await send<{ projectors: readonly { name: string; role: string }[] }>(
        reader,
        'GET',
        '/v1/status',
        OPERATOR,
      );
      return body.projectors.find(({ name }) => name === 'timeline')!.role;
    };
    const [one, other] = cluster.readers as [Member, Member];
    const found = [await of(one), await of(other)];
    expect(found.toSorted()).toEqual(['active', 'standby']);
    return found[0] === 'active' ? { active: one, standby: other } : { active: other, standby: one };
  }

  it('show on each reader what the writer has acknowledged', async () => {
    const opened = await Promise.all(
      Array.from({ length: PERSONS }, (_, n) => command('record-appointment', `open-${n}`, appointment(`91${n}`))),
    );
    expect(opened.map(({ status }) => status)).toEqual(opened.map(() => 201));
    persons = opened.map(({ body }) => body.person!);
    const receipts = await Promise.all(
      persons.flatMap((person) => Array.from({ length: TRAININGS }, (_, n) => train(person, n))),
    );
    last = String(receipts.map(({ position }) => BigInt(position)).reduce((a, b) => (a > b ? a : b)));
    for (const reader of cluster.readers) {
      for (const person of persons) {
        const { status, body } = await timeline(reader, person, `limit=50&at-least=${last}`);
        expect(status).toBe(200);
        const facts = body.entries.filter(({ subject }) => subject === 'training').map(({ fact }) => fact!);
        const acknowledged = receipts.filter((receipt) => receipt.person === person).map(({ fact }) => fact!);
        expect(facts.toSorted()).toEqual(acknowledged.toSorted());
      }
    }
  });

  it('answer a command that is sent again with the first receipt', async () => {
    const { status, body } = await command('record-appointment', 'open-0', appointment('910'));
    expect(status).toBe(200);
    expect(body).toMatchObject({ person: persons[0], duplicate: true });
  });

  it('tell on one reader who has read a record on the other', async () => {
    const [one, other] = cluster.readers as [Member, Member];
    await timeline(one, persons[1]!, 'limit=1', { 'x-purpose': 'pemeriksaan satu' });
    const claims = { sub: persons[1]!, role: 'person', person: persons[1]! } as const;
    const path = `/v1/careers/${persons[1]}/accesses`;
    const { body } = await send<{ entries: readonly { purpose: string }[] }>(other, 'GET', path, claims);
    expect(body.entries.map(({ purpose }) => purpose)).toContain('pemeriksaan satu');
  });

  it(
    'go on within ten seconds when the reader that folds the views is killed',
    async () => {
      const { active, standby } = await roles();
      const killedAt = performance.now();
      await active.kill();
      last = (await train(persons[0]!, TRAININGS)).position;
      let status: number;
      do ({ status } = await timeline(standby, persons[0]!, `limit=1&at-least=${last}`));
      while (status === 503 && performance.now() - killedAt < TAKE_OVER_MS_MAX);
      expect(status).toBe(200);
      expect(performance.now() - killedAt).toBeLessThan(TAKE_OVER_MS_MAX);
      await active.start();
      expect(await roles()).toEqual({ active: standby, standby: active });
    },
    STARTS_MS_MAX,
  );

  it(
    'fold anew into what the running views are, and all of them serve it',
    async () => {
      const { active, standby } = await roles();
      const { status, body } = await send<readonly { view?: string; done?: { exportHash: string } }[]>(
        active,
        'POST',
        '/v1/operations/rebuild',
        OPERATOR,
        { data: {} },
      );
      expect(status).toBe(200);
      const rebuilt = new Map(body.flatMap(({ view, done }) => (done === undefined ? [] : [[view, done.exportHash]])));
      const memory = { tables: new MemoryViewTables(), events: stores.events, projections: PROJECTIONS };
      const host = await ViewHost.open(memory);
      host.start();
      const head = await stores.events.head();
      for (const { name, tables } of PROJECTIONS) {
        await host.projector(name).reached(head, STARTS_MS_MAX);
        expect([name, rebuilt.get(name)]).toEqual([name, await exportHash(host.projector(name).views, tables)]);
      }
      await host.close();
      last = (await train(persons[2]!, TRAININGS)).position;
      for (const reader of [active, standby]) {
        const { body } = await timeline(reader, persons[2]!, `limit=50&at-least=${last}`);
        expect(body.entries).toHaveLength(TRAININGS + 2);
      }
    },
    STARTS_MS_MAX,
  );

  it('show nowhere what a destroyed key has opened', async () => {
    const path = `/v1/careers/${persons[3]}?knownAt=${last}`;
    const read = (reader: Member) => send<CareerAnswer>(reader, 'GET', path, AUDITOR);
    for (const reader of cluster.readers) expect((await read(reader)).body.identity.name).toBe('Rina Wulandari');
    await stores.keys.destroy(`career-${persons[3]}`);
    for (const reader of cluster.readers) {
      expect((await read(reader)).body).toMatchObject({ erased: true, identity: { name: null, numbers: [] } });
    }
    const refused = await command('record-appointment', 'open-again', appointment('913', { name: 'Rina W.' }));
    expect(refused.status).toBeGreaterThanOrEqual(400);
  });

  it('stop in good order and leave nothing in the data folder but the issuer of tokens', async () => {
    for (const member of cluster.members) {
      expect([member.name, await member.stop()]).toEqual([member.name, { code: 0, signal: null }]);
    }
    expect(cluster.filesOfData()).toEqual(['issuer.json']);
  });
});
