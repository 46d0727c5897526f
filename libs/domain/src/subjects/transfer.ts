import type { JsonObject, PlainDate } from '../event';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEDGER } from '../text';

/** A move to another agency (pindah instansi), or to another region within one (pindah wilayah kerja, PWK). */
export interface TransferContent {
  /** `agency`: another agency employs the person from then on. `region`: the employer stays. */
  readonly kind: 'agency' | 'region';
  /** Code of the agency that lets the person go. */
  readonly from: string | null;
  /** Code of the agency in which the person works afterwards. */
  readonly agency: string;
  readonly unit: string | null;
  readonly position: string | null;
  readonly workplace: string | null;
}

export interface TransferPart {
  readonly last: (TransferContent & { readonly since: PlainDate; readonly fact: string }) | null;
}

const contentOf = (content: JsonObject): TransferContent => content as unknown as TransferContent;

export const transfer: Subject<TransferPart> = {
  name: 'transfer',
  types: {
    recorded: 'TransferRecorded',
    corrected: 'TransferCorrected',
    annulled: 'TransferAnnulled',
    reinstated: 'TransferReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: [],
  texts: {
    'transfer-to-employer': {
      rule: LEDGER,
      id: 'Instansi tujuan {agency} sudah menjadi instansi pegawai ini.',
      en: 'The receiving agency {agency} employs the person already.',
      accepted: 'another agency, or kind region',
    },
    'transfer-from-stranger': {
      rule: LEDGER,
      id: 'Instansi asal bukan instansi pegawai saat itu ({employer}).',
      en: 'The releasing agency is not the employer of that time ({employer}).',
      accepted: 'from {employer}, or the missing transfer first',
    },
    'region-changes-agency': {
      rule: LEDGER,
      id: 'Pindah wilayah kerja tidak mengubah instansi pegawai ({employer}).',
      en: 'A move to another region leaves the employing agency as it was ({employer}).',
      accepted: 'agency {employer}, or kind agency',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],
  employer(content) {
    const { kind, agency } = contentOf(content);
    return kind === 'agency' ? agency : null;
  },

  check({ content: raw, effectiveAt }: Proposal, { service }: CheckContext): readonly Finding[] {
    const { kind, from, agency } = contentOf(raw);
    const employer = service.employments.findLast(({ edition }) => edition.effectiveAt < effectiveAt)?.agency;
    const findings: Finding[] = [];
    if (employer === undefined) return findings;
    if (kind === 'agency' && agency === employer) {
      const params = { agency };
      findings.push({ code: 'transfer-to-employer', field: '/content/agency', severity: 'unlawful', params });
    }
    if (kind === 'region' && agency !== employer) {
      const params = { employer };
      findings.push({ code: 'region-changes-agency', field: '/content/agency', severity: 'unlawful', params });
    }
    if (from !== null && from !== employer) {
      const params = { employer };
      findings.push({ code: 'transfer-from-stranger', field: '/content/from', severity: 'unlawful', params });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt &&
    (['kind', 'agency', 'workplace'] as const).every((key) => one.content[key] === other.content[key]),

  initial: () => ({ last: null }),

  fold(part: TransferPart, entry: Entry<FoldedEdition>): TransferPart {
    if (entry.subject !== 'transfer') return part;
    const { kind, from, agency, unit, position, workplace } = contentOf(entry.edition.content!);
    const since = entry.edition.effectiveAt;
    return { last: { kind, from, agency, unit, position, workplace, since, fact: entry.fact } };
  },
};
