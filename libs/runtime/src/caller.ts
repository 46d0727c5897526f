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

interface Hashing {
  hash(label: string, text: string): string;
}

/** A verified token is kept as one object, which then sends many commands. */
const known = new WeakMap<Hashing, WeakMap<Pick<Caller, 'id'>, string>>();

/** The caller in events, in the access trail and in the log: opaque, and the same everywhere. */
export function actorOf(keys: Hashing, caller: Pick<Caller, 'id'>): string {
  let actors = known.get(keys);
  if (actors === undefined) known.set(keys, (actors = new WeakMap()));
  let actor = actors.get(caller);
  if (actor === undefined) actors.set(caller, (actor = keys.hash('actor', caller.id)));
  return actor;
}
