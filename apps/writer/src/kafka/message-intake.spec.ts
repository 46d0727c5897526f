import { deadLettersTopic, type OutcomeMessage } from '@rekam/contracts';
import { rejection } from '@rekam/domain';
import { StoreUnavailable } from '@rekam/event-store';
import { RetryLater, type Attempt, type IncomingMessage, type OutgoingMessage } from '@rekam/kafka';
import { currentWork, type Work } from '@rekam/runtime';
import { accepted, rejected, type CommandOutcome } from '../command-outcome';
import { binary, JAMBI_SOURCE } from '../testing/kafka-rig';
import { promotion } from '../testing/ledger';
import { Answers } from './answers';
import { DoorCounts } from './door-counts';
import { MessageIntake } from './message-intake';
import { RegisteredSources } from './registered-sources';
import { Troubles } from './troubles';

const TOPIC = 'career.intake.v1';
const RETRY_MS = 1_000;
const [ONE, OTHER] = ['a0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000002'] as const;
const RECEIPT = { person: ONE, fact: null, edition: null, revision: '0', position: '1', duplicate: false, flags: [] };
const UNKNOWN = rejected(rejection('unknown-person'));

interface Execution {
  readonly person: string | undefined;
  resolve(outcome: CommandOutcome): void;
  reject(error: unknown): void;
}

/** An intake whose ledger says what the spec wants, when it wants, and whose brokers take everything. */
function intakeWith(onExecute: () => void = () => undefined): {
  readonly intake: MessageIntake;
  readonly executions: Execution[];
  readonly said: string[];
} {
  const executions: Execution[] = [];
  const said: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const counts = new DoorCounts({ registerCounter: () => () => undefined });
  const troubles = new Troubles(log, { now: () => 0 });
  const letters = deadLettersTopic('career');
  const producer = {
    send: (messages: readonly OutgoingMessage[]) => {
      for (const { topic, value } of messages) {
        if (topic !== letters) said.push((JSON.parse(String(value)) as OutcomeMessage).outcome);
      }
      return Promise.resolve([]);
    },
  };
  const table = { intake: [{ topic: TOPIC, sources: [{ source: JAMBI_SOURCE, principal: null }] }] };
  const intake = new MessageIntake({
    bus: {
      execute: (command: object) =>
        new Promise<CommandOutcome>((resolve, reject) => {
          const { data } = command as { readonly data: { readonly person?: string } };
          onExecute();
          executions.push({ person: data.person, resolve, reject });
        }) as Promise<never>,
    },
    events: { head: () => Promise.resolve(0n) },
    sources: new RegisteredSources(table, 'career', 'issuer'),
    answers: new Answers(producer, letters, counts, troubles),
    counts,
    troubles,
    log,
    tracing: { begin: () => null },
    valueBytesMax: 10_000,
    retryMs: RETRY_MS,
  });
  return { intake, executions, said };
}

let used = 0;
function messageAbout(person: string): IncomingMessage {
  const { value, headers = {} } = binary(
    `kp-${used}`,
    'record-promotion',
    promotion({ person, recordId: `kp-${used}` }),
  );
  const offset = BigInt(used++);
  return {
    topic: TOPIC,
    partition: 0,
    offset,
    key: Buffer.from('satu'),
    value: Buffer.from(value!),
    headers,
    timestampMs: 0,
  };
}

const FIRST: Attempt = { number: 1, waitedMs: 0, isFirst: true };
const again = (waitedMs: number): Attempt => ({ number: 2, waitedMs, isFirst: true });
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One attempt at a message of which the ledger says this. */
async function attempt(
  { intake, executions }: ReturnType<typeof intakeWith>,
  message: IncomingMessage,
  which: Attempt,
  answer: (execution: Execution) => void,
): Promise<void> {
  const worked = intake.work(message, () => undefined, which);
  answer(executions.pop()!);
  await worked;
}

