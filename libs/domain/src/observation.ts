import type { Uuid } from './event';
import type { Citation } from './fact';

/** Types of the steps by which a source says what it holds no more, or holds again. */
export const MISSING_AT_SOURCE = 'FactMissingAtSource';
export const FOUND_AT_SOURCE = 'FactFoundAtSource';

/** What the source of a fact last said of its record; undefined when nothing. */
export const lastObservation = (fact: Uuid, citations: readonly Citation[]): Citation | undefined =>
  citations.findLast(
    (each) => each.fact === fact && (each.type === MISSING_AT_SOURCE || each.type === FOUND_AT_SOURCE),
  );

/** Whether the source has said that it no longer holds the record of this fact. */
export const isMissingAtSource = (fact: Uuid, citations: readonly Citation[]): boolean =>
  lastObservation(fact, citations)?.type === MISSING_AT_SOURCE;
