import { addDays, yearOf, type PlainDate } from '@rekam/domain';
import { idOf, serialOf } from '../ids';
import { employeeId, numberOf, type Plan } from '../plan';
import { AGENCY_CODES, instansi, unitsOf } from '../references';
import { decreeNumber, dmy, timestamp, type Row } from '../wire';

/** ref-unor: the units of the three agencies, whose keys alone begin with a capital. */
export const unitTree = (): Row[] =>
  AGENCY_CODES.flatMap((agency) =>
    unitsOf(agency).map(({ id, name, parentId, head }, index) => ({
      Id: id,
      InstansiId: instansi(agency).id,
      DiatasanId: parentId,
      EselonId: index === 0 ? '11' : '21',
      NamaUnor: name,
      NamaJabatan: head,
      CepatKode: `${agency}${String(index).padStart(4, '0')}`,
      IndukUnorId: parentId,
      PemimpinPnsId: '',
      JenisUnorId: '',
    })),
  );

/** list-pensiun-instansi: those who retired, with a timestamp where other lists have a day. */
export const retirements = (people: readonly Plan[]): Row[] =>
  people.flatMap((plan) => {
    const { exit, agency, number } = plan;
    if (exit === null || exit.kind !== '1') return [];
    const decreed = addDays(exit.date, -45);
    return [
      {
        id: idOf('list-pensiun', number),
        pnsId: employeeId(number),
        nipBaru: numberOf(plan),
        nama: plan.name.toUpperCase(),
        statusUsulan: '',
        statusUsulanNama: 'SK Terbit',
        pertekNomor: `PH-${serialOf(7, 'pensiun', number)}`,
        pertekTgl: dmy(addDays(decreed, -30)),
        skNomor: decreeNumber('882', decreed, number),
        skTgl: dmy(decreed),
        tmtPensiun: timestamp(exit.date),
        instansiId: instansi(agency).id,
        instansiNama: instansi(agency).name,
        detailLayananNama: 'Pensiun BUP',
        tglLahir: dmy(plan.birthDate),
        golonganId: plan.ranks.at(-1)!.golongan,
        golonganKppId: plan.ranks.at(-1)!.golongan,
        pathSk: '',
        pathPertek: '',
        pathSkPreview: '',
      },
    ];
  });

const CONTRACT_YEARS = 5;

/** list-pengadaan-instansi: contract staff with the days of their contract, and those appointed in 2025. */
export const hirings = (people: readonly Plan[]): Row[] =>
  people
    .filter(({ staff, start }) => staff === 'PPPK' || start >= '2025-01-01')
    .map((plan) => {
      const { number, agency, start, staff } = plan;
      const decreed = addDays(start, -40);
      const isContract = staff === 'PPPK';
      return {
        id: idOf('list-pengadaan', number),
        orang_id: employeeId(number),
        no_peserta: serialOf(9, 'peserta', number),
        nip: numberOf(plan),
        nama: plan.name.toUpperCase(),
        periode: String(yearOf(start) - 1),
        instansi_id: instansi(agency).id,
        no_pertek: `PG-${serialOf(7, 'pengadaan', number)}`,
        tgl_pertek: timestamp(addDays(decreed, -20)),
        no_sk: decreeNumber('813', decreed, number),
        tgl_sk: timestamp(decreed),
        tgl_kontrak_mulai: isContract ? timestamp(start) : null,
        tgl_kontrak_akhir: isContract
          ? timestamp(addDays(`${yearOf(start) + CONTRACT_YEARS}${start.slice(4)}`, -1))
          : null,
        jenis_formasi_id: '',
        jenis_formasi_nama: isContract ? 'PPPK' : 'UMUM',
        path_ttd_sk: '',
        path_ttd_pertek: '',
      };
    });

/** list-kp-instansi: proposals of promotions that take effect on a day; blank decrees until they are decided. */
export const proposals = (
  proposed: readonly { readonly plan: Plan; readonly golongan: string }[],
  date: PlainDate,
  decided: PlainDate | null,
): Row[] =>
  proposed.map(({ plan, golongan }) => ({
    id: idOf('list-kp', plan.number, golongan),
    pnsId: employeeId(plan.number),
    nipBaru: numberOf(plan),
    nama: plan.name.toUpperCase(),
    statusUsulan: '',
    statusUsulanNama: decided === null ? 'Pertek Terbit' : 'SK Terbit',
    no_pertek: `AG-${serialOf(7, 'pertek', plan.number, golongan)}`,
    tgl_pertek: dmy(addDays(date, -40)),
    no_sk: decided === null ? '' : decreeNumber('823', decided, plan.number),
    tgl_sk: dmy(decided),
    golonganBaruId: golongan,
    tmtKp: dmy(date),
    gaji_pokok_lama: '3500000',
    gaji_pokok_baru: '3650000',
    masa_kerja_tahun: '8',
    masa_kerja_bulan: '0',
    jenis_kp: '',
    jenis_prosedur: '',
    path_ttd_sk: '',
    path_ttd_pertek: '',
    path_preview_sk: '',
  }));
