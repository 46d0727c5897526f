import type { Role, Uuid } from '@rekam/domain';

/** Who calls, as a verified token says it. */
export interface Caller {
  /** The token's subject: opaque. */
  readonly id: string;
  readonly role: Exclude<Role, 'system'>;
  /** Code of the agency the caller belongs to; null for auditors and operators. */
  readonly agency: string | null;
  /** The caller's own career, when the caller is a person here. */
  readonly person: Uuid | null;
  /**
   * Prefix that the `source` of the caller's CloudEvents must have, and the source of its HTTP commands:
   * `/agencies/<code>/<system>` or `/providers/<id>`.
   */
  readonly source: string;
}
