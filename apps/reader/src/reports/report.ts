import type { KnownAt, PlainDate, Uuid } from '@rekam/domain';
import type { AnswerAxes } from '../careers/career-answer';
import type { History } from '../careers/history';

/** Whom a line is about, for people to know whom to talk to. */
export interface Named {
  readonly person: Uuid;
  /** Null once erased. */
  readonly name: string | null;
  /** The number held now: NIP or NI PPPK. */
  readonly number: string | null;
}

/** As of which day the persons are read, null for the open one, and as known when: the same for all of a report. */
export interface KnownAxes {
  readonly validAt: PlainDate | null;
  readonly knownAt: KnownAt;
}

/** What a report is given of one person. */
export interface Reported {
  /** As the directory shows the person now. */
  readonly who: Named;
  readonly history: History;
  readonly axes: AnswerAxes;
}

/**
 * One report about an agency: lines about the persons it ever employed, taken one person after the other, and what
 * they come to. It keeps sums and no lines.
 */
export interface Report {
  /** What it is of, with its parameters as they were taken; the first line of the answer. */
  readonly head: object;
  readonly asked: KnownAxes;
  /** What it says of a person, and nothing of one it does not speak of. Called once a person, and adds to the sums. */
  linesOf(person: Reported): readonly object[];
  summary(): object;
}
