import type { Command } from './command';
import type { CareerEvent, JsonObject, Sensitive } from './event';
import type { Outcome } from './fact';
import type { Rejection } from './rejection';

export type Decision =
  | { readonly kind: 'accepted'; readonly event: CareerEvent }
  /** The ledger holds it already: the outcome is the first one's. */
  | { readonly kind: 'duplicate'; readonly outcome: Outcome }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] };

export const rejected = (...rejections: readonly Rejection[]): Decision => ({ kind: 'rejected', rejections });

/** The sensitive part of what a command leads to; null when there is truly nothing in it. */
export function sensitiveOf({ meta: { origin } }: Command, said: Partial<Omit<Sensitive, 'origin'>>): Sensitive | null {
  const { content = {}, reason = null, ext = {}, uris = [] } = said;
  const isEmpty =
    origin === null && reason === null && uris.length === 0 && [content, ext].every((each) => isEmptyObject(each));
  return isEmpty ? null : { content, reason, ext, uris, origin };
}

const isEmptyObject = (value: JsonObject): boolean => Object.keys(value).length === 0;
