import { Inject, Injectable } from '@nestjs/common';
import type { CommandContract, CommandData } from '@rekam/contracts';
import {
  AUTHORITY,
  careerStream,
  impossibleNumber,
  normaliseNumber,
  rejection,
  type Rejection,
  type Uuid,
} from '@rekam/domain';
import type { KeyStore } from '@rekam/event-store';
import {
  CLOCK,
  CONFIG,
  currentWork,
  inPart,
  instantOf,
  inWork,
  inWorks,
  KEY_STORE,
  localDate,
  maySend,
  type Clock,
  type Config,
  type Work,
} from '@rekam/runtime';
import { CareerWriter } from './career-writer';
import { HELD_BACK, rejected, type CommandOutcome, type NumberTaken } from './command-outcome';
import { Careers } from './careers';
import { Identifiers } from './identifiers';
import { StreamBatches, type Settled } from './stream-batches';
import { idsOf, targetOf, toCommand, type CommandContext, type CommandIds, type Target } from './to-command';

/** The queue that all merges share. */
const MERGES = 'merges';

/** A validated command on its way in. */
interface Arrived {
  readonly data: CommandData;
  readonly contract: CommandContract;
  readonly context: CommandContext;
  readonly ids: CommandIds;
}

/** A command whose stream is known. */
interface Aimed {
  readonly arrived: Arrived;
  readonly target: Target;
  /** What waits together is begun by the first of them, and each is its own sender's all the same. */
  readonly work: Work;
}

const TOO_BUSY = Promise.resolve(HELD_BACK);

/** Executes validated commands: whom each is about, its turn on the stream, and what is answered. */
@Injectable()
export class CareerCommands {
  private readonly byStream = new StreamBatches<Aimed, CommandOutcome | NumberTaken>((_stream, batch) =>
    this.write(batch),
  );
  /** A merge is decided on two careers and appended to one: of two that cross, each would find the other unmerged. */
  private readonly merges = new StreamBatches<Aimed, CommandOutcome | NumberTaken>(async (_queue, batch) => {
    const outcomes: Settled<CommandOutcome | NumberTaken>[] = [];
    for (const aimed of batch) {
      outcomes.push(...(await Promise.allSettled([inWork(aimed.work, () => this.onStream(aimed))])));
    }
    return outcomes;
  });

  constructor(
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone'>,
    private readonly careers: Careers,
    private readonly identifiers: Identifiers,
    private readonly writer: CareerWriter,
  ) {}

  /**
   * Durable once it resolves with a receipt; a rejection changed nothing. The same source and key again give the
   * first receipt, marked as a duplicate. Rejects with StoreUnavailable; then the same command may be sent again.
   */
  execute(data: CommandData, contract: CommandContract, context: CommandContext): Promise<CommandOutcome> {
    const ids = idsOf(data, contract, context);
    return inPart(
      {
        correlationId: context.correlationId,
        causationId: ids.commandId,
        name: contract.command,
        attributes: { 'rekam.channel': context.channel },
        outcomeOf: attributesOf,
      },
      () => this.executeArrived({ data, contract, context, ids }),
    );
  }

  private async executeArrived(arrived: Arrived): Promise<CommandOutcome> {
    const { data, contract, context } = arrived;
    // 1. May this caller send such a command at all? The rest is the domain's authority table.
    const { caller } = context;
    if (!maySend(caller, contract.kind, context.channel)) return notAuthorised('', contract);
    // 2. Whom it is about.
    const target =
      data.identifier === undefined
        ? targetOf(data, contract, arrived.ids, data.person ?? null)
        : await this.targetByNumber(arrived);
    if ('code' in target) return rejected(target);
    if (caller.role === 'person' && target.person !== null && target.person !== caller.person) {
      return notAuthorised('/person', contract);
    }
    // 3. Decide and append.
    const outcome = await this.inTurn(arrived, target);
    if (outcome.kind !== 'taken') return outcome;
    // 4. A source that states its record again, under another id, means the person whom it opened then.
    const hasAddress = data.person !== undefined || data.identifier !== undefined;
    if (hasAddress || !(await this.holds(outcome.holder, arrived.ids))) return rejected(outcome.rejection);
    const again = await this.inTurn(arrived, targetOf(data, contract, arrived.ids, outcome.holder));
    return again.kind === 'taken' ? rejected(again.rejection) : again;
  }

