import type { CommandBus } from '@nestjs/cqrs';
import type { EventStore } from '@rekam/event-store';
import { RetryLater, type Attempt, type IncomingMessage, type KafkaLog } from '@rekam/kafka';
import { currentWork, outsideWork, problem, problemFor, type ProblemException, type Tracing } from '@rekam/runtime';
import { HELD_BACK, type CommandOutcome } from '../command-outcome';
import { commandOf } from '../commands';
import { eventCommandOf, streamKnownOf, type EventCommand } from '../event-command';
import { dataInvalid } from '../problems';
import type { Answerable, Answers } from './answers';
import { ChainRuns, type ChainRun } from './chain-runs';
import { codeOf, type DoorCounts } from './door-counts';
import { inMessage, messageIds, type MessageIds } from './message-work';
import { KEY_BYTES_MAX, openMessage, type OpenedMessage } from './opened-message';
import type { RegisteredSource, RegisteredSources } from './registered-sources';
import type { Troubles } from './troubles';
import { rejectedFor, verdictOf, type Verdict } from './verdict';

/** Attempts at a command that fails in a way that nobody foresaw: a fault of ours must not block those behind it. */
const UNFORESEEN_MAX = 5;
/** Messages of one chain that are executed together: each calls the next from within. */
const RUN_LENGTH_MAX = 32;
const DELAY_MS_FIRST = 100;
const DELAY_MS_MAX = 1_000;
const LEDGER = 'ledger';
const TOO_BUSY = 'too-busy';

interface MessageIntakeParts {
  readonly bus: Pick<CommandBus, 'execute'>;
  readonly events: Pick<EventStore, 'head'>;
  readonly sources: RegisteredSources;
  readonly answers: Answers;
  readonly counts: DoorCounts;
  readonly troubles: Troubles;
  readonly log: Pick<KafkaLog, 'error'>;
  readonly tracing: Pick<Tracing, 'begin'>;
  readonly valueBytesMax: number;
  /** How long a message is tried again of whose subject the ledger may come to know more. */
  readonly retryMs: number;
}

/** A message that was read, from its first attempt to its last. */
interface InHand {
  readonly opened: OpenedMessage;
  readonly ids: MessageIds;
  /** The messages that it keeps its order with. */
  readonly chain: string;
  unforeseen: number;
  /** When it was first refused for the time being, in milliseconds since its first attempt; null before. */
  refusedAtMs: number | null;
}

/** Takes in one message after the other: reads it, has its command executed, and answers it. */
export class MessageIntake {
  /** What `orderKey` read is not read again by `work`. */
  private readonly inHand = new WeakMap<IncomingMessage, InHand>();
  private readonly runs = new ChainRuns();

  constructor(private readonly parts: MessageIntakeParts) {}

  /** Messages of one source and key keep their order. A message without a key, or with too long a one, asks for none. */
  orderKey(message: IncomingMessage): string {
    return this.take(message).chain;
  }

  /**
   * Resolves when what the message led to is durable and its outcome is acknowledged. `next` is called when the next
   * message of the same source and key may begin: it is not executed before this one, and not at all before this one is
   * settled where this one is to be tried again. Rejects with RetryLater while the ledger or the brokers cannot take it,
   * and for some time when it speaks of somebody unknown; repeating it is safe.
   */
  async work(message: IncomingMessage, next: () => void, attempt: Attempt): Promise<void> {
    const inHand = this.take(message);
    // The next message is another's work.
    const nextOutside = () => outsideWork(next);
    await inMessage(message, inHand.ids, attempt, this.parts.tracing, () =>
      this.attempt(message, inHand, nextOutside, attempt),
    );
  }

  private async attempt(
    message: IncomingMessage,
    inHand: InHand,
    next: () => void,
    attempt: Attempt,
  ): Promise<Verdict> {
    const run = this.runs.join(inHand.chain, attempt.isFirst);
    try {
      return await this.settle(message, inHand, run, next, attempt);
    } catch (error) {
      run.isBroken = true;
      throw error;
    } finally {
      this.runs.leave(inHand.chain, run);
    }
  }

  private async settle(
    message: IncomingMessage,
    inHand: InHand,
    run: ChainRun,
    next: () => void,
    attempt: Attempt,
  ): Promise<Verdict> {
    const { sources, answers } = this.parts;
    const { opened, ids } = inHand;
    const { name } = opened;
    const { topic, partition, offset } = message;
    const source = name === null || name.source === null ? null : sources.speakingAs(topic, name.source);
    const coordinates = { topic, partition, offset: String(offset) };
    const answerable: Answerable = {
      message,
      coordinates,
      outcomeId: ids.outcomeId,
      name,
      outcomesTopic: source?.outcomesTopic ?? sources.outcomesTopicWithout(topic),
    };
    const verdict = await this.verdictOn(inHand, source, answerable, run, next, attempt);
    await answers.send(answerable, verdict, next);
    return verdict;
  }

