import { Inject, Injectable } from '@nestjs/common';
import { golonganLabel, type Uuid } from '@rekam/domain';
import type { KeyStore } from '@rekam/event-store';
import { ViewHost, type IndexValue, type Row, type ViewStore } from '@rekam/projection';
import { KEY_STORE, VIEW_HOST } from '@rekam/runtime';
import { cursorAt, placeOf, type Page } from '../paging';
import { termsOf, type DirectoryRow } from '../views';

/** What is looked for; null for whatever. All must hold together. */
export interface PersonQuery {
  /** Beginnings of words of the name, already as terms; empty for every name. */
  readonly terms: readonly string[];
  readonly agency: string | null;
  readonly unit: string | null;
  /** A code of the rank table, its label such as III/c, or a grade of PPPK. */
  readonly golongan: string | null;
}

/** Rows looked at a page of the index, and a request: a search that finds little goes on from its cursor. */
const CANDIDATES_PAGE_MAX = 200;
const CANDIDATES_MAX = 2_000;

/** The index that a question is answered along. */
interface Listing {
  readonly table: string;
  readonly index: string;
  readonly columns: readonly string[];
  readonly equals: readonly IndexValue[];
  readonly prefix: string | null;
}

/** Where a search stopped: at a person, and at which of the person's terms. Terms themselves are parts of names. */
type Place = readonly [person: Uuid, term: number];

/** Finds persons by words of their name, agency, unit and rank. */
@Injectable()
export class PersonSearch {
  constructor(
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
  ) {}

  async page(query: PersonQuery, limit: number, cursor: string | null): Promise<Page<DirectoryRow>> {
    const { views } = this.views.projector('directory');
    const list = `search/${this.keys.hash('search', JSON.stringify(query))}`;
    const lead = query.terms.toSorted((a, b) => b.length - a.length)[0] ?? null;
    const listing = listingOf(query, lead);
    const rows: DirectoryRow[] = [];
    let after = await this.resumed(views, listing, placeOf(this.keys, list, cursor) as Place | null);
    for (let examined = 0; ;) {
      const page = await views.scan(listing.table, listing.index, {
        equals: listing.equals,
        ...(listing.prefix === null ? {} : { prefix: listing.prefix }),
        ...(after === null ? {} : { after }),
        limit: CANDIDATES_PAGE_MAX,
      });
      const persons = await personsOf(views, listing, page.rows);
      for (const [at, found] of page.rows.entries()) {
        const person = persons[at] ?? null;
        const isHit = person !== null && isFirstMention(found, person, lead) && matches(person, query);
        if (isHit) rows.push(person);
        examined += 1;
        const isLast = page.next === null && at === page.rows.length - 1;
        if ((rows.length === limit || examined === CANDIDATES_MAX) && !isLast) {
          return { rows, next: cursorAt(this.keys, list, placeIn(found, person)) };
        }
      }
      if (page.next === null) return { rows, next: null };
      after = page.next;
    }
  }

  /** The index values of a place, taken from the person's row as it is now. */
  private async resumed(
    views: ViewStore,
    listing: Listing,
    place: Place | null,
  ): Promise<readonly IndexValue[] | null> {
    if (place === null) return null;
    const [row] = (await views.load('directory', [[place[0]]])) as readonly (DirectoryRow | null)[];
    const term = termsOf(row?.name ?? '')[place[1]] ?? listing.prefix;
    const values: Row = { ...row, person: place[0], term };
    return listing.columns.map((column) => (values[column] ?? null) as IndexValue);
  }
}

function listingOf({ agency }: PersonQuery, lead: string | null): Listing {
  if (lead !== null) {
    return agency === null
      ? { table: 'term', index: 'key', columns: ['term', 'person'], equals: [], prefix: lead }
      : { table: 'term', index: 'byAgency', columns: ['agency', 'term', 'person'], equals: [agency], prefix: lead };
  }
  return agency === null
    ? { table: 'directory', index: 'key', columns: ['person'], equals: [], prefix: null }
    : {
        table: 'directory',
        index: 'byAgency',
        columns: ['agency', 'golongan', 'person'],
        equals: [agency],
        prefix: null,
      };
}

async function personsOf(
  views: ViewStore,
  { table }: Listing,
  rows: readonly Row[],
): Promise<readonly (DirectoryRow | null)[]> {
  if (table === 'directory') return rows as readonly DirectoryRow[];
  return (await views.load(
    'directory',
    rows.map((row) => [String(row['person'])]),
  )) as readonly (DirectoryRow | null)[];
}

const placeIn = (found: Row, person: DirectoryRow | null): Place => [
  String(found['person']),
  Math.max(0, termsOf(person?.name ?? '').indexOf(String(found['term']))),
];

/** A name with several words that begin alike is found under each; it counts under the first in order. */
function isFirstMention(found: Row, { name }: DirectoryRow, lead: string | null): boolean {
  if (lead === null) return true;
  const alike = termsOf(name ?? '').filter((term) => term.startsWith(lead));
  return alike.every((term) => String(found['term']) <= term);
}

function matches(row: DirectoryRow, { terms, agency, unit, golongan }: PersonQuery): boolean {
  if (row.mergedInto !== null || (agency !== null && row.agency !== agency)) return false;
  if (unit !== null && row.unit?.toLowerCase() !== unit.toLowerCase()) return false;
  if (golongan !== null && row.golongan !== golongan && golonganLabel(row.golongan ?? '') !== golongan) return false;
  const words = termsOf(row.name ?? '');
  return terms.every((term) => words.some((word) => word.startsWith(term)));
}
