import { jenjangIn, jenjangLabelled } from '../labels';
import type { RecordMapper } from '../record';
import { on, type RowReader } from '../row-reader';

const FUNCTIONAL = '2';

/** The post by the fields of its kind: a structural post has no id of its own. */
const POST_FIELDS: Readonly<Record<string, readonly [id: string, name: string]>> = {
  '2': ['jabatanFungsionalId', 'jabatanFungsionalNama'],
  '3': ['jabatanFungsionalId', 'jabatanFungsionalNama'],
  '4': ['jabatanFungsionalUmumId', 'jabatanFungsionalUmumNama'],
};

function postOf(read: RowReader, kind: string | null) {
  const [idField, nameField] = POST_FIELDS[kind ?? ''] ?? [null, null];
  const position = read.text('namaJabatan') ?? (nameField === null ? null : read.text(nameField));
  const positionCode = idField === null ? null : read.text(idField);
  // Whether it would be a code or a name no client says, and few rows have it.
  const jenjang = jenjangLabelled(read.text('jenjang')) ?? (kind === FUNCTIONAL ? jenjangIn(position) : null);
  return { position, positionCode, jenjang };
}

/** A position, or with `MU` a change of the unit alone, which has a day of effect of its own. */
export const jabatan: RecordMapper = {
  employee: 'idPns',
  acts(read, recordId, { unitName }) {
    const positionKind = read.need('jenisJabatan', read.plainCode('jenisJabatan'));
    const mutation = read.text('jenisMutasiId')?.toUpperCase() ?? 'MJ';
    const unitCode = read.text('unorId');
    const tmt = on(read.day('tmtJabatan'));
    const moved = on(read.day('tmtMutasi'));
    const when = mutation === 'MU' ? read.when('tmtMutasi', moved, tmt) : read.when('tmtJabatan', tmt);
    const decree = read.decree('nomorSk', 'tanggalSk');
    const content = {
      positionKind,
      assignment: read.text('jenisPenugasanId')?.toUpperCase() ?? 'D',
      mutation,
      ...postOf(read, positionKind),
      eselon: read.paddedCode('eselonId'),
      unit: read.text('namaUnor') ?? read.text('unorNama') ?? unitName(unitCode),
      unitCode,
      parentUnit: read.text('unorIndukNama') ?? unitName(read.text('unorIndukId')),
      specialisation: read.text('subJabatanId'),
      inauguratedAt: read.day('tmtPelantikan'),
    };
    return when === null
      ? []
      : [{ subject: 'placement', kind: 'record', recordId, data: { recordId, ...when, decree, content } }];
  },
};
