import type { Receipt } from '@rekam/contracts';
import {
  rejection,
  type CareerState,
  type Command,
  type Decision,
  type FactBody,
  type Intake,
  type Recorded,
  type Rejection,
  type Uuid,
} from '@rekam/domain';

export type CommandOutcome =
  | {
      readonly kind: 'accepted';
      readonly receipt: Receipt;
      /** The message that brought what the receipt tells of; null when no broker did. */
      readonly intake: Intake | null;
    }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] };
/** A number that the act gives has another holder. */
export type NumberTaken = { readonly kind: 'taken'; readonly holder: Uuid; readonly rejection: Rejection };

export const rejected = (...rejections: readonly Rejection[]): CommandOutcome => ({ kind: 'rejected', rejections });
export const accepted = (receipt: Receipt, intake: Intake | null): CommandOutcome => ({
  kind: 'accepted',
  receipt,
  intake,
});

/** The outcome of a command behind one that is to be sent again. */
export const HELD_BACK = rejected(rejection('too-busy'));

/** Whether the same command may succeed later. */
export const isForLater = (outcome: Decision | CommandOutcome | NumberTaken): boolean =>
  outcome.kind === 'rejected' && outcome.rejections.every(({ retryable }) => retryable);

export function receiptOf({ person }: Command, { body, revision, position }: Recorded): Receipt {
  const { fact = null, edition = null, flags = [] } = body as Partial<FactBody>;
  return {
    person,
    fact,
    edition,
    revision: String(revision),
    position: String(position),
    duplicate: false,
    flags,
  };
}

export function answerTo(
  { person }: Command,
  decision: Exclude<Decision, { kind: 'accepted' }>,
  state: CareerState,
): CommandOutcome {
  if (decision.kind === 'rejected') return decision;
  const { fact, edition, revision, position, intake } = decision.outcome;
  const flags = (fact === null ? undefined : state.facts.get(fact)?.editions[edition!])?.flags ?? [];
  const receipt = {
    person,
    fact,
    edition,
    revision: String(revision),
    position: String(position),
    duplicate: true,
    flags,
  };
  return accepted(receipt, intake);
}
