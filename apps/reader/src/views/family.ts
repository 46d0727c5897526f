import type { Uuid } from '@rekam/domain';
import type { Row, ViewStore } from '@rekam/projection';

/** What a row of a person's table says of merges: persons found to be one stay apart, and are folded together. */
export type FamilyColumns = {
  readonly person: Uuid;
  /** The person that stands for this one, null while it stands for itself. */
  readonly mergedInto: Uuid | null;
  /** The persons merged into this one, directly. */
  readonly merged: readonly Uuid[];
};

type Member = Row & FamilyColumns;
type Members = Pick<ViewStore, 'load'>;

async function member(rows: Members, table: string, person: Uuid): Promise<Member | null> {
  return (await rows.load(table, [[person]]))[0] as Member | null;
}

/**
 * The row of the person that stands for this one in the end. A log may hold merges that lead back to where they
 * began, as two writers can record at once; the walk ends at the last person before it would come back.
 */
export async function rootOf(rows: Members, table: string, person: Uuid): Promise<Member | null> {
  const seen = new Set([person]);
  let found = await member(rows, table, person);
  while (found?.mergedInto && !seen.has(found.mergedInto)) {
    seen.add(found.mergedInto);
    found = await member(rows, table, found.mergedInto);
  }
  return found;
}

/** The person's row and those of all merged into it, at any remove, each once. */
export async function familyOf(rows: Members, table: string, row: Member): Promise<readonly Member[]> {
  const seen = new Set([row.person]);
  const family = [row];
  // A list hands out what is added while it is walked.
  for (const { merged } of family) {
    for (const each of merged) {
      if (seen.has(each)) continue;
      seen.add(each);
      const found = await member(rows, table, each);
      if (found !== null) family.push(found);
    }
  }
  return family;
}
