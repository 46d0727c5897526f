import type { JsonObject, PlainDate } from '../event';
import { appointedIn, birthDateIn, impossibleNumber, type Identifier } from '../identity';
import { addYears } from '../plain-date';
import { factsOf, lastEdition } from '../fact';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { PPPK_GRADES, rankOf } from '../tables/ranks';

export type StaffKind = 'CPNS' | 'PNS' | 'PPPK';
export const STAFF_KINDS: readonly StaffKind[] = ['CPNS', 'PNS', 'PPPK'];

/** The taking into service: as CPNS, from there as PNS, or by contract (PPPK); each new NI PPPK is one more. */
export interface AppointmentContent {
  readonly kind: StaffKind;
  /** Code of the employing agency. */
  readonly agency: string;
  readonly unit: string | null;
  /** Code of the rank table for CPNS and PNS; Roman numeral for PPPK. */
  readonly golongan: string;
  readonly name: string;
  readonly birthDate: PlainDate;
  /** NIP or NI PPPK, 18 digits. */
  readonly number: string;
  /** The nine-digit number of before 2007. */
  readonly oldNumber: string | null;
}

export interface AppointmentPart {
  readonly kind: StaffKind | null;
  readonly agency: string | null;
  readonly unit: string | null;
  /** The day of the placement that last stated the unit. */
  readonly placedAt: PlainDate | null;
  readonly since: PlainDate | null;
  readonly until: PlainDate | null;
  readonly name: string | null;
  readonly birthDate: PlainDate | null;
  /** Every number ever held, the present one last. */
  readonly numbers: readonly string[];
  readonly fact: string | null;
}

const contentOf = (content: JsonObject): AppointmentContent => content as unknown as AppointmentContent;

/** The numbers that an appointment gives its holder. */
function identifiersOf(content: JsonObject): readonly Identifier[] {
  const { kind, number, oldNumber } = contentOf(content);
  if (typeof number !== 'string') return [];
  const present: Identifier = { kind: kind === 'PPPK' ? 'ni-pppk' : 'nip', number };
  return typeof oldNumber === 'string' ? [present, { kind: 'nip-lama', number: oldNumber }] : [present];
}

function checkNumbers(content: AppointmentContent, effectiveAt: PlainDate): Finding[] {
  const findings: Finding[] = [];
  for (const identifier of identifiersOf(content as unknown as JsonObject)) {
    const code = impossibleNumber(identifier);
    const field = identifier.kind === 'nip-lama' ? '/content/oldNumber' : '/content/number';
    if (code !== null) findings.push({ code, field, severity: 'impossible' });
  }
  if (findings.length > 0) return findings;
  if (birthDateIn(content.number) !== content.birthDate) {
    findings.push({ code: 'number-contradicts-birth-date', field: '/content/birthDate', severity: 'unlawful' });
  }
  if (content.kind === 'CPNS' && appointedIn(content.number) !== effectiveAt.slice(0, 7)) {
    findings.push({ code: 'number-contradicts-tmt', field: '/effectiveAt', severity: 'unlawful' });
  }
  return findings;
}

/** The youngest at which anybody is taken into service; PP 11/2017. */
const AGE_YEARS_MIN = 18;

const wasCpnsBefore = (date: PlainDate, { state, fact: own }: CheckContext): boolean =>
  factsOf(state, 'appointment').some((fact) => {
    const { content, effectiveAt } = lastEdition(fact);
    return fact.fact !== own && content?.['kind'] === 'CPNS' && effectiveAt <= date;
  });

/**
 * The agency and unit after a move; another agency's unit is unknown until somebody states it, as a placement of that
 * very day does, whichever of the two was recorded first.
 */
function transferred(part: AppointmentPart, { effectiveAt, content }: FoldedEdition): AppointmentPart {
  const unit = content!['unit'] as string | null;
  if (content!['kind'] !== 'agency') return { ...part, unit: unit ?? part.unit };
  const placed = part.placedAt === effectiveAt ? part.unit : null;
  return { ...part, agency: content!['agency'] as string, unit: unit ?? placed };
}

