import type { Command } from '../command';
import { decide } from '../decide';
import type { Decision } from '../decision';
import type { CareerEvent, Recorded, Uuid } from '../event';
import { emptyState, type CareerState } from '../fact';
import { evolve } from '../state';

/** Instants a second apart, so that a position tells the ledger time. */
export const instantAt = (position: bigint): string =>
  `2026-06-01T${new Date(Number(position) * 1000).toISOString().slice(11, 19)}.000000Z`;

/** The log and its streams in memory: what a store gives the domain, and nothing more. */
export class Ledger {
  readonly log: Recorded[] = [];
  private readonly states = new Map<string, CareerState>();

  state(stream: string): CareerState {
    return this.states.get(stream) ?? emptyState();
  }

  /** The states of all careers, by person. */
  careers(): ReadonlyMap<Uuid, CareerState> {
    const careers = new Map<Uuid, CareerState>();
    for (const [stream, state] of this.states) {
      if (stream.startsWith('career-')) careers.set(stream.slice('career-'.length), state);
    }
    return careers;
  }

  decide(command: Command): Decision {
    return decide(command, this.state(command.stream), this.careers());
  }

  /** Decides, and appends what was accepted. */
  execute(command: Command): Decision {
    const decision = this.decide(command);
    if (decision.kind === 'accepted') this.append(command.stream, decision.event);
    return decision;
  }

  append(stream: string, event: CareerEvent): Recorded {
    const state = this.state(stream);
    const position = BigInt(this.log.length + 1);
    const recorded: Recorded = {
      ...event,
      id: `event-${position}`,
      stream,
      revision: state.revision + 1n,
      position,
      ledgerTime: instantAt(position),
      erased: false,
    };
    this.log.push(recorded);
    this.states.set(stream, evolve(state, recorded));
    return recorded;
  }
}
