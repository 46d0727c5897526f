import { FoldFailed, safeMessage } from './fold';

/** How far a projection is, and what keeps it. */
export interface ProjectorStatus {
  readonly name: string;
  readonly version: number;
  /** Position of the last event folded and committed. */
  readonly position: bigint;
  /** Position of the last event of the log, as far as this projector has heard of it. */
  readonly head: bigint;
  /** A standby follows what another process's projector commits, and takes its place when that one has gone. */
  readonly role: 'active' | 'standby';
  readonly state: 'stopped' | 'catching-up' | 'live' | 'failed';
  /** Where it failed and why, without personal data; `eventId` is empty when it was not an event that failed. */
  readonly failure: { readonly position: bigint; readonly eventId: string; readonly message: string } | null;
}

/** What became of a projection at this position, in words without personal data. */
export function failureOf(error: unknown, position: bigint): NonNullable<ProjectorStatus['failure']> {
  if (error instanceof FoldFailed) return { position: error.position, eventId: error.eventId, message: error.message };
  return { position, eventId: '', message: safeMessage(error) };
}

/** The view has not come to the position in time, or cannot come there because its projection has failed. */
export class PositionNotReached extends Error {
  override readonly name = 'PositionNotReached';
  constructor(
    readonly projection: string,
    readonly expected: bigint,
    readonly actual: bigint,
  ) {
    super(`the view ${projection} is at position ${actual}, not yet at ${expected}`);
  }
}
