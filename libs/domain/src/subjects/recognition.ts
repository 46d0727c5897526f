import type { JsonObject, PlainDate } from '../event';
import { inEffectOrder } from '../fact';
import { addYears, yearOf } from '../plain-date';
import type { Service } from '../service';
import { lastBefore } from '../standing';
import type { CheckContext, Entry, Finding, FoldedEdition, Proposal, Stated, Subject } from '../subject';
import { recognitionNamed } from '../tables/recognitions';
import { LEDGER } from '../text';

/** A decoration or an award (penghargaan). */
export interface RecognitionContent {
  /** Code of the table of recognitions (hargaId). */
  readonly kind: string;
  /** Its name in full, where the table has only "other". */
  readonly name: string | null;
  /** The year for which it is given. */
  readonly year: number | null;
  readonly certificate: string | null;
}

interface ReceivedRecognition {
  readonly kind: string;
  /** As stated, else the table's. */
  readonly name: string;
  readonly at: PlainDate;
  readonly fact: string;
}

export interface RecognitionPart {
  /** In the order of effect, the last `RECEIVED_MAX`. */
  readonly received: readonly ReceivedRecognition[];
}

/** A bound on what a person's state keeps; the facts themselves are all in the ledger. */
const RECEIVED_MAX = 50;

const SATYALANCANA = 'PP 35/2010, in a doubtful reading';

const contentOf = (content: JsonObject): RecognitionContent => content as unknown as RecognitionContent;

/** The day since which the service has not ended up to `date`; null outside service, which is another finding. */
function unbrokenSince({ employments, exits }: Service, date: PlainDate): PlainDate | null {
  const exit = exits.findLast(({ edition }) => edition.effectiveAt <= date);
  const begun = employments.find((each) => each.begins && (exit === undefined || inEffectOrder(exit, each) < 0));
  const since = begun?.edition.effectiveAt;
  return since === undefined || since > date ? null : since;
}

function checkService(years: number, effectiveAt: PlainDate, context: CheckContext): Finding[] {
  const findings: Finding[] = [];
  const since = unbrokenSince(context.service, effectiveAt);
  if (since !== null && effectiveAt < addYears(since, years)) {
    const params = { years, since };
    findings.push({ code: 'recognition-before-service-years', field: '/effectiveAt', severity: 'unlawful', params });
  }
  const penalty = lastBefore(context, ['discipline'], effectiveAt, ({ content }) => {
    const { action, level } = content!;
    return action === 'impose' && (level === 'S' || level === 'B');
  });
  if (penalty !== null) {
    findings.push({ code: 'recognition-after-penalty', field: '/content/kind', severity: 'unlawful' });
  }
  return findings;
}

export const recognition: Subject<RecognitionPart> = {
  name: 'recognition',
  types: {
    recorded: 'RecognitionRecorded',
    corrected: 'RecognitionCorrected',
    annulled: 'RecognitionAnnulled',
    reinstated: 'RecognitionReinstated',
  },
  schema: 1,
  stream: 'career',
  opensStream: false,
  sensitive: [],
  texts: {
    'unknown-recognition': {
      rule: 'reference table penghargaan of BKN',
      id: 'Jenis penghargaan {kind} tidak ada.',
      en: 'There is no recognition {kind}.',
      accepted: 'codes 100-112, 201-204, 300-310, 400',
    },
    'recognition-before-service-years': {
      rule: SATYALANCANA,
      id: 'Belum {years} tahun bekerja terus-menerus sejak {since}.',
      en: 'Less than {years} years of unbroken service since {since}.',
      accepted: 'a date {years} years or more after {since}',
    },
    'recognition-after-penalty': {
      rule: SATYALANCANA,
      id: 'Pernah dijatuhi hukuman disiplin sedang atau berat.',
      en: 'A medium or heavy penalty was imposed before.',
      accepted: 'a career without a medium or heavy penalty, or the annulment of the penalty first',
    },
    'year-contradicts-date': {
      rule: LEDGER,
      id: 'Tahun penghargaan ({year}) sesudah tanggal berlakunya.',
      en: 'The year of the recognition ({year}) is after its day of effect.',
      accepted: 'a year up to that of effectiveAt',
    },
  },
  persons: (_content, person) => [{ id: person, role: 'subject' }],

  check({ content: raw, effectiveAt }: Proposal, context: CheckContext): readonly Finding[] {
    const { kind, year } = contentOf(raw);
    const known = recognitionNamed(kind);
    if (known === undefined) {
      return [{ code: 'unknown-recognition', field: '/content/kind', severity: 'impossible', params: { kind } }];
    }
    const { serviceYears } = known;
    const findings = serviceYears === undefined ? [] : checkService(serviceYears, effectiveAt, context);
    if (year !== null && year > yearOf(effectiveAt)) {
      findings.push({ code: 'year-contradicts-date', field: '/content/year', severity: 'warning', params: { year } });
    }
    return findings;
  },

  isSameAct: (one: Stated, other: Stated) =>
    yearOf(one.effectiveAt) === yearOf(other.effectiveAt) &&
    one.content['kind'] === other.content['kind'] &&
    one.content['name'] === other.content['name'],

  initial: () => ({ received: [] }),

  fold(part: RecognitionPart, entry: Entry<FoldedEdition>): RecognitionPart {
    if (entry.subject !== 'recognition') return part;
    const { kind, name } = contentOf(entry.edition.content!);
    const received = {
      kind,
      name: name ?? recognitionNamed(kind)?.name ?? kind,
      at: entry.edition.effectiveAt,
      fact: entry.fact,
    };
    return { received: [...part.received, received].slice(-RECEIVED_MAX) };
  },
};
