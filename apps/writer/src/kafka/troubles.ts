import type { KafkaLog } from '@rekam/kafka';
import type { Clock } from '@rekam/runtime';

/** What stands in the way is met again and again; what was not met for so long is over, or another process's now. */
const STANDING_MS_MAX = 30_000;

interface Trouble {
  readonly sentence: string;
  readonly metAtMs: number;
}

/**
 * What keeps the door from its work now, for readiness. Many messages meet the same trouble, and it is logged once when
 * it begins and once when it is over.
 */
export class Troubles {
  private readonly standing = new Map<string, Trouble>();

  constructor(
    private readonly log: Pick<KafkaLog, 'warn' | 'info'>,
    private readonly clock: Clock,
  ) {}

  /** `of` names the part; `sentence` says what is wrong and what to do, without personal data. */
  begin(of: string, sentence: string, error?: unknown): void {
    const isNew = this.standing.get(of)?.sentence !== sentence;
    this.standing.set(of, { sentence, metAtMs: this.clock.now() });
    if (isNew) this.log.warn(error === undefined ? {} : { err: error }, sentence);
  }

  end(of: string): void {
    if (this.standing.delete(of)) this.log.info({}, `${of}: in order again`);
  }

  /** The first of what stands in the way; null when nothing does. */
  get first(): string | null {
    const sinceMs = this.clock.now() - STANDING_MS_MAX;
    for (const { sentence, metAtMs } of this.standing.values()) if (metAtMs >= sinceMs) return sentence;
    return null;
  }
}
