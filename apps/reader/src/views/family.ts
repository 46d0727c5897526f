import type { Uuid } from '@rekam/domain';
import type { Row, Rows } from '@rekam/projection';

/** What a row of a person's table says of merges: persons found to be one stay apart, and are folded together. */
export type FamilyColumns = {
  readonly person: Uuid;
  /** The person that stands for this one, null while it stands for itself. */
  readonly mergedInto: Uuid | null;
  /** The persons merged into this one, directly. */
  readonly merged: readonly Uuid[];
};

type Member = Row & FamilyColumns;

async function member(rows: Rows, table: string, person: Uuid): Promise<Member | null> {
  return (await rows.load(table, [[person]]))[0] as Member | null;
}

/** The row of the person that stands for this one in the end. */
export async function rootOf(rows: Rows, table: string, person: Uuid): Promise<Member | null> {
  let found = await member(rows, table, person);
  while (found?.mergedInto) found = await member(rows, table, found.mergedInto);
  return found;
}

/** The person's row and those of all merged into it, at any remove. */
export async function familyOf(rows: Rows, table: string, row: Member): Promise<readonly Member[]> {
  const family = [row];
  // A list hands out what is added while it is walked.
  for (const { merged } of family) {
    for (const each of merged) {
      const found = await member(rows, table, each);
      if (found !== null) family.push(found);
    }
  }
  return family;
}