  private take(message: IncomingMessage): InHand {
    let inHand = this.inHand.get(message);
    if (inHand === undefined) {
      const opened = openMessage(message, this.parts.valueBytesMax);
      const { topic, partition, offset, key } = message;
      const isAlone = key === null || key.length > KEY_BYTES_MAX;
      const within = isAlone ? `offset ${offset}` : `key ${opened.name?.source ?? ''}\n${key.toString('latin1')}`;
      const chain = `${topic} ${partition} ${within}`;
      inHand = { opened, ids: messageIds(message), chain, unforeseen: 0, refusedAtMs: null };
      this.inHand.set(message, inHand);
    }
    return inHand;
  }

  private async verdictOn(
    inHand: InHand,
    source: RegisteredSource | null,
    answerable: Answerable,
    run: ChainRun,
    next: () => void,
    attempt: Attempt,
  ): Promise<Verdict> {
    const { troubles, log, retryMs } = this.parts;
    try {
      const command = commandIn(inHand, source, answerable, run);
      const verdict = verdictOf(await this.execute(command, inHand.chain, run, next), answerable.coordinates);
      troubles.end(LEDGER);
      if (verdict.problem?.retryable !== true) return verdict;
      const code = codeOf(verdict.problem);
      inHand.refusedAtMs ??= attempt.waitedMs;
      const isOver = attempt.isFirst && attempt.waitedMs - inHand.refusedAtMs >= retryMs;
      // That this service is busy is no fault of the message's.
      if (isOver && code !== TOO_BUSY) return verdict;
      throw this.retryLater(code, attempt);
    } catch (error) {
      if (error instanceof RetryLater) throw error;
      const foreseen = problemFor(error);
      if (foreseen !== null && foreseen.problem.retryable !== true) return rejectedFor(foreseen.problem);
      if (foreseen !== null || !(await this.ledgerAnswers())) {
        // The store is down, not the message wrong: nothing is decided until it is back.
        troubles.begin(LEDGER, 'the ledger takes no writes now', error);
        throw this.retryLater('store-unavailable', attempt);
      }
      log.error({ err: error }, 'an unforeseen error');
      inHand.unforeseen++;
      if (inHand.unforeseen >= UNFORESEEN_MAX) return rejectedFor(internal());
      throw this.retryLater('internal', attempt);
    }
  }

  /**
   * Hands the command on and lets the next message follow at once, for what waits for one stream becomes one append. A
   * command that may go to another stream waits for those before it.
   */
  private async execute(
    command: EventCommand,
    chain: string,
    run: ChainRun,
    next: () => void,
  ): Promise<CommandOutcome> {
    const { contract, data, context } = command;
    const person = streamKnownOf(command);
    if (run.executing > 0 && (person === null || person !== run.person)) await run.executed;
    if (run.isBroken) return HELD_BACK;
    const outcome = this.parts.bus.execute(commandOf(contract, data, context));
    run.person = person;
    run.executing++;
    const { executed } = run;
    const after = (isFailed: boolean) => () => {
      run.executing--;
      run.isBroken ||= isFailed;
      // One that is refused at once is no sign that those before it are through.
      return executed;
    };
    run.executed = outcome.then(after(false), after(true));
    if (person !== null && run.executing < RUN_LENGTH_MAX && this.runs.isAlone(chain, run)) next();
    return outcome;
  }

  private retryLater(reason: string, { number }: Attempt): RetryLater {
    this.parts.counts.retry(reason);
    currentWork()?.span?.set({ 'rekam.retry': reason });
    const delayMs = Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** (number - 1));
    // Those that met the same trouble together come back one after the other.
    return new RetryLater(reason, delayMs * (0.75 + Math.random() / 4));
  }

  private ledgerAnswers(): Promise<boolean> {
    return this.parts.events.head().then(
      () => true,
      () => false,
    );
  }
}

/** The command in a message. Throws a problem. */
function commandIn(
  { opened: { name, decode }, ids: { correlationId } }: InHand,
  source: RegisteredSource | null,
  { coordinates }: Answerable,
  run: ChainRun,
): EventCommand {
  const decoded = decode();
  if (source === null) {
    // What names no source at all is refused for that; what names a foreign one is, whatever else it says.
    const isNamed = decoded.ok || (name !== null && name.source !== null);
    throw isNamed ? sourceNotOfTopic(coordinates.topic) : dataInvalid(decoded.errors);
  }
  const { caller } = source;
  return eventCommandOf(decoded, { caller, channel: 'kafka', intake: coordinates, correlationId, run });
}

const sourceNotOfTopic = (topic: string): ProblemException =>
  problem(
    403,
    'source-not-of-topic',
    'The source may not come by this topic.',
    `On ${topic} the source must be one that is registered for it, or begin with one and a slash; send to the topic of the source, or have it registered.`,
  );

const internal = (): ProblemException['problem'] =>
  problem(500, 'internal', 'The service failed.', 'It was logged under the id of this outcome.').problem;
