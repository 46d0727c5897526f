import type { PlainDate, Uuid } from '@rekam/domain';
import type { Row, Rows } from '@rekam/projection';
import { foldAll, type Folded } from './fold';
import { FACTS, type KeptFact } from './kept-fact';

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

/** Folds all facts of a person and of everybody merged into it. The rare, slow way. */
export async function foldFamily(
  rows: Rows,
  table: string,
  { person, merged }: FamilyColumns,
  day: PlainDate,
): Promise<Folded> {
  const facts: KeptFact[] = [];
  const persons = new Set([person, ...merged]);
  for (const each of persons) {
    facts.push(...((await rows.withPrefix(FACTS.name, [each])) as readonly KeptFact[]));
    // A set hands out what is added while it is walked: those merged into the merged follow.
    if (each !== person) for (const more of (await member(rows, table, each))?.merged ?? []) persons.add(more);
  }
  return foldAll(facts, day);
}
