import type { Config } from '../config';

/** One environment variable, as the README and `--help` show it. */
export interface ConfigVariable {
  readonly name: `REKAM_${string}`;
  /** The field of Config it sets; null for variables that only the command line uses. */
  readonly field: keyof Config | null;
  readonly kind: 'text' | 'integer' | 'boolean' | 'list';
  /** As it would be written; null when unset means something of its own, which `meaning` tells. */
  readonly default: string | null;
  readonly meaning: string;
  readonly accepted: string;
}

/** What more than one variable accepts. */
export const MILLISECONDS = 'whole milliseconds up to 3600000';
export const FILE = 'a path of up to 4096 characters';
