/** Why service ended (jenis pemberhentian): codes of the national system (jenisHenti); version 1. */
export interface ExitKind {
  readonly code: string;
  readonly name: string;
  readonly isDeath: boolean;
}

const kind = (code: string, name: string, isDeath = false): ExitKind => ({ code, name, isDeath });

export const EXIT_KINDS: readonly ExitKind[] = [
  kind('1', 'Batas usia pensiun'),
  kind('2', 'Meninggal dunia', true),
  kind('3', 'Atas permintaan sendiri'),
  kind('4', 'Cacat'),
  kind('5', 'Keuzuran jasmani'),
  kind('6', 'Tewas', true),
  kind('7', 'Hukuman disiplin'),
  kind('8', 'Menjadi anggota partai politik'),
  kind('9', 'Penyederhanaan organisasi'),
  kind('10', 'Pelanggaran sumpah/janji PNS'),
  kind('11', 'Pelanggaran sumpah/janji jabatan'),
  kind('12', 'Melakukan tindak pidana'),
  kind('13', 'Meninggalkan tugas'),
  kind('14', 'Dinyatakan hilang'),
  kind('15', 'Lebih dari 6 bulan setelah CLTN tidak melapor'),
  kind('16', 'Kasus tindak pidana korupsi'),
];

const BY_CODE = new Map(EXIT_KINDS.map((each) => [each.code, each]));
/** The kind of a code; undefined when there is none. */
export const exitKind = (code: string): ExitKind | undefined => BY_CODE.get(code);
