/** What `doctor` found of one thing. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do; empty when nothing is to be done. What is ok and has one is a warning. */
  readonly advice: string;
}

export const fine = (check: string, found: string): Finding => ({ check, ok: true, found, advice: '' });
export const warning = (check: string, found: string, advice: string): Finding => ({ check, ok: true, found, advice });
export const fault = (check: string, found: string, advice: string): Finding => ({ check, ok: false, found, advice });

/** In a word. */
export const stateOf = ({ ok, advice }: Finding): string => (ok ? (advice === '' ? 'ok' : 'warning') : 'FAULT');
