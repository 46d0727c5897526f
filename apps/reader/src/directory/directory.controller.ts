import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { golonganLabel, type PlainDate, type Uuid } from '@rekam/domain';
import { ViewHost } from '@rekam/projection';
import {
  Access,
  CurrentCaller,
  mayReadAgency,
  outsideJurisdiction,
  searchableAgency,
  VIEW_HOST,
  type Caller,
} from '@rekam/runtime';
import { purposeOf, RecordDoor } from '../access-trail/record-door';
import type { Page } from '../paging';
import { agencyOf, bodyOf, invalidValue, limitOf, textOf } from '../request';
import { termsOf, type DirectoryRow } from '../views';
import { PersonSearch } from './person-search';

const NAME_LENGTH_MAX = 200;
const UNIT_LENGTH_MAX = 200;
const GOLONGAN_LENGTH_MAX = 10;
const CURSOR_LENGTH_MAX = 2_048;

/** A person as a search shows it. */
interface PersonFound {
  readonly person: Uuid;
  readonly name: string | null;
  readonly kind: string | null;
  readonly agency: string | null;
  readonly agencyName: string | null;
  readonly unit: string | null;
  /** Code of the rank table, or the grade of a PPPK, and what to show for it. */
  readonly golonganCode: string | null;
  readonly golongan: string | null;
  readonly pangkat: string | null;
  readonly numbers: readonly string[];
  /** The first day out of service, of whoever has left; `agency` is the last one then. */
  readonly ended: PlainDate | null;
}

export interface SearchAnswer extends Page<PersonFound> {
  readonly position: string;
}

const foundOf = (row: DirectoryRow): PersonFound => ({
  person: row.person,
  name: row.name,
  kind: row.kind,
  agency: row.agency,
  agencyName: row.agencyName,
  unit: row.unit,
  golonganCode: row.golongan,
  golongan: row.golongan === null ? null : golonganLabel(row.golongan),
  pangkat: row.rank,
  numbers: row.numbers,
  ended: row.ended,
});

function termsIn(name: string | null): readonly string[] {
  const terms = termsOf(name ?? '');
  if (name === null || terms.length > 0) return terms;
  throw invalidValue('/name', {
    id: 'Nama tidak memuat huruf.',
    en: 'The name has no letters.',
    accepted: 'beginnings of words of a name; numbers are for POST /v1/persons/resolve',
  });
}

/** The agency searched in; null for all, where the caller may see all. */
function agencyIn(caller: Caller, asked: string | null): string | null {
  const own = searchableAgency(caller);
  if (asked !== null && !mayReadAgency(caller, asked)) throw outsideJurisdiction();
  return asked ?? own;
}

/** Who is who, within the caller's jurisdiction. */
@Controller('v1/persons')
export class DirectoryController {
  constructor(
    private readonly search: PersonSearch,
    private readonly door: RecordDoor,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
  ) {}

  @Post('search')
  @HttpCode(200)
  @Access('search')
  async find(
    @Body() body: unknown,
    @Headers('x-purpose') purpose: string | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<SearchAnswer> {
    const given = bodyOf(body, ['name', 'agency', 'unit', 'golongan', 'cursor', 'limit']);
    const asked = textOf('/agency', given.agency, UNIT_LENGTH_MAX);
    const query = {
      terms: termsIn(textOf('/name', given.name, NAME_LENGTH_MAX)),
      agency: agencyIn(caller, asked === null ? null : agencyOf(asked)),
      unit: textOf('/unit', given.unit, UNIT_LENGTH_MAX),
      golongan: textOf('/golongan', given.golongan, GOLONGAN_LENGTH_MAX),
    };
    const limit = limitOf(given.limit);
    const purposeText = purposeOf(purpose, 'search');
    const { position } = await this.views.projector('directory').views.progress();
    const { rows, next } = await this.search.page(query, limit, textOf('/cursor', given.cursor, CURSOR_LENGTH_MAX));
    // Whoever is shown with a name has been read.
    await this.door.note(
      rows.map(({ person }) => person),
      caller,
      purposeText,
    );
    return { position: position.toString(), rows: rows.map(foundOf), next };
  }
}
