import 'reflect-metadata';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { commandSchema, type CommandData } from '@rekam/contracts';
import { canonicalJson, memoryKeyStore, openSqliteEventStore, uuidV5 } from '@rekam/event-store';
import { createHttpApp, LocalIssuer } from '@rekam/runtime';
import { CareerCommands } from '@rekam/writer';
import fastify from 'fastify';
import { RawLog } from './raw-log';
import { AGENCY, configIn, openCareers, TRAINING, writerModule } from './writer';

/** A server in a process of its own: `http-server.ts <candidate|baseline> <folder>`. Says where it is and as whom to call. */
async function main(): Promise<void> {
  const [, , which, folder] = process.argv as [string, string, string, string];
  const issuer = await LocalIssuer.open(folder);
  const token = await issuer.sign({ sub: 'bench', role: 'agency', agency: AGENCY.agency!, source: AGENCY.source });
  const started = which === 'candidate' ? await candidate(folder) : await baseline(folder, token);
  console.log(JSON.stringify({ ...started, token }));
}

interface Started {
  readonly url: string;
  readonly persons: readonly string[];
}

const PERSONS = 1_000;

async function candidate(folder: string): Promise<Started> {
  const events = await openSqliteEventStore({ folder, keys: memoryKeyStore() });
  const app = await createHttpApp(writerModule(configIn(folder), events), configIn(folder));
  const persons = await openCareers(app.get(CareerCommands, { strict: false }), PERSONS);
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), persons };
}

/** What the service is measured against: the same schema, a cached token check, and a raw insert with group commit. */
async function baseline(folder: string, token: string): Promise<Started> {
  const log = new RawLog(join(folder, 'raw.db'));
  const known = new Set([hash('sha256', `Bearer ${token}`)]);
  const revisions = new Map<string, number>();
  let waiting: { readonly data: CommandData; readonly done: () => void }[] = [];
  const commit = (): void => {
    const group = waiting;
    waiting = [];
    const rows = group.map(({ data }) => ({
      stream: `career-${data.person}`,
      id: Buffer.from(uuidV5('5a0b4a3c-1f7e-4c1b-9d55-2f6f0c7f7f10', data.recordId!).replaceAll('-', ''), 'hex'),
      ledgerTime: '2026-01-01T00:00:00.000000Z',
      open: canonicalJson(data),
    }));
    log.insert(
      rows,
      rows.map(({ stream }) => {
        const revision = (revisions.get(stream) ?? -1) + 1;
        revisions.set(stream, revision);
        return revision;
      }),
    );
    for (const { done } of group) done();
  };
  const app = fastify();
  const { $schema: _dialect, $id: _id, ...body } = commandSchema(TRAINING);
  app.post('/v1/commands/record-training', { schema: { body } }, async (request, reply) => {
    if (!known.has(hash('sha256', request.headers.authorization ?? ''))) return reply.status(401).send();
    await new Promise<void>((done) => {
      if (waiting.push({ data: request.body as CommandData, done }) === 1) setImmediate(commit);
    });
    return reply.status(201).send({ recorded: true });
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const persons = Array.from({ length: PERSONS }, (_, n) =>
    uuidV5('5a0b4a3c-1f7e-4c1b-9d55-2f6f0c7f7f10', `person ${n}`),
  );
  return { url, persons };
}

void main();
