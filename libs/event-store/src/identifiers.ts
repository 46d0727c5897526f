import type { Identifier } from '@rekam/domain';
import type { KeyStore } from './keys';

/**
 * The stream that says who holds a number. Its name is a keyed hash, so that the log does not show the number
 * and nobody without the master key can try all of them.
 */
export const identifierStream = (keys: Pick<KeyStore, 'hash'>, { kind, number }: Identifier): string =>
  `identifier-${keys.hash('identifier', `${kind}\n${number}`)}`;
