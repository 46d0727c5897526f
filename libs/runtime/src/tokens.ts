/** What processes hand to their modules; adapters are chosen in one place, the process's main file. */
export const CONFIG = Symbol('config');
export const CLOCK = Symbol('clock');
export const EVENT_STORE = Symbol('event store');
export const KEY_STORE = Symbol('key store');
export const VIEW_HOST = Symbol('view host');

/** The only clock. Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number;
}
