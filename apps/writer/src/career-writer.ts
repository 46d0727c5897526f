import { Inject, Injectable } from '@nestjs/common';
import {
  careerStream,
  decide,
  lastEdition,
  rejection,
  subjectNamed,
  type CareerEvent,
  type CareerState,
  type Command,
  type Decision,
  type Identifier,
  type Recorded,
  type Uuid,
} from '@rekam/domain';
import {
  EventIdTaken,
  KeyDestroyed,
  names,
  StoreUnavailable,
  uuidV5,
  WrongExpectedRevision,
  type EventStore,
} from '@rekam/event-store';
import { EVENT_STORE } from '@rekam/runtime';
import { Careers } from './careers';
import {
  accepted,
  answerTo,
  HELD_BACK,
  isForLater,
  receiptOf,
  rejected,
  type CommandOutcome,
  type NumberTaken,
} from './command-outcome';
import { Draft } from './draft';
import { Identifiers, type Reservation } from './identifiers';
import { partiesIn, partiesOf } from './parties';
import type { Settled } from './stream-batches';
import type { Run } from './to-command';

/** How often a command is decided again because another writer was quicker. */
const ATTEMPTS_MAX = 8;

/** Decides commands on the state of their stream and appends what was decided. */
@Injectable()
export class CareerWriter {
  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    private readonly careers: Careers,
    private readonly identifiers: Identifiers,
  ) {}

  /**
   * Commands of one stream, in their order, each with its run; one such call of a stream at a time. A command that fails
   * takes no other with it, but for those behind it in its run. Rejects with StoreUnavailable, or fails each with it;
   * then the same commands may be sent again.
   */
  async write(
    commands: readonly Command[],
    runs: readonly (Run | undefined)[] = [],
  ): Promise<readonly Settled<CommandOutcome | NumberTaken>[]> {
    try {
      const together = commands.length > 1 ? await this.writeTogether(commands, runs) : null;
      if (together !== null) return together.map((value) => ({ status: 'fulfilled', value }));
    } catch (error) {
      for (const run of runs) if (run !== undefined) run.isBroken = true;
      throw error;
    }
    const outcomes: Settled<CommandOutcome | NumberTaken>[] = [];
    for (const [at, command] of commands.entries()) {
      const run = runs[at];
      const [outcome] = await Promise.allSettled([run?.isBroken === true ? HELD_BACK : this.writeOne(command)]);
      if (run !== undefined && (outcome.status === 'rejected' || isForLater(outcome.value))) run.isBroken = true;
      outcomes.push(outcome);
    }
    return outcomes;
  }

  /**
   * Decides each command on what those before it lead to, and appends it all at once. Null when that did not go
   * through: nothing was appended, and each command is to be decided by itself.
   */
  private async writeTogether(
    commands: readonly Command[],
    runs: readonly (Run | undefined)[],
  ): Promise<readonly (CommandOutcome | NumberTaken)[] | null> {
    const { stream } = commands[0]!;
    const kept = this.careers.kept(stream);
    const state = kept ?? (await this.careers.caughtUp(stream));
    const { revision } = state;
    const draft = new Draft(stream, state);
    const reservations: Reservation[] = [];
    const broken = new Set<Run | undefined>(runs.filter((run) => run?.isBroken === true));
    const decided: (Decision | CommandOutcome | NumberTaken)[] = [];
    // 1. Decide, and take the numbers that the acts give.
    for (const [at, command] of commands.entries()) {
      if (broken.has(runs[at])) {
        decided.push(HELD_BACK);
        continue;
      }
      const decision = decide(command, draft.state, await this.careersOf(command, draft.state));
      const refusal =
        decision.kind === 'accepted' ? await this.reserve(command, decision.event, draft.state, reservations) : null;
      decided.push(refusal ?? decision);
      if (decision.kind === 'accepted' && refusal === null)
        draft.add(uuidV5(command.meta.commandId, '0'), decision.event);
      if (runs[at] !== undefined && isForLater(refusal ?? decision)) broken.add(runs[at]);
    }
    // 2. Append. It also proves that the state was current, on which others may have been refused.
    const events = await this.appended(draft);
    if (events === null) {
      await this.identifiers.giveBack(reservations, commands[0]!.person!, commands[0]!.meta);
      return null;
    }
    if (events.length === 0 && kept !== null && (await this.careers.caughtUp(stream)).revision !== revision)
      return null;
    for (const run of broken) if (run !== undefined) run.isBroken = true;
    this.careers.fold(stream, state, events);
    // Who is imported whole is not spoken of again soon, and history keeps large rows.
    if (commands.every(({ meta }) => meta.channel === 'import')) this.careers.drop(stream);
    // 3. Answer. What repeats another command of these gets the position that it has by now.
    let next = 0;
    return commands.map((command, at) => {
      const decision = decided[at]!;
      switch (decision.kind) {
        case 'accepted':
          return 'receipt' in decision ? decision : accepted(receiptOf(command, events[next++]!), command.meta.intake);
        case 'duplicate':
          return answerTo(command, { ...decision, outcome: draft.settled(decision.outcome, events) }, state);
        case 'rejected':
        case 'taken':
          return decision;
        default:
          throw new Error(`no answer to ${String(decision satisfies never)}`);
      }
    });
  }

  /** The draft's events as the log has them; null when they do not go in, or went in before. */
  private async appended({ stream, expected, events }: Draft): Promise<readonly Recorded[] | null> {
    if (events.length === 0) return [];
    try {
      const appended = await this.events.append(stream, events, expected);
      return appended.duplicate ? null : appended.events;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      return null;
    }
  }

  private async writeOne(command: Command): Promise<CommandOutcome | NumberTaken> {
    const reservations: Reservation[] = [];
    const outcome = await this.decideUntilCurrent(command, reservations);
    if (outcome.kind !== 'accepted' && reservations.length > 0) {
      await this.identifiers.giveBack(reservations, command.person!, command.meta);
    }
    return outcome;
  }

  /** Decides on the state as known here, and again on a newer one for as long as it proves to be old. */
  private async decideUntilCurrent(command: Command, reservations: Reservation[]) {
    const { stream } = command;
    const kept = this.careers.kept(stream);
    let state = kept ?? (await this.careers.caughtUp(stream));
    let isCurrent = kept === null;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      let idTaken = false;
      // 1. Decide. What another process appended may turn a refusal into something else, so a refusal is checked.
      const careers = await this.careersOf(command, state);
      const decision = decide(command, state, careers);
      const { revision } = state;
      if (decision.kind !== 'accepted') {
        if (isCurrent) return answerTo(command, decision, state);
        state = await this.careers.caughtUp(stream);
        isCurrent = true;
        if (state.revision === revision) return answerTo(command, decision, state);
        continue;
      }
      // 2. Take the numbers that the act gives: before the act, so that no number ever has two holders.
      const refusal = await this.reserve(command, decision.event, state, reservations);
      if (refusal !== null) return refusal;
      // 3. Append. Durable once it resolves.
      const id = uuidV5(command.meta.commandId, '0');
      const expected = revision < 0n ? 'no_stream' : revision;
      try {
        const { events, duplicate } = await this.events.append(stream, [{ id, ...decision.event }], expected);
        this.careers.fold(stream, state, events);
        if (!duplicate) return accepted(receiptOf(command, events[0]!), command.meta.intake);
      } catch (error) {
        if (error instanceof KeyDestroyed) return rejected(rejection('person-erased'));
        if (!(error instanceof WrongExpectedRevision || error instanceof EventIdTaken)) throw error;
        idTaken = error instanceof EventIdTaken;
      }
      // 4. Somebody was quicker, or an earlier attempt had succeeded after all: the log knows more than this state.
      state = await this.careers.caughtUp(stream);
      isCurrent = true;
      if (idTaken && !state.commands.has(command.meta.commandId)) return rejected(rejection('command-id-reused'));
    }
    return rejected(rejection('too-busy'));
  }

  /** The careers of everybody the act names; those of others as the log has them now. */
  private async careersOf(command: Command, state: CareerState): Promise<ReadonlyMap<Uuid, CareerState>> {
    const careers = new Map<Uuid, CareerState>();
    if (command.person !== null) careers.set(command.person, state);
    for (const person of personsNamed(command, state)) {
      if (!careers.has(person)) careers.set(person, await this.careers.caughtUp(careerStream(person)));
    }
    // Whoever a person was merged into speaks for both. A map's iteration reaches what is added meanwhile.
    for (const { mergedInto } of careers.values()) {
      if (mergedInto !== null && !careers.has(mergedInto)) {
        careers.set(mergedInto, await this.careers.caughtUp(careerStream(mergedInto)));
      }
    }
    return careers;
  }

  /** Null when the person holds every number that the event gives; the new reservations are added to the list. */
  private async reserve(
    command: Command,
    event: CareerEvent,
    state: CareerState,
    reservations: Reservation[],
  ): Promise<CommandOutcome | NumberTaken | null> {
    const numbers = numbersGiven(command, event).filter((identifier) => !names(state, identifier));
    if (numbers.length === 0) return null;
    const reserved = await this.identifiers.reserve(numbers, command.person!, command.meta);
    switch (reserved.kind) {
      case 'reserved':
        reservations.push(...reserved.reservations);
        return null;
      case 'taken': {
        const { identifier, holder } = reserved;
        const field = identifier.kind === 'nip-lama' ? '/content/oldNumber' : '/content/number';
        return { kind: 'taken', holder, rejection: rejection('identifier-taken', field) };
      }
      case 'too-busy':
        return rejected(rejection('too-busy'));
      default:
        throw new Error(`no reservation of ${String(reserved satisfies never)}`);
    }
  }
}

/** Whose careers a command needs. A stream that belongs to no single person is about those whom its facts name. */
function personsNamed(command: Command, state: CareerState): readonly Uuid[] {
  if (command.kind === 'merge' || command.kind === 'unmerge') return [command.into];
  const stated = 'statement' in command ? partiesOf(command.subject, command.statement.content, command.person) : [];
  if (command.person !== null) return stated;
  return [...stated, ...[...state.facts.values()].flatMap((fact) => partiesIn(lastEdition(fact).persons))];
}

/** The numbers that an act gives its person as it now stands, also when a reinstatement gives them again. */
function numbersGiven(command: Command, { body, sensitive }: CareerEvent): readonly Identifier[] {
  if (!('subject' in command) || body.content === null) return [];
  return subjectNamed(command.subject).identifiers?.({ ...body.content, ...sensitive?.content }) ?? [];
}
