/** What is said of a refusal or a flag. `{name}` stands for a parameter of the finding. */
export interface Text {
  /** The regulation, or the ledger's own rule. */
  readonly rule: string;
  /** Indonesian. */
  readonly id: string;
  /** English. */
  readonly en: string;
  /** What would be accepted. */
  readonly accepted: string;
  /** The same command may succeed later without a change. */
  readonly retryable?: true;
}

/** The rule of a text that no regulation gives. */
export const LEDGER = 'ledger rule';
