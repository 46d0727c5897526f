import { EXPECTATIONS, type Expectation } from './messages';

/** What an outcome says, as far as a simulation looks at it. */
export interface SeenOutcome {
  readonly outcome: 'accepted' | 'duplicate' | 'rejected';
  /** Code of the problem, null without one. */
  readonly code: string | null;
}

/** An outcome that contradicts what was sent. No key and no content: where to look. */
export interface Surprise {
  /** `<topic>/<partition>/<offset>`. */
  readonly message: string;
  readonly expected: Expectation;
  readonly outcome: SeenOutcome['outcome'];
  readonly code: string | null;
}

export interface LatencyReport {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface TallyReport {
  readonly sent: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** By the code of the problem. */
  readonly rejectedBy: Readonly<Record<string, number>>;
  /** Sent, and no outcome of it was seen. */
  readonly unanswered: number;
  readonly unexpected: number;
  /** Further outcomes of messages that had one: a redelivery. */
  readonly repeated: number;
  /** The messages that need not wait for a person, and when (`performance.now()`) the last of them was answered. */
  readonly prompt: { readonly answered: number; readonly lastAtMs: number };
  /** Milliseconds from sending to outcome, of the messages that need not wait for a person; null without any. */
  readonly latencyMs: LatencyReport | null;
  /** The first few that are unexpected. */
  readonly surprises: readonly Surprise[];
}

const SURPRISES_MAX = 10;
const UNKNOWN_PERSON = 'unknown-person';
const OUTCOMES = ['accepted', 'duplicate', 'rejected'] as const;

export interface TallyOptions {
  readonly messagesMax: number;
  /** The run was sent before, whole or in part: what is accepted for the first time may be there already. */
  readonly isRepeat: boolean;
}

/** What was sent and what became of it; a few bytes a message, whatever its size. */
export class Tally {
  readonly #expected: Uint8Array;
  /** 0 = none yet, else the place in OUTCOMES and one. */
  readonly #outcome: Uint8Array;
  /** 1 = it may be in its topic twice, or out of order, since sending it failed once. */
  readonly #uncertain: Uint8Array;
  readonly #sentAtMs: Float64Array;
  readonly #latencyMs: Float64Array;
  readonly #counts = { accepted: 0, duplicate: 0, rejected: 0 };
  readonly #rejectedBy = new Map<string, number>();
  readonly #surprises: Surprise[] = [];
  #sent = 0;
  #unexpected = 0;
  #repeated = 0;
  #prompt = 0;
  #promptLastAtMs = 0;

  constructor(private readonly options: TallyOptions) {
    const { messagesMax } = options;
    this.#expected = new Uint8Array(messagesMax);
    this.#outcome = new Uint8Array(messagesMax);
    this.#uncertain = new Uint8Array(messagesMax);
    this.#sentAtMs = new Float64Array(messagesMax);
    this.#latencyMs = new Float64Array(messagesMax);
  }

  /** Notes a message before it is sent; `atMs` is when it was due. */
  sending(message: number, expected: Expectation, atMs: number): void {
    this.#expected[message] = EXPECTATIONS.indexOf(expected);
    this.#sentAtMs[message] = atMs;
  }

  /** The brokers have the message. */
  sent(): void {
    this.#sent++;
  }

  uncertain(message: number): void {
    this.#uncertain[message] = 1;
  }

  get answered(): number {
    return this.#counts.accepted + this.#counts.duplicate + this.#counts.rejected;
  }

  get unanswered(): number {
    return this.#sent - this.answered;
  }

  seen(message: number, { outcome, code }: SeenOutcome, atMs: number, where: string): void {
    const expected = EXPECTATIONS[this.#expected[message]!]!;
    const isUncertain = this.#uncertain[message] === 1;
    if (!fits(expected, { outcome, code }, this.options.isRepeat || isUncertain, isUncertain)) {
      this.#unexpected++;
      if (this.#surprises.length < SURPRISES_MAX) this.#surprises.push({ message: where, expected, outcome, code });
    }
    if (this.#outcome[message] !== 0) {
      this.#repeated++;
      return;
    }
    this.#outcome[message] = OUTCOMES.indexOf(outcome) + 1;
    this.#latencyMs[message] = Math.max(0, atMs - this.#sentAtMs[message]!);
    this.#counts[outcome]++;
    if (isPrompt(expected)) {
      this.#prompt++;
      this.#promptLastAtMs = Math.max(this.#promptLastAtMs, atMs);
    }
    if (code !== null) this.#rejectedBy.set(code, (this.#rejectedBy.get(code) ?? 0) + 1);
  }

  report(): TallyReport {
    return {
      sent: this.#sent,
      ...this.#counts,
      rejectedBy: Object.fromEntries([...this.#rejectedBy].toSorted(([one], [other]) => one.localeCompare(other))),
      unanswered: this.unanswered,
      unexpected: this.#unexpected,
      repeated: this.#repeated,
      prompt: { answered: this.#prompt, lastAtMs: this.#promptLastAtMs },
      latencyMs: percentiles(this.#latencyMs.filter((_each, message) => this.#isPromptlyAnswered(message))),
      surprises: this.#surprises,
    };
  }

  #isPromptlyAnswered(message: number): boolean {
    return this.#outcome[message] !== 0 && isPrompt(EXPECTATIONS[this.#expected[message]!]!);
  }
}

/** Whether the message waits for nobody's appointment. */
const isPrompt = (expected: Expectation): boolean => expected === 'accepted' || expected === 'duplicate';

/** Whether the outcome is one that the message may have. */
function fits(
  expected: Expectation,
  { outcome, code }: SeenOutcome,
  mayBeThere: boolean,
  mayBeEarly: boolean,
): boolean {
  const isRecorded = outcome === 'accepted' || (mayBeThere && outcome === 'duplicate');
  const isTooEarly = outcome === 'rejected' && code === UNKNOWN_PERSON;
  switch (expected) {
    case 'accepted':
      return isRecorded || (mayBeEarly && isTooEarly);
    case 'early':
      return isRecorded || isTooEarly;
    case 'duplicate':
      return outcome === 'duplicate' || (mayBeEarly && (isRecorded || isTooEarly));
    case 'bad':
      return outcome === 'rejected';
    case 'absent':
      return isTooEarly;
    default:
      throw new Error(`no outcome fits ${String(expected satisfies never)}`);
  }
}

/** The values below which a share of all lies, by the nearest rank. */
export function percentiles(values: Float64Array): LatencyReport | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted();
  const at = (share: number): number =>
    Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]! * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
