import type { RecordMapper } from '../record';
import type { RecordTypeName } from '../record-types';
import { angkakredit } from './angkakredit';
import { cltn } from './cltn';
import { dataUtama } from './data-utama';
import { diklat } from './diklat';
import { dp3 } from './dp3';
import { golongan } from './golongan';
import { hukdis } from './hukdis';
import { jabatan } from './jabatan';
import { kinerjaperiodik } from './kinerjaperiodik';
import { kursus } from './kursus';
import { masakerja } from './masakerja';
import { pemberhentian } from './pemberhentian';
import { pendidikan } from './pendidikan';
import { penghargaan } from './penghargaan';
import { pindahinstansi } from './pindahinstansi';
import { pnsunor } from './pnsunor';
import { pwk } from './pwk';
import { skp } from './skp';
import { skp22 } from './skp22';

/** How the rows of each record type are read. A new type is a file beside these and a line here. */
export const RECORDS: Readonly<Record<RecordTypeName, RecordMapper>> = {
  'data-utama': dataUtama,
  angkakredit,
  cltn,
  diklat,
  dp3,
  golongan,
  hukdis,
  jabatan,
  kinerjaperiodik,
  kursus,
  masakerja,
  pemberhentian,
  pendidikan,
  penghargaan,
  pindahinstansi,
  pnsunor,
  pwk,
  skp,
  skp22,
};
