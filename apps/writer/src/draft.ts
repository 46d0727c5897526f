import {
  copyOf,
  evolve,
  type CareerEvent,
  type CareerState,
  type Decision,
  type Recorded,
  type Uuid,
} from '@rekam/domain';
import type { ExpectedRevision, NewEvent } from '@rekam/event-store';

type Outcome = Extract<Decision, { kind: 'duplicate' }>['outcome'];

/** Later than every position of a log: what is drafted has its place after all that is recorded. */
const DRAFTED = 1n << 62n;

/** Events decided for one stream and not yet appended, and the state as it would be with them. */
export class Draft {
  readonly events: NewEvent[] = [];
  readonly expected: ExpectedRevision;
  private drafted: CareerState | null = null;

  constructor(
    readonly stream: string,
    private readonly before: CareerState,
  ) {
    this.expected = before.revision < 0n ? 'no_stream' : before.revision;
  }

  get state(): CareerState {
    return this.drafted ?? this.before;
  }

  add(id: Uuid, event: CareerEvent): void {
    this.drafted ??= copyOf(this.before);
    const revision = this.drafted.revision + 1n;
    const position = DRAFTED + BigInt(this.events.length);
    const { stream } = this;
    evolve(this.drafted, {
      ...event,
      id,
      stream,
      revision,
      position,
      ledgerTime: event.meta.recordedAt,
      erased: false,
    });
    this.events.push({ id, ...event });
  }

  /** An outcome in the draft as it is now that the events are in the log. */
  settled(outcome: Outcome, events: readonly Recorded[]): Outcome {
    if (outcome.position < DRAFTED) return outcome;
    return { ...outcome, position: events[Number(outcome.position - DRAFTED)]!.position };
  }
}
