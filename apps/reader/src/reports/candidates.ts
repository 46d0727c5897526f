import type { Uuid } from '@rekam/domain';
import type { Scanned, ViewHost } from '@rekam/projection';

/** Persons counted a page. */
const COUNT_PAGE_MAX = 1_000;

/** Everybody whom an agency ever employed, a page at a time; the views are asked for per page, as a rebuild replaces them. */
export async function* everEmployedBy(
  views: ViewHost,
  agency: string,
  pageSize: number,
): AsyncGenerator<readonly Uuid[]> {
  let after: Scanned['next'] = null;
  do {
    const page: Scanned = await views.projector('directory').views.scan('agency-person', 'key', {
      equals: [agency],
      limit: pageSize,
      ...(after === null ? {} : { after }),
    });
    if (page.rows.length > 0) yield page.rows.map(({ person }) => String(person));
    after = page.next;
  } while (after !== null);
}

/** How many they are, so that a long report can say how far it is. */
export async function countEverEmployedBy(views: ViewHost, agency: string): Promise<number> {
  let count = 0;
  for await (const page of everEmployedBy(views, agency, COUNT_PAGE_MAX)) count += page.length;
  return count;
}
