import {
  dmy,
  filled,
  kept,
  pathOf,
  text,
  type Body,
  type ExportedFact,
  type ExportedPerson,
  type SaveEndpoint,
} from './body';

const FUNCTIONAL = ['2', '3'];
const GENERAL = '4';

function postOf({ content, effectiveAt, decree, rowId, row }: ExportedFact, { employeeId }: ExportedPerson): Body {
  const kind = text(content['positionKind']);
  const code = text(content['positionCode']);
  return filled({
    id: rowId,
    pnsId: employeeId,
    jenisJabatan: kind,
    instansiId: kept(row, 'instansiKerjaId'),
    satuanKerjaId: kept(row, 'satuanKerjaId'),
    unorId: text(content['unitCode']),
    eselonId: text(content['eselon']),
    jabatanFungsionalId: kind !== null && FUNCTIONAL.includes(kind) ? code : null,
    jabatanFungsionalUmumId: kind === GENERAL ? code : null,
    nomorSk: decree?.number,
    tanggalSk: dmy(decree?.date),
    tmtJabatan: kept(row, 'tmtJabatan') ?? dmy(effectiveAt),
    tmtPelantikan: dmy(content['inauguratedAt']),
    path: pathOf(row),
  });
}

const REQUIRED = ['pnsId', 'jenisJabatan', 'unorId', 'nomorSk', 'tanggalSk', 'tmtJabatan'];

/** Whether a placement says more than the plain form of the endpoint has fields for. */
export const isMoreThanPlain = ({ assignment, mutation, specialisation }: ExportedFact['content']): boolean =>
  assignment !== 'D' || mutation !== 'MJ' || (specialisation ?? null) !== null;

/** Placements in a post, definitive. */
export const jabatan: SaveEndpoint = {
  path: '/jabatan/save',
  documentKind: '872',
  required: REQUIRED,
  body: postOf,
};

/** Placements with an assignment, a change of the unit or a specialisation. */
export const unorjabatan: SaveEndpoint = {
  path: '/jabatan/unorjabatan/save',
  documentKind: '872',
  required: REQUIRED,
  body: (fact, person) => ({
    ...postOf(fact, person),
    ...filled({
      jenisMutasiId: text(fact.content['mutation']),
      jenisPenugasanId: text(fact.content['assignment']),
      subJabatanId: text(fact.content['specialisation']),
      tmtMutasi: fact.content['mutation'] === 'MU' ? dmy(fact.effectiveAt) : null,
    }),
  }),
};
