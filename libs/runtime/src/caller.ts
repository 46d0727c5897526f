import type { Role, Uuid } from '@rekam/domain';

/** Who calls, as a verified token says it. */
export interface Caller {
  /** Who issued the token, and its subject: only together do they name one caller. Neither is stored or logged. */
  readonly id: string;
  readonly issuer: string;
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

/** The caller in events, in the access trail and in the log: opaque, and the same everywhere. */
export const actorOf = (keys: { hash(label: string, text: string): string }, { id }: Pick<Caller, 'id'>): string =>
  keys.hash('actor', id);