/** The unit after a placement; who acts for another one stays in the own. */
function placed(part: AppointmentPart, { effectiveAt, content }: FoldedEdition): AppointmentPart {
  const { assignment, unit } = content!;
  return assignment === 'D' && unit !== null ? { ...part, unit: unit as string, placedAt: effectiveAt } : part;
}

export const appointment: Subject<AppointmentPart> = {
  name: 'appointment',
  types: {
    recorded: 'AppointmentRecorded',
    corrected: 'AppointmentCorrected',
    annulled: 'AppointmentAnnulled',
    reinstated: 'AppointmentReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: true,
  servicePeriod: 'begins',
  sensitive: ['name', 'birthDate', 'number', 'oldNumber'],
  texts: {
    'number-contradicts-tmt': {
      rule: 'Perka BKN 22/2007',
      id: 'TMT CPNS tidak jatuh pada bulan yang tertera di NIP.',
      en: 'The TMT of the CPNS is not in the month that the NIP says.',
      accepted: 'a TMT in the year and month of digits 9 to 14 of the NIP',
    },
    'age-at-appointment': {
      rule: 'PP 11/2017',
      id: 'Belum {years} tahun saat diangkat.',
      en: 'Under {years} when appointed.',
      accepted: 'an age of {years} or more',
    },
    'pns-without-cpns': {
      rule: 'PP 11/2017',
      id: 'Belum ada pengangkatan CPNS.',
      en: 'There is no appointment as CPNS before it.',
      accepted: 'the appointment as CPNS first',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],
  employer: (content) => contentOf(content).agency,
  identifiers: identifiersOf,

  check({ content: raw, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const content = contentOf(raw);
    const findings = checkNumbers(content, effectiveAt);
    const knownGrade =
      content.kind === 'PPPK' ? PPPK_GRADES.includes(content.golongan) : rankOf(content.golongan) !== undefined;
    if (!knownGrade) {
      findings.push({
        code: 'unknown-rank',
        field: '/content/golongan',
        severity: 'impossible',
        params: { golongan: content.golongan },
      });
    }
    if (effectiveAt < content.birthDate) {
      findings.push({ code: 'effective-before-birth', field: '/effectiveAt', severity: 'impossible' });
    } else if (effectiveAt < addYears(content.birthDate, AGE_YEARS_MIN)) {
      const params = { years: AGE_YEARS_MIN };
      findings.push({ code: 'age-at-appointment', field: '/effectiveAt', severity: 'warning', params });
    }
    if (content.kind === 'PNS' && !wasCpnsBefore(effectiveAt, context)) {
      findings.push({ code: 'pns-without-cpns', field: '/content/kind', severity: 'unlawful' });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt &&
    one.content['kind'] === other.content['kind'] &&
    one.content['agency'] === other.content['agency'],

  initial: () => ({
    kind: null,
    agency: null,
    unit: null,
    placedAt: null,
    since: null,
    until: null,
    name: null,
    birthDate: null,
    numbers: [],
    fact: null,
  }),

  fold(part: AppointmentPart, entry: Entry<FoldedEdition>): AppointmentPart {
    if (entry.subject === 'name-change') {
      return { ...part, name: (entry.edition.content!['name'] as string | undefined) ?? null };
    }
    if (entry.subject === 'transfer') return transferred(part, entry.edition);
    if (entry.subject === 'placement') return placed(part, entry.edition);
    if (entry.subject !== 'appointment') return part;
    const { content, effectiveAt, effectiveUntil } = entry.edition;
    // Personal parts are missing once they are erased.
    const { kind, agency, unit, name, birthDate } = contentOf(content!) as Partial<AppointmentContent>;
    const given = identifiersOf(content!)
      .map(({ number }) => number)
      .toReversed();
    return {
      kind: kind ?? null,
      agency: agency ?? null,
      // The step from CPNS to PNS often names no unit: the person stays in the one of before.
      unit: unit ?? (agency === part.agency ? part.unit : null),
      placedAt: part.placedAt,
      since: effectiveAt,
      until: effectiveUntil,
      name: name ?? null,
      birthDate: birthDate ?? null,
      numbers: [...part.numbers.filter((number) => !given.includes(number)), ...given],
      fact: entry.fact,
    };
  },
};
