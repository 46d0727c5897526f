import type { Config } from './config';

/** Which claim of the provider's tokens says what. `nip` may carry the caller's own number in place of `person`. */
export const CLAIMS = ['role', 'agency', 'person', 'source', 'nip'] as const;
export type ClaimMap = Readonly<Record<(typeof CLAIMS)[number], string>>;

/** The names of the claims in the provider's tokens; a claim that the setting leaves out keeps its own name. */
export function claimMapOf({ jwtClaims }: Pick<Config, 'jwtClaims'>): ClaimMap {
  const named = Object.fromEntries(jwtClaims.split(',').map((pair) => pair.split('=') as [string, string]));
  return Object.fromEntries(CLAIMS.map((claim) => [claim, named[claim] ?? claim])) as ClaimMap;
}