  private inTurn(arrived: Arrived, target: Target): Promise<CommandOutcome | NumberTaken> {
    const { kind } = arrived.contract;
    const aimed = { arrived, target, work: currentWork()! };
    if (kind !== 'merge' && kind !== 'unmerge') return this.onStream(aimed);
    return this.merges.submit(MERGES, aimed) ?? TOO_BUSY;
  }

  /** Who would wait behind too many others is turned away, and those behind it in its run. */
  private onStream(aimed: Aimed): Promise<CommandOutcome | NumberTaken> {
    const { run } = aimed.arrived.context;
    const outcome = run?.isBroken === true ? null : this.byStream.submit(aimed.target.stream, aimed);
    if (outcome === null && run !== undefined) run.isBroken = true;
    return outcome ?? TOO_BUSY;
  }

  private write(batch: readonly Aimed[]): Promise<readonly Settled<CommandOutcome | NumberTaken>[]> {
    const nowMs = this.clock.now();
    const arrival = { today: localDate(nowMs, this.config.timeZone), recordedAt: instantOf(nowMs) };
    const commands = batch.map(({ arrived: { data, contract, context, ids }, target }) =>
      toCommand(data, contract, context, ids, target, arrival, this.keys),
    );
    return inWorks(
      batch.map(({ work }) => work),
      () =>
        this.writer.write(
          commands,
          batch.map(({ arrived }) => arrived.context.run),
        ),
    );
  }

  private async targetByNumber({ data, contract, ids }: Arrived): Promise<Target | Rejection> {
    const { kind, number: printed } = data.identifier!;
    const identifier = { kind, number: normaliseNumber(printed) };
    const impossible = impossibleNumber(identifier);
    if (impossible !== null) return rejection(impossible, '/identifier/number');
    const holding = await this.identifiers.holding(identifier);
    if (holding === null) return rejection('unknown-person', '/identifier');
    const { person, mergedInto, isNamed } = holding;
    const isOwn = (isNamed && mergedInto === null) || (await this.holds(person, ids));
    if (isOwn) return targetOf(data, contract, ids, person);
    return isNamed ? targetOf(data, contract, ids, mergedInto) : rejection('unknown-person', '/identifier');
  }

  /**
   * Whether the fact, or the very command, is in the person's own stream. It stays there after a merge, and is still
   * meant by the number that it came under when that proved to be another's.
   */
  private async holds(person: Uuid, { commandId, fact }: CommandIds): Promise<boolean> {
    const { facts, commands } = await this.careers.caughtUp(careerStream(person));
    return commands.has(commandId) || (fact !== null && facts.has(fact));
  }
}

/** What came of a command, for its span. */
const attributesOf = (outcome: CommandOutcome): Readonly<Record<string, string>> =>
  outcome.kind === 'rejected'
    ? { 'rekam.outcome': 'rejected', 'rekam.rejections': outcome.rejections.map(({ code }) => code).join(',') }
    : { 'rekam.outcome': outcome.receipt.duplicate ? 'duplicate' : 'accepted' };

/** The sentence that says who may send such a command. */
const WHO: Readonly<Record<CommandContract['kind'], string>> = {
  record: AUTHORITY.record,
  correct: AUTHORITY.change,
  annul: AUTHORITY.change,
  reinstate: AUTHORITY.change,
  confirm: AUTHORITY.confirm,
  'report-missing': AUTHORITY.observe,
  'report-found': AUTHORITY.observe,
  merge: AUTHORITY.merge,
  unmerge: AUTHORITY.merge,
};

const notAuthorised = (field: string, { kind }: CommandContract): CommandOutcome =>
  rejected(rejection('not-authorised', field, { who: WHO[kind] }));
