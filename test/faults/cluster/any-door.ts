import { setTimeout as delay } from 'node:timers/promises';
import type { Receipt } from '@rekam/contracts';
import { Gone, type Answer, type Door } from '../door';
import type { Ledger, Sent } from '../ledger';

/** A command that nobody has acknowledged in this time, through any fault, is a breach. */
const ACKNOWLEDGED_MS_MAX = 120_000;
const PAUSE_MS = 100;

/** When a command was sent first, and how long it took until it was acknowledged; `performance.now()`. */
export interface Acknowledgement {
  readonly sentAt: number;
  readonly tookMs: number;
}

/** All writers and readers as a patient client has them: who does not answer is passed over, and what is refused goes again. */
export class AnyDoor {
  readonly acknowledgements: Acknowledgement[] = [];
  /** Commands that were sent more than once. */
  resent = 0;
  #turn = 0;

  constructor(
    private readonly writers: readonly Door[],
    private readonly readers: readonly Door[],
    private readonly ledger: Ledger,
  ) {}

  /** Resolves when the command is acknowledged, as a new one. Rejects with Gone when it never is. */
  async send(command: Sent): Promise<Receipt> {
    const sentAt = performance.now();
    for (let tries = 0; ; tries++) {
      const receipt = await this.next(this.writers)
        .send(command)
        .catch((error: unknown) => {
          if (!(error instanceof Gone)) throw error;
          return null;
        });
      const tookMs = performance.now() - sentAt;
      if (receipt !== null) {
        if (tries > 0) this.resent++;
        this.acknowledgements.push({ sentAt, tookMs });
        return tries > 0 ? { ...receipt, duplicate: false } : receipt;
      }
      if (tookMs > ACKNOWLEDGED_MS_MAX) {
        this.ledger.breach(`${command.name} ${command.key} was not acknowledged in ${ACKNOWLEDGED_MS_MAX / 1_000} s`);
        throw new Gone('all writers');
      }
      await delay(PAUSE_MS * (0.5 + Math.random()));
    }
  }

  /** One of the readers that answer. */
  async read(person: string, purpose: string, query = ''): Promise<Answer> {
    for (let tries = 0; tries < this.readers.length; tries++) {
      try {
        return await this.next(this.readers).read(person, purpose, query);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
      }
    }
    return { status: 503, body: null };
  }

  private next(doors: readonly Door[]): Door {
    return doors[this.#turn++ % doors.length]!;
  }
}
