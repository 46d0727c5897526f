import type { JsonObject, PlainDate } from '../event';
import type { Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { eselonOf, isJpt } from '../tables/eselon';
import { jenjangOf } from '../tables/jenjang';
import type { Assignment, Mutation, PositionKind } from '../tables/position-codes';
import { LEDGER } from '../text';

/** The placing in a post or a unit (jabatan, unit organisasi); PP 11/2017, UU 20/2023. Effective at the TMT of the post. */
export interface PlacementContent {
  readonly positionKind: PositionKind;
  readonly assignment: Assignment;
  readonly mutation: Mutation;
  /** Title of the post; needed by MJ. */
  readonly position: string | null;
  readonly positionCode: string | null;
  /** Code of the table of echelons; structural posts. */
  readonly eselon: string | null;
  /** Code of the table of jenjang; functional posts. */
  readonly jenjang: string | null;
  /** The unit as it was named then; needed by MU. */
  readonly unit: string | null;
  readonly unitCode: string | null;
  readonly parentUnit: string | null;
  /** Such as the subject that a teacher teaches. */
  readonly specialisation: string | null;
  readonly inauguratedAt: PlainDate | null;
  /** The day on which the work began, as the superior certifies it (SPMT). */
  readonly startedAt: PlainDate | null;
  /** Decision of the selection committee of a JPT. */
  readonly selection: { readonly number: string; readonly date: PlainDate } | null;
}

export interface Post {
  readonly positionKind: PositionKind;
  readonly assignment: Assignment;
  readonly position: string | null;
  readonly positionCode: string | null;
  readonly eselon: string | null;
  readonly jenjang: string | null;
  readonly unit: string | null;
  readonly unitCode: string | null;
  readonly parentUnit: string | null;
  readonly specialisation: string | null;
  /** TMT of the post; a change of the unit alone leaves it. */
  readonly since: PlainDate;
  readonly until: PlainDate | null;
  readonly fact: string;
  readonly unitSince: PlainDate;
  /** The fact that says the unit. */
  readonly unitFact: string;
}

/** The post held, and those seen to for a time, oldest first, at most ten; one whose `until` has come is over. */
export interface PlacementPart {
  readonly definitive: Post | null;
  readonly acting: readonly Post[];
}

/** JPT have been filled by open selection since this day, the first of UU 5/2014, in a doubtful reading. */
const SELECTION_FROM: PlainDate = '2014-01-15';
const ACTING_MAX = 10;

const contentOf = (content: JsonObject): PlacementContent => content as unknown as PlacementContent;

function checkCodes({ mutation, position, unit, eselon, jenjang }: PlacementContent): Finding[] {
  const findings: Finding[] = [];
  if (mutation === 'MJ' && position === null) {
    findings.push({ code: 'position-missing', field: '/content/position', severity: 'impossible' });
  }
  if (mutation === 'MU' && unit === null) {
    findings.push({ code: 'unit-missing', field: '/content/unit', severity: 'impossible' });
  }
  if (eselon !== null && eselonOf(eselon) === undefined) {
    const params = { eselon };
    findings.push({ code: 'unknown-eselon', field: '/content/eselon', severity: 'impossible', params });
  }
  if (jenjang !== null && jenjangOf(jenjang) === undefined) {
    const params = { jenjang };
    findings.push({ code: 'unknown-jenjang', field: '/content/jenjang', severity: 'impossible', params });
  }
  return findings;
}

/** The order of the documents: selection, decree, inauguration. */
function checkOrder({ content: raw, effectiveAt, decree }: Proposal): Finding[] {
  const { assignment, mutation, eselon, selection, inauguratedAt } = contentOf(raw);
  const findings: Finding[] = [];
  if (selection !== null && (selection.date > effectiveAt || (decree !== null && selection.date > decree.date))) {
    findings.push({ code: 'selection-after-appointment', field: '/content/selection/date', severity: 'unlawful' });
  }
  if (inauguratedAt !== null && decree !== null && inauguratedAt < decree.date) {
    findings.push({ code: 'inauguration-before-decree', field: '/content/inauguratedAt', severity: 'unlawful' });
  }
  const needsSelection = assignment === 'D' && mutation === 'MJ' && isJpt(eselon) && effectiveAt >= SELECTION_FROM;
  if (needsSelection && selection === null) {
    findings.push({ code: 'jpt-without-selection', field: '/content/selection', severity: 'warning' });
  }
  return findings;
}

/** The post that an entry states, as if there were none before. */
function postOf({ edition, fact }: Entry<FoldedEdition>): Post {
  const { effectiveAt: since, effectiveUntil: until } = edition;
  const {
    positionKind,
    assignment,
    position,
    positionCode,
    eselon,
    jenjang,
    unit,
    unitCode,
    parentUnit,
    specialisation,
  } = contentOf(edition.content!);
  const post = {
    positionKind,
    assignment,
    position,
    positionCode,
    eselon,
    jenjang,
    specialisation,
    since,
    until,
    fact,
  };
  return { ...post, unit, unitCode, parentUnit, unitSince: since, unitFact: fact };
}

const isSamePost = (one: Post, other: Post): boolean => one.position === other.position && one.unit === other.unit;

/** The post held after a definitive placement: a change of the unit alone moves the post that is held. */
function held(before: Post | null, mutation: Mutation, stated: Post): Post {
  const keepsPost = mutation === 'MU' && before !== null;
  if (!keepsPost || (stated.position !== null && stated.position !== before.position)) return stated;
  const { unit, unitCode, parentUnit, unitSince, unitFact } = stated;
  return { ...before, unit, unitCode, parentUnit, unitSince, unitFact };
}

function placed(part: PlacementPart, entry: Entry<FoldedEdition>): PlacementPart {
  const stated = postOf(entry);
  const running = part.acting.filter(({ until }) => until === null || until >= stated.since);
  const others = running.filter((post) => !isSamePost(post, stated));
  if (stated.assignment !== 'D') return { ...part, acting: [...others, stated].slice(-ACTING_MAX) };
  const { mutation } = contentOf(entry.edition.content!);
  return { definitive: held(part.definitive, mutation, stated), acting: others };
}

export const placement: Subject<PlacementPart> = {
  name: 'placement',
  types: {
    recorded: 'PlacementRecorded',
    corrected: 'PlacementCorrected',
    annulled: 'PlacementAnnulled',
    reinstated: 'PlacementReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  payEffect: 'post',
  sensitive: [],
  texts: {
    'position-missing': {
      rule: LEDGER,
      id: 'Mutasi jabatan (MJ) tanpa nama jabatan.',
      en: 'A change of the post (MJ) names no post.',
      accepted: 'a position, or mutation MU',
    },
    'unit-missing': {
      rule: LEDGER,
      id: 'Mutasi unit (MU) tanpa unit.',
      en: 'A change of the unit (MU) names no unit.',
      accepted: 'a unit, or mutation MJ',
    },
    'unknown-eselon': {
      rule: 'reference table eselon of BKN',
      id: 'Eselon {eselon} tidak ada.',
      en: 'There is no echelon {eselon}.',
      accepted: 'codes 00, 10 to 12, 21, 22, 31, 32, 41, 42, 51, 52, 99',
    },
    'selection-after-appointment': {
      rule: 'UU 20/2023; PP 11/2017',
      id: 'Keputusan panitia seleksi bertanggal sesudah SK atau TMT jabatan.',
      en: 'The decision of the selection committee is dated after the decree or the TMT.',
      accepted: 'a selection dated on or before both',
    },
    'inauguration-before-decree': {
      rule: 'PP 11/2017, in a doubtful reading',
      id: 'Dilantik sebelum SK ditetapkan.',
      en: 'Inaugurated before the decree was signed.',
      accepted: 'inauguratedAt on or after the decree date',
    },
    'jpt-without-selection': {
      rule: 'UU 5/2014, in a doubtful reading',
      id: 'JPT definitif tanpa keputusan panitia seleksi.',
      en: 'A high-leadership post without a decision of the selection committee.',
      accepted: 'number and date of the selection decision',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check: (proposal: Proposal): readonly Finding[] => [
    ...checkCodes(contentOf(proposal.content)),
    ...checkOrder(proposal),
  ],

  isSameAct: (one: Stated, other: Stated) =>
    one.effectiveAt === other.effectiveAt &&
    (['assignment', 'mutation', 'position', 'unit'] as const).every((key) => one.content[key] === other.content[key]),

  initial: () => ({ definitive: null, acting: [] }),

  fold(part: PlacementPart, entry: Entry<FoldedEdition>): PlacementPart {
    if (entry.subject === 'placement') return placed(part, entry);
    if (entry.subject !== 'transfer' || entry.edition.content!['kind'] !== 'agency') return part;
    // Posts stay behind at the agency that is left; one taken up on the very day is the new agency's.
    const isNew = ({ since }: Post): boolean => since >= entry.edition.effectiveAt;
    const { definitive, acting } = part;
    return { definitive: definitive !== null && isNew(definitive) ? definitive : null, acting: acting.filter(isNew) };
  },
};
