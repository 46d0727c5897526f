export type { Caller } from './caller';
export { CLOCK, CONFIG, EVENT_STORE, KEY_STORE, VIEW_HOST, type Clock } from './tokens';
