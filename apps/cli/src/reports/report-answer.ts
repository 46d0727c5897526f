import type { Problem } from '@rekam/contracts';
import { ServiceProblem, type ServiceClient } from '../client';
import { CliError } from '../exit-code';
import { progress, type Output } from '../output';

/** What was asked, as the service took it: so much of every report, and its own parameters. */
interface ReportHead {
  readonly name: string;
  readonly agency: string;
  readonly knownAt: string;
  readonly validAt?: string;
}

/** What a line of the answer holds: one of these. */
interface AnswerLine<Line, Summary> {
  readonly report?: ReportHead;
  readonly persons?: number;
  readonly of?: number;
  readonly act?: Line;
  readonly employed?: Line;
  readonly summary?: Summary;
  readonly failed?: Problem;
}

/** A report as the service makes it: lines as they come, and what they come to in the end. */
export class ReportAnswer<Line, Summary> {
  /** Null until the first line. */
  head: ReportHead | null = null;
  private sums: Summary | null = null;

  constructor(
    private readonly client: ServiceClient,
    private readonly path: string,
    private readonly body: object,
    private readonly output: Output,
  ) {}

  /** Once the lines have been taken. Throws when the answer broke off. */
  get summary(): Summary {
    if (this.sums === null) throw new CliError('The report broke off before its end; ask for it again.');
    return this.sums;
  }

  async *lines(): AsyncGenerator<Line> {
    const bar = progress('persons', 1, this.output);
    try {
      for await (const each of this.client.lines(this.path, this.body)) {
        const { report, persons, of, act, employed, summary, failed } = each as AnswerLine<Line, Summary>;
        if (failed !== undefined) throw new ServiceProblem(failed);
        if (report !== undefined) this.head = report;
        if (persons !== undefined) bar.update(persons, of);
        if (summary !== undefined) this.sums = summary;
        const line = act ?? employed;
        if (line !== undefined) yield line;
      }
    } finally {
      bar.stop();
    }
  }
}
