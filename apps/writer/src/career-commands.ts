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
import { CLOCK, CONFIG, instantOf, KEY_STORE, localDate, maySend, type Clock, type Config } from '@rekam/runtime';
import { CareerWriter, rejected, type CommandOutcome, type NumberTaken } from './career-writer';
import { Careers } from './careers';
import { Identifiers } from './identifiers';
import { StreamQueue } from './stream-queue';
import { idsOf, targetOf, toCommand, type CommandContext, type CommandIds, type Target } from './to-command';

/** The turn that all merges share; no stream has this name. */
const MERGES = 'merges';

/** A validated command on its way in. */
interface Arrived {
  readonly data: CommandData;
  readonly contract: CommandContract;
  readonly context: CommandContext;
  readonly ids: CommandIds;
}

/** Executes validated commands: whom each is about, its turn on the stream, and what is answered. */
@Injectable()
export class CareerCommands {
  private readonly queue = new StreamQueue();

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
  async execute(data: CommandData, contract: CommandContract, context: CommandContext): Promise<CommandOutcome> {
    // 1. May this caller send such a command at all? The rest is the domain's authority table.
    const { caller } = context;
    if (!maySend(caller, contract.kind, context.channel)) return notAuthorised('', contract);
    // 2. Whom it is about.
    const arrived = { data, contract, context, ids: idsOf(data, contract, context) };
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

  /**
   * One command at a time on each stream. A merge is decided on two careers and appended to one: merges take turns
   * among themselves too, or two that cross would both find the other career unmerged.
   */
  private inTurn(arrived: Arrived, target: Target): Promise<CommandOutcome | NumberTaken> {
    const onStream = () => this.turnAt(target.stream, () => this.write(arrived, target));
    return arrived.contract.subject === null ? this.turnAt(MERGES, onStream) : onStream();
  }

  /** Who would wait behind too many others is turned away. */
  private async turnAt<Outcome>(queue: string, act: () => Promise<Outcome>): Promise<Outcome | CommandOutcome> {
    const turn = this.queue.enter(queue);
    if (turn === 'full') return rejected(rejection('too-busy'));
    if (turn !== 'now') await turn;
    try {
      return await act();
    } finally {
      this.queue.leave(queue);
    }
  }

  private write({ data, contract, context, ids }: Arrived, target: Target): Promise<CommandOutcome | NumberTaken> {
    const nowMs = this.clock.now();
    const arrival = { today: localDate(nowMs, this.config.timeZone), recordedAt: instantOf(nowMs) };
    return this.writer.write(toCommand(data, contract, context, ids, target, arrival, this.keys));
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

/** The sentence that says who may send such a command. */
const WHO: Readonly<Record<CommandContract['kind'], string>> = {
  record: AUTHORITY.record,
  correct: AUTHORITY.change,
  annul: AUTHORITY.change,
  reinstate: AUTHORITY.change,
  confirm: AUTHORITY.confirm,
  merge: AUTHORITY.merge,
  unmerge: AUTHORITY.merge,
};

const notAuthorised = (field: string, { kind }: CommandContract): CommandOutcome =>
  rejected(rejection('not-authorised', field, { who: WHO[kind] }));
