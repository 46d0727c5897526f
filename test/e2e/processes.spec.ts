import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Receipt } from '@rekam/contracts';
import { verifyEventFile } from '@rekam/event-store';
import type { TimelineEntry } from '@rekam/reader';
import { LocalIssuer, type LocalClaims } from '@rekam/runtime';
import { Service } from '../faults/service';
import { appointment, AUDITOR, simpeg } from './service';

const JAMBI = simpeg('5500');
const PERSONS = 6;
const TRAININGS = 40;
/** Requests on the way at a time. */
const LANES = 12;
/** Acknowledged trainings after which a writer is killed, started again, and stopped. */
const KILL_AFTER = 60;
const STOP_AFTER = 140;

/** A slow request on a busy machine is no fault. */
const QUIET = { REKAM_LOG_LEVEL: 'error' };

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Two writers and a reader over one data folder, all of them processes of their own. */
describe('writers and a reader that share a data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-processes-'));
  const issuer = LocalIssuer.open(folder);
  let writers: [Service, Service];
  let reader: Service;
  let persons: readonly string[];
  let last = 0n;

  async function send<Body>(
    to: Service,
    method: 'GET' | 'POST',
    path: string,
    claims: LocalClaims,
    { key, data }: { readonly key?: string; readonly data?: unknown } = {},
  ): Promise<Answer<Body>> {
    const authorization = `Bearer ${await (await issuer).sign(claims)}`;
    const headers = { authorization, ...(key !== undefined && { 'idempotency-key': key }) };
    const body = data === undefined ? {} : { body: JSON.stringify(data) };
    const typed = data === undefined ? headers : { ...headers, 'content-type': 'application/json' };
    const response = await fetch(to.url + path, { method, headers: typed, ...body });
    return { status: response.status, body: (await response.json()) as Body };
  }

  const command = (to: Service, name: string, data: unknown, key: string): Promise<Answer<Receipt>> =>
    send(to, 'POST', `/v1/commands/${name}`, JAMBI, { key, data });

  const training = (person: string, n: number) => ({
    person,
    recordId: `kursus-${person}-${n}`,
    effectiveAt: `2024-0${1 + (n % 9)}-10`,
    approvedBy: 'kepala-bkd',
    content: { kind: '3', name: `Pelatihan ${n}`, provider: 'Balai Diklat Contoh', jp: 10 },
  });

  beforeAll(async () => {
    // At the same moment on a new folder: all of them make its files and its keys.
    const spawned = (['writer', 'writer', 'reader'] as const).map((app) => Service.spawn(folder, { app, env: QUIET }));
    await Promise.all(spawned.map((process) => process.listening()));
    writers = [spawned[0]!, spawned[1]!];
    reader = spawned[2]!;
  }, 60_000);
  afterAll(async () => {
    for (const process of [...writers, reader]) {
      process.kill();
      await process.ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('keep out a second reader and whoever wants the folder alone', async () => {
    const rivals = [Service.spawn(folder), Service.spawn(folder, { app: 'reader' })];
    const [alone, second] = await Promise.all(rivals.map(({ ended }) => ended));
    expect([alone!.code, second!.code]).toEqual([1, 1]);
    const named = /is in use by processes ([\d, ]+): stop those processes/.exec(alone!.stderr)![1]!.split(', ');
    expect(named).toEqual(expect.arrayContaining([...writers, reader].map(({ pid }) => `${pid}`)));
    expect(second!.stderr).toContain(`a reader (process ${reader.pid}) has the views in ${folder}/views already`);
  }, 60_000);

  it('answer the same command to both writers once', async () => {
    const opened = await Promise.all(
      Array.from({ length: PERSONS }, (_, n) => {
        const data = appointment(`90${n}`);
        return Promise.all(writers.map((writer) => command(writer, 'record-appointment', data, `open-${n}`)));
      }),
    );
    for (const answers of opened) {
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
      const [first, second] = answers.map(({ body }) => ({ ...body, duplicate: false }));
      expect(first).toEqual(second);
    }
    persons = opened.map(([first]) => first!.body.person!);
    expect(new Set(persons).size).toBe(PERSONS);
  });

  it('lose nothing and record nothing twice while a writer is killed, started again and stopped', async () => {
    const commands = Array.from({ length: PERSONS * TRAININGS }, (_, n) => ({
      key: randomUUID(),
      data: training(persons[n % PERSONS]!, Math.floor(n / PERSONS)),
      at: n % 2,
    }));
    const receipts: Receipt[] = [];
    let restarted: Promise<void> = Promise.resolve();
    const restart = async (end: 'kill' | 'stop'): Promise<void> => {
      const leaving = writers[1];
      leaving[end]();
      const { code, signal } = await leaving.ended;
      expect([code, signal]).toEqual(end === 'kill' ? [null, 'SIGKILL'] : [0, null]);
      writers[1] = await Service.start(folder, { app: 'writer', env: QUIET });
    };
    /** To one of the writers; to the other when that one is gone or going. */
    const settle = async ({ key, data, at }: (typeof commands)[number]): Promise<Receipt> => {
      for (const to of [writers[at]!, writers[0]]) {
        const answer = await command(to, 'record-training', data, key).catch(() => null);
        if (answer?.status === 201 || answer?.status === 200) return answer.body;
        if (answer !== null && answer.status !== 503) throw new Error(JSON.stringify(answer));
      }
      throw new Error('the writer that nobody stopped did not answer');
    };
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < commands.length) {
        receipts.push(await settle(commands[next++]!));
        if (receipts.length === KILL_AFTER) restarted = restart('kill');
        if (receipts.length === STOP_AFTER) restarted = restarted.then(() => restart('stop'));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await restarted;
    expect(new Set(receipts.map(({ fact }) => fact)).size).toBe(commands.length);
    last = receipts.map(({ position }) => BigInt(position)).reduce((a, b) => (a > b ? a : b));

    // The reader tells of each once, and of nothing else.
    const told: string[] = [];
    for (const person of persons) {
      const path = `/v1/careers/${person}/timeline?limit=200&at-least=${last}`;
      const { status, body } = await send<{ entries: readonly TimelineEntry[] }>(reader, 'GET', path, AUDITOR);
      expect(status).toBe(200);
      told.push(...body.entries.filter(({ subject }) => subject === 'training').map(({ fact }) => fact!));
    }
    expect(told).toHaveLength(receipts.length);
    expect(new Set(told)).toEqual(new Set(receipts.map(({ fact }) => fact)));
  }, 60_000);

  it('decide on what the other has recorded', async () => {
    const [person] = persons;
    const data = training(person!, 900);
    const first = await command(writers[0], 'record-training', data, randomUUID());
    const correction = { ...data, content: { ...data.content, jp: 20 }, replacesEdition: 0, reason: 'Salah JP.' };
    const corrected = await command(writers[1], 'correct-training', correction, randomUUID());
    expect(corrected).toMatchObject({ status: 201, body: { fact: first.body.fact, edition: 1 } });
    // The first writer still knows of edition 0 alone.
    const other = { ...correction, content: { ...data.content, jp: 30 } };
    const stale = await command(writers[0], 'correct-training', other, randomUUID());
    expect(stale).toMatchObject({ status: 409 });
    last = BigInt(corrected.body.position);
  });

  it('know a person by the number in a token', async () => {
    const claims = { sub: 'rina', role: 'person', nip: '199408172018032900' } as LocalClaims;
    const path = `/v1/careers/${persons[0]}?at-least=${last}`;
    expect(await send(reader, 'GET', path, claims)).toMatchObject({ status: 200, body: { person: persons[0] } });
    expect(await send(reader, 'GET', `/v1/careers/${persons[1]}`, claims)).toMatchObject({ status: 403 });
    const nobody = { ...claims, nip: '199408172018032999' } as LocalClaims;
    expect(await send(reader, 'GET', path, nobody)).toMatchObject({
      status: 401,
      body: { type: '/problems/token-claim-invalid' },
    });
  });

  it('stop in good order and leave one whole log, with each day opened once', async () => {
    for (const process of [...writers, reader]) {
      process.stop();
      expect(await process.ended).toMatchObject({ code: 0, stderr: '' });
    }
    const file = join(folder, 'events.db');
    expect(verifyEventFile(file).faults).toEqual([]);
    const database = new DatabaseSync(file, { readOnly: true });
    const days = database
      .prepare("SELECT open ->> '$.body.content.date' AS day FROM events WHERE stream = 'ledger'")
      .all()
      .map(({ day }) => day);
    database.close();
    expect(days.length).toBeGreaterThan(0);
    expect(new Set(days).size).toBe(days.length);
    const standalone = await Service.start(folder);
    standalone.stop();
    expect(await standalone.ended).toMatchObject({ code: 0 });
  }, 60_000);
});
