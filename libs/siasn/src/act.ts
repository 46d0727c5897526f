import type { Json, JsonObject, PlainDate, Precision, SubjectName } from '@rekam/domain';
import type { CommandData } from '@rekam/contracts';

/**
 * Version of the whole mapping, kept with every act: raise it when a rule below reads a row otherwise than before, and
 * the next import states those rows anew.
 */
export const MAPPING_VERSION = 1;

/** One row of the source, as it came. */
export type Row = JsonObject;

/** Something in a row that cannot be read, or that is not there though the act needs it. */
export interface Fault {
  /** Stable literal, such as `missing` or `wrong-form`. */
  readonly code: string;
  /** JSON pointer into the row, such as `/tmtGolongan`; empty for the whole. */
  readonly field: string;
  /** What stands there; null when nothing does. */
  readonly value: Json;
  readonly message: { readonly id: string; readonly en: string };
  /** What would be read. */
  readonly accepted: string;
}

/** What a row says took effect when. */
export interface When {
  readonly effectiveAt: PlainDate;
  readonly precision: Precision;
}

/** A command's data without its address: whom it is about is the importer's to say, and `ext` too. */
type ActData = Omit<CommandData, 'person' | 'identifier' | 'mentoring' | 'ext'>;

/** One act that a row speaks of. */
export interface MappedAct {
  readonly subject: SubjectName;
  readonly kind: 'record' | 'annul';
  /** `<record type>/<row id>`, and what is more where a row speaks of several. */
  readonly recordId: string;
  readonly data: ActData;
  /** The part of the row that it rests on, to be kept and hashed; absent: the whole row. */
  readonly row?: Row;
  /** The record id of the act that this one ends; absent: it ends none. */
  readonly ends?: string;
}

/** What becomes of a row. */
export type Mapping =
  | { readonly kind: 'acts'; readonly acts: readonly MappedAct[] }
  /** It repeats another row of the same pull, whose id it names. */
  | { readonly kind: 'echo'; readonly of: string }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[] };
