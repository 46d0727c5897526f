import type { Uuid } from '@rekam/domain';
import type { ViewHost } from '@rekam/projection';
import type { CurrentStateRow } from './views';
import { familyOf, rootOf } from './views/family';

const TABLE = 'current-state';

const tablesOf = (views: ViewHost) => views.projector(TABLE).views;

async function rowOf(views: ViewHost, person: Uuid): Promise<CurrentStateRow | null> {
  return (await tablesOf(views).load(TABLE, [[person]]))[0] as CurrentStateRow | null;
}

/** The person, then those who were found to be the same one and merged into it, at any remove. */
export async function aliasesOf(views: ViewHost, person: Uuid): Promise<readonly Uuid[]> {
  const row = await rowOf(views, person);
  if (row === null) return [person];
  return (await familyOf(tablesOf(views), TABLE, row)).map((each) => each.person);
}

/** The row of a person, and the row of the one that stands for it; null when the view knows no such person. */
export async function personAndSurvivor(
  views: ViewHost,
  person: Uuid,
): Promise<{ readonly row: CurrentStateRow; readonly survivor: CurrentStateRow } | null> {
  const row = await rowOf(views, person);
  const survivor = (await rootOf(tablesOf(views), TABLE, person)) as CurrentStateRow | null;
  return row === null || survivor === null ? null : { row, survivor };
}
