import type { Problem, Receipt } from '@rekam/contracts';
import type { Intake } from '@rekam/domain';
import { problemOf } from '@rekam/runtime';
import type { CommandOutcome } from '../command-outcome';

/** What became of a message. */
export type Verdict =
  | { readonly outcome: 'accepted' | 'duplicate'; readonly receipt: Receipt; readonly problem: null }
  | { readonly outcome: 'rejected'; readonly receipt: null; readonly problem: Problem };

export const rejectedFor = (problem: Problem): Verdict => ({ outcome: 'rejected', receipt: null, problem });

/**
 * The verdict on a message whose command had this outcome. The very message that brought what is recorded is accepted
 * however often it comes, with its first receipt; another one of that id, or one that says what is known, is a duplicate.
 */
export function verdictOf(outcome: CommandOutcome, message: Intake): Verdict {
  if (outcome.kind === 'rejected') return rejectedFor(problemOf(outcome.rejections).problem);
  const { receipt, intake } = outcome;
  const isThis =
    intake?.offset === message.offset && intake.partition === message.partition && intake.topic === message.topic;
  return isThis
    ? { outcome: 'accepted', receipt: receipt.duplicate ? { ...receipt, duplicate: false } : receipt, problem: null }
    : { outcome: 'duplicate', receipt, problem: null };
}
