import { OUTCOMES } from '@rekam/contracts';
import type { Metrics } from '@rekam/runtime';
import type { Verdict } from './verdict';

/** What is counted of the messages that come in. Labels are outcomes and the literals of problems, never of senders. */
export class DoorCounts {
  private readonly outcomes;
  private readonly rejections;
  private readonly retries;
  private readonly deadLetters;

  constructor(metrics: Pick<Metrics, 'registerCounter'>) {
    const counter = (what: string, label: string | null, help: string) =>
      metrics.registerCounter(`rekam_kafka_intake_${what}_total`, { help, label });
    this.outcomes = counter('outcomes', 'outcome', 'Messages answered, by what became of them.');
    this.rejections = counter('rejections', 'problem', 'Messages rejected, by the type of the problem.');
    this.retries = counter('retries', 'reason', 'Attempts that are to be made again, by what was in the way.');
    this.deadLetters = counter('dead_letters', null, 'Rejected messages kept as dead letters.');
    for (const outcome of OUTCOMES) this.outcomes(outcome, 0);
    this.deadLetters('', 0);
  }

  outcome({ outcome, problem }: Verdict): void {
    this.outcomes(outcome);
    if (problem !== null) this.rejections(codeOf(problem));
  }

  retry(reason: string): void {
    this.retries(reason);
  }

  deadLetter(): void {
    this.deadLetters('');
  }
}

/** The stable literal of a problem. */
export const codeOf = ({ type }: { readonly type: string }): string => type.slice(type.lastIndexOf('/') + 1);
