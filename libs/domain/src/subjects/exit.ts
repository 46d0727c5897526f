import type { JsonObject, PlainDate } from '../event';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { LEDGER } from '../text';
import { exitKind } from '../tables/exit-kinds';
import { legalStatus } from '../tables/legal-statuses';

/** The end of service (pemberhentian), retirement and death included; its day of effect is the first one out of service. */
export interface ExitContent {
  /** Code of the table of exit kinds (jenisHenti). */
  readonly kind: string;
  /** Code of the legal status (kedudukan hukum) that it leads to. */
  readonly status: string | null;
  readonly diedAt: PlainDate | null;
}

/** All null while in service. */
export interface ExitPart {
  readonly kind: string | null;
  readonly status: string | null;
  /** The first day out of service. */
  readonly since: PlainDate | null;
  readonly fact: string | null;
}

const IN_SERVICE: ExitPart = { kind: null, status: null, since: null, fact: null };

const contentOf = (content: JsonObject): ExitContent => content as unknown as ExitContent;

function checkDeath({ kind, diedAt }: ExitContent, effectiveAt: PlainDate, today: PlainDate): Finding[] {
  if (diedAt === null) return [];
  const field = '/content/diedAt';
  if (diedAt > today) return [{ code: 'act-in-future', field, severity: 'impossible' }];
  const findings: Finding[] = [];
  if (exitKind(kind)?.isDeath === false) findings.push({ code: 'death-with-other-kind', field, severity: 'unlawful' });
  if (diedAt > effectiveAt) findings.push({ code: 'death-after-exit', field, severity: 'unlawful' });
  return findings;
}

export const exit: Subject<ExitPart> = {
  name: 'exit',
  types: {
    recorded: 'ExitRecorded',
    corrected: 'ExitCorrected',
    annulled: 'ExitAnnulled',
    reinstated: 'ExitReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  payEffect: 'exit',
  // Some kinds and the statuses they lead to tell of health or of a crime, special categories of UU 27/2022.
  sensitive: ['kind', 'status', 'diedAt'],
  texts: {
    'unknown-exit-kind': {
      rule: 'reference table jenisPemberhentian of BKN',
      id: 'Jenis pemberhentian {kind} tidak ada.',
      en: 'There is no exit kind {kind}.',
      accepted: 'codes 1 to 16',
    },
    'death-with-other-kind': {
      rule: LEDGER,
      id: 'Tanggal meninggal disebut, tetapi jenis pemberhentian bukan karena meninggal.',
      en: 'A day of death is stated, and the kind of exit is another one.',
      accepted: 'kind 2 or 6, or no diedAt',
    },
    'death-after-exit': {
      rule: LEDGER,
      id: 'Meninggal sesudah masa kerja berakhir karenanya.',
      en: 'Died after the service that this ended.',
      accepted: 'diedAt on or before effectiveAt',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],
  endsService: () => true,

  check({ content: raw, effectiveAt }: Proposal, { today }: CheckContext): readonly Finding[] {
    const content = contentOf(raw);
    const { kind, status } = content;
    const findings = checkDeath(content, effectiveAt, today);
    if (exitKind(kind) === undefined) {
      findings.push({ code: 'unknown-exit-kind', field: '/content/kind', severity: 'impossible', params: { kind } });
    }
    if (status !== null && legalStatus(status) === undefined) {
      findings.push({
        code: 'unknown-legal-status',
        field: '/content/status',
        severity: 'impossible',
        params: { status },
      });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt || one.content['kind'] === other.content['kind'],

  initial: () => IN_SERVICE,

  fold(part: ExitPart, { subject, edition, fact }: Entry<FoldedEdition>): ExitPart {
    // An appointment that takes effect later begins service again.
    if (subject === 'appointment') return part.fact === null ? part : IN_SERVICE;
    if (subject !== 'exit') return part;
    // Why it ended is missing once it is erased; that it did is not.
    const { kind, status } = contentOf(edition.content!) as Partial<ExitContent>;
    return { kind: kind ?? null, status: status ?? null, since: edition.effectiveAt, fact };
  },
};