describe('MessageIntake', () => {
  it('gives somebody unknown the whole limit to come, beginning when the ledger could say so', async () => {
    const rig = intakeWith();
    const message = messageAbout(ONE);
    const away = attempt(rig, message, FIRST, ({ reject }) => reject(new StoreUnavailable('away')));
    await expect(away).rejects.toThrow(RetryLater);
    const unknown = (waitedMs: number): Promise<void> =>
      attempt(rig, message, again(waitedMs), ({ resolve }) => resolve(UNKNOWN));
    await expect(unknown(60_000)).rejects.toThrow(RetryLater);
    await expect(unknown(60_000 + RETRY_MS - 1)).rejects.toThrow(RetryLater);
    expect(rig.said).toEqual([]);
    await unknown(60_000 + RETRY_MS);
    expect(rig.said).toEqual(['rejected']);
  });

  it('is work of its own, which goes by what the sender says, and the next message is not part of it', async () => {
    const seen: (Work | null)[] = [];
    const rig = intakeWith(() => seen.push(currentWork()));
    const attempts: readonly IncomingMessage['headers'][] = [
      {},
      { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
      { 'x-correlation-id': Buffer.from('C0FFEE00-0000-4000-8000-000000000000'), traceparent: 'x' },
    ];
    let next: Work | null | undefined;
    for (const headers of attempts) {
      const message = messageAbout(ONE);
      const worked = rig.intake.work(
        { ...message, headers: { ...message.headers, ...headers } },
        () => (next = currentWork()),
        FIRST,
      );
      rig.executions.pop()!.resolve(accepted(RECEIPT, null));
      await worked;
    }
    const [plain, traced, named] = seen;
    expect(plain!.correlationId).toBe(plain!.causationId);
    expect(traced!.correlationId).toBe('4bf92f35-77b3-4da6-a3ce-929d0e0e4736');
    expect(named!.correlationId).toBe('c0ffee00-0000-4000-8000-000000000000');
    expect(new Set(seen.map((work) => work!.causationId)).size).toBe(attempts.length);
    expect(next).toBeNull();
  });

  it('refuses nothing because the service is busy', async () => {
    const rig = intakeWith();
    const message = messageAbout(ONE);
    const busy = ({ resolve }: Execution): void => resolve(rejected(rejection('too-busy')));
    await expect(attempt(rig, message, FIRST, busy)).rejects.toThrow(RetryLater);
    await expect(attempt(rig, message, again(100 * RETRY_MS), busy)).rejects.toThrow(RetryLater);
    await attempt(rig, message, again(101 * RETRY_MS), ({ resolve }) => resolve(accepted(RECEIPT, null)));
    expect(rig.said).toEqual(['duplicate']);
  });

  it('begins with another person when all before it are through, also where the last of them was refused at once', async () => {
    const { intake, executions } = intakeWith();
    const [one, two, three] = [ONE, ONE, OTHER].map(messageAbout);
    const behind: Attempt = { number: 1, waitedMs: 0, isFirst: false };
    const worked: Promise<void>[] = [];
    // As a pipeline does it: `next` counts once.
    const begin = (message: IncomingMessage, which: Attempt, next: () => void): void => {
      let isCalled = false;
      const once = (): void => {
        if (!isCalled) {
          isCalled = true;
          next();
        }
      };
      worked.push(intake.work(message, once, which));
    };
    begin(one!, FIRST, () => begin(two!, behind, () => begin(three!, behind, () => undefined)));
    await settle();
    expect(executions.map(({ person }) => person)).toEqual([ONE, ONE]);
    executions[1]!.resolve(rejected(rejection('not-authorised')));
    await settle();
    expect(executions).toHaveLength(2);
    executions[0]!.resolve(accepted(RECEIPT, null));
    await settle();
    expect(executions.map(({ person }) => person)).toEqual([ONE, ONE, OTHER]);
    executions[2]!.resolve(accepted(RECEIPT, null));
    await Promise.all(worked);
  });

  it('executes nothing of a run behind what failed', async () => {
    const { intake, executions, said } = intakeWith();
    const [one, other] = [ONE, OTHER].map(messageAbout);
    const worked: Promise<void>[] = [];
    const behind: Attempt = { number: 1, waitedMs: 0, isFirst: false };
    const failing = intake.work(one!, () => worked.push(intake.work(other!, () => {}, behind)), FIRST);
    const settled = Promise.allSettled([failing, ...worked]);
    executions[0]!.reject(new StoreUnavailable('away'));
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(executions).toHaveLength(1);
    expect(said).toEqual([]);
  });
});
