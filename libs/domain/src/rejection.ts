import type { Flag } from './event';
import type { Finding, Subject } from './subject';
import { SUBJECTS } from './subjects';
import { ACT_TEXTS } from './tables/act-texts';
import { LEDGER_TEXTS } from './tables/ledger-texts';
import type { Text } from './text';

/** Why a command changed nothing, as a value: what to mend, where, and by which rule. */
export interface Rejection {
  /** Stable literal. */
  readonly code: string;
  /** JSON pointer into the command's data; empty for the whole. */
  readonly field: string;
  /** The regulation, or the ledger's own rule. */
  readonly rule: string;
  readonly message: { readonly id: string; readonly en: string };
  /** What would be accepted. */
  readonly accepted: string;
  /** The same command may succeed later without a change. */
  readonly retryable: boolean;
}

/** Every refusal and every flag that the ledger knows. */
export const TEXTS: Readonly<Record<string, Text>> = Object.assign(
  { ...LEDGER_TEXTS, ...ACT_TEXTS },
  ...Object.values<Pick<Subject, 'texts'>>(SUBJECTS).map(({ texts }) => texts),
);

const fill = (text: string, params: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

/** The text of a code; throws on a code that the catalogue lacks. A test looks up every code of the sources. */
export function rejection(code: string, field = '', params: Readonly<Record<string, string | number>> = {}): Rejection {
  const text = TEXTS[code];
  if (text === undefined) throw new Error(`no text for the rejection ${code}`);
  return {
    code,
    field,
    rule: text.rule,
    message: { id: fill(text.id, params), en: fill(text.en, params) },
    accepted: fill(text.accepted, params),
    retryable: text.retryable === true,
  };
}

/** The text of a finding that is refused, or of the flag it left behind. */
export const rejectionOf = ({ code, field, params }: Finding | Flag): Rejection => rejection(code, field, params);

/** Every code of the catalogue. */
export const REJECTION_CODES: readonly string[] = Object.keys(TEXTS);
