import { addDays } from '@rekam/domain';
import { idOf } from '../ids';
import { employeeId, type Plan, type PostStep } from '../plan';
import { ESELON_NAMES, instansi, unitsOf } from '../references';
import { decreeNumber, dmy, documents, type Row } from '../wire';
import { byNumber } from './rank';

const keyOf = ({ date, assignment }: PostStep): string => `${date}${assignment}`;
const isMoved = ({ mutation }: PostStep): boolean => mutation === 'MU';

function decreeOf(plan: Plan, step: PostStep): Row {
  const decreed = addDays(step.date, -14);
  return { nomorSk: decreeNumber('821', decreed, plan.number), tanggalSk: dmy(decreed) };
}

/** rw-jabatan. */
export const postRows = (plan: Plan): Row[] =>
  plan.posts.map((step) => {
    const { post, date, unit, assignment, mutation } = step;
    const agency = instansi(plan.transfer !== null && date < plan.transfer.date ? plan.transfer.from : plan.agency);
    const { id, name, parentId, parentName } = unitsOf(plan.agency)[unit]!;
    return {
      ...byNumber(plan, 'rw-jabatan', keyOf(step)),
      jenisJabatan: post.kind,
      instansiKerjaId: agency.id,
      instansiKerjaNama: agency.name,
      satuanKerjaId: idOf('satuan', plan.agency),
      satuanKerjaNama: agency.name,
      unorId: id,
      unorNama: name,
      unorIndukId: parentId,
      unorIndukNama: parentName,
      namaUnor: name,
      eselon: ESELON_NAMES[post.eselon] ?? '',
      eselonId: post.eselon,
      jabatanFungsionalId: post.kind === '2' ? post.id : '',
      jabatanFungsionalNama: post.kind === '2' ? post.name : '',
      jabatanFungsionalUmumId: post.kind === '4' ? post.id : '',
      jabatanFungsionalUmumNama: post.kind === '4' ? post.name : '',
      namaJabatan: post.name,
      ...decreeOf(plan, step),
      tmtJabatan: dmy(date),
      tmtPelantikan: post.kind === '1' ? dmy(date) : '',
      jenisPenugasanId: assignment,
      jenisMutasiId: mutation,
      tmtMutasi: isMoved(step) ? dmy(date) : '',
      subJabatanId: '',
      path: documents('872', 'Dok SK Jabatan', plan.number, keyOf(step)),
    };
  });

/** rw-pnsunor: the echo of each change of unit in the history of posts. */
export const unitRows = (plan: Plan): Row[] =>
  plan.posts.filter(isMoved).map((step) => {
    const { nomorSk, tanggalSk } = decreeOf(plan, step);
    const { id, name } = unitsOf(plan.agency)[step.unit]!;
    return {
      id: idOf('rw-pnsunor', plan.number, keyOf(step)),
      unorBaru: id,
      namaUnorBaru: name,
      pnsOrang: employeeId(plan.number),
      skNomor: nomorSk,
      skTanggal: tanggalSk,
      asalId: idOf('rw-jabatan', plan.number, keyOf(step)),
      asalNama: 'JABATAN',
      asalNamaLabel: 'Riwayat Jabatan',
      instansi: instansi(plan.agency).id,
      path: null,
    };
  });

/** rw-pwk: another place of work under the same agency. */
export const relocationRows = ({ number, agency, unit, relocation }: Plan): Row[] => {
  if (relocation === null) return [];
  const decreed = addDays(relocation, -14);
  return [
    {
      id: idOf('rw-pwk', number),
      instansi: instansi(agency).id,
      kpknBaru: '',
      lokasiKerjaBaru: idOf('lokasi', 'Kota Baru'),
      unorBaru: unitsOf(agency)[unit]!.id,
      pnsOrang: employeeId(number),
      satuanKerja: idOf('satuan', agency),
      skNomor: decreeNumber('824', decreed, number),
      skTanggal: dmy(decreed),
      tmtPwk: dmy(relocation),
      asalNama: '',
      asalId: '',
      path: null,
    },
  ];
};

/** rw-pindahinstansi: from one agency to another, with the decrees of both and of the national agency. */
export const transferRows = (plan: Plan): Row[] => {
  if (plan.transfer === null) return [];
  const { from, date } = plan.transfer;
  const [before, now] = [instansi(from).id, instansi(plan.agency).id];
  const held = plan.posts.findLast((each) => each.date <= date);
  const functional = held?.post.kind === '2' ? held.post.id : '';
  return [
    {
      id: idOf('rw-pindahinstansi', plan.number),
      pnsOrang: employeeId(plan.number),
      orangUsulPeremajaanId: '',
      jenisPi: '',
      jenisPegawai: plan.agency === '5500' ? '10' : '15',
      eselon: held?.post.eselon ?? '',
      tmtPi: dmy(date),
      skUsulNomor: decreeNumber('800', addDays(date, -90), plan.number),
      skUsulTanggal: dmy(addDays(date, -90)),
      skBknNomor: decreeNumber('824', addDays(date, -30), plan.number),
      skBknTanggal: dmy(addDays(date, -30)),
      skAsalNomor: decreeNumber('825', addDays(date, -25), plan.number),
      skAsalTanggal: dmy(addDays(date, -25)),
      skAsalProvNomor: '',
      skAsalProvTanggal: '',
      skTujuanNomor: decreeNumber('826', addDays(date, -20), plan.number),
      skTujuanTanggal: dmy(addDays(date, -20)),
      instansiKerjaLama: before,
      instansiKerjaBaru: now,
      instansiIndukLama: before,
      instansiIndukBaru: now,
      satuanKerjaLama: idOf('satuan', from),
      satuanKerjaBaru: idOf('satuan', plan.agency),
      unorLama: unitsOf(from)[plan.unit]!.id,
      unorBaru: unitsOf(plan.agency)[plan.unit]!.id,
      lokasiKerjaLama: idOf('lokasi', from),
      lokasiKerjaBaru: idOf('lokasi', plan.agency),
      jenisJabatanLama: held?.post.kind ?? '',
      jenisJabatanBaru: held?.post.kind ?? '',
      jabatanFungsionalLama: functional,
      jabatanFungsionalBaru: functional,
      jabatanFungsionalUmumBaru: held?.post.kind === '4' ? held.post.id : '',
      kpknBaru: '',
      path: null,
    },
  ];
};
