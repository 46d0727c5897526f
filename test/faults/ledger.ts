import { appendFileSync } from 'node:fs';
import type { Receipt } from '@rekam/contracts';

/** A command as it goes out: enough to send the very same again. */
export interface Sent {
  readonly key: string;
  /** The correlation id that goes with it, which the log keeps: so its event is found without the service's help. */
  readonly id: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The person who sends it; null for the agency. */
  readonly person: string | null;
}

export interface Acknowledged extends Sent {
  readonly receipt: Receipt;
}

/** What the outside world was told, in a file of its own: the service never sees it. */
export class Ledger {
  readonly acknowledged = new Map<string, Acknowledged>();
  /** Sent, and the connection broke before an answer. */
  readonly unknown = new Map<string, Sent>();
  /** Refused for now with 503: the service says that nothing was recorded. */
  readonly refused = new Map<string, Sent>();
  /** Purposes under which a record was read and answered. */
  readonly readings = new Set<string>();
  /** What must not be, a sentence each. */
  readonly breaches: string[] = [];

  constructor(private readonly file: string) {}

  sent(command: Sent): void {
    this.refused.delete(command.key);
    this.unknown.set(command.key, command);
  }

  acknowledge(command: Sent, receipt: Receipt): void {
    const { key } = command;
    const { person, fact, edition, revision, position } = receipt;
    appendFileSync(this.file, `${JSON.stringify({ key, person, fact, edition, revision, position })}\n`);
    this.unknown.delete(key);
    this.acknowledged.set(key, { ...command, receipt });
  }

  refuse(command: Sent): void {
    this.unknown.delete(command.key);
    this.refused.set(command.key, command);
  }

  breach(sentence: string): void {
    this.breaches.push(sentence);
  }
}
