import type { Uuid } from '@rekam/domain';
import type { ViewHost } from '@rekam/projection';
import type { CurrentStateRow } from './views';

/** Merges followed from one person to the one that stands for it. */
const MERGES_MAX = 16;

const currentRow = async (views: ViewHost, person: Uuid): Promise<CurrentStateRow | null> =>
  (await views.projector('current-state').views.load('current-state', [[person]]))[0] as CurrentStateRow | null;

/** The person, then those who were found to be the same one and merged into it, at any remove. */
export async function aliasesOf(views: ViewHost, person: Uuid): Promise<readonly Uuid[]> {
  const aliases = new Set<Uuid>([person]);
  // A set hands out what is added while it is walked.
  for (const alias of aliases) for (const merged of (await currentRow(views, alias))?.merged ?? []) aliases.add(merged);
  return [...aliases];
}

/** The row of a person, and the row of the one that stands for it; null when the view knows no such person. */
export async function personAndSurvivor(
  views: ViewHost,
  person: Uuid,
): Promise<{ readonly row: CurrentStateRow; readonly survivor: CurrentStateRow } | null> {
  const row = await currentRow(views, person);
  let survivor = row;
  for (let merges = 0; survivor?.mergedInto && merges < MERGES_MAX; merges++) {
    survivor = await currentRow(views, survivor.mergedInto);
  }
  return row === null || survivor === null ? null : { row, survivor };
}
