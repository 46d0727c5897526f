/** Absences from the post under which service goes on: unpaid leave (CLTN), and duties elsewhere for the state. */
export type LeaveKind = 'cltn' | 'military' | 'state-official' | 'village-head';

interface LeaveTerms {
  readonly name: string;
  /** Years that one decree may give at most; absent where the duty itself sets the end. */
  readonly yearsMax?: { readonly start: number; readonly extend: number };
}

/** The kinds of the national system's table of leave and other statuses (cltnId), which has a row for each action. */
export const LEAVE_TERMS: Readonly<Record<LeaveKind, LeaveTerms>> = {
  // PP 11/2017 gives three years and an extension of one. How the years are counted is in doubt: longer ones are flagged.
  cltn: { name: 'Cuti di Luar Tanggungan Negara', yearsMax: { start: 3, extend: 1 } },
  military: { name: 'Prajurit Wajib' },
  'state-official': { name: 'Pejabat Negara' },
  'village-head': { name: 'Kepala Desa' },
};

export const LEAVE_KINDS = Object.keys(LEAVE_TERMS) as readonly LeaveKind[];
