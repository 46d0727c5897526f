import type { PlainDate } from '@rekam/domain';
import { RECORD_TYPES, type RecordTypeName } from '@rekam/siasn';
import { dirtied } from './dirt';
import { cleanHistory, type History } from './history';
import { changedLater, NEWCOMER, OCTOBER, PROPOSED } from './later';
import { PEOPLE } from './people';
import { numberOf, type Plan } from './plan';
import { AGENCY_CODES, instansi } from './references';
import { hirings, proposals, retirements, unitTree } from './rows/lists';
import { EMPTY_HISTORY, listAnswer, oneAnswer, type Answer, type Row } from './wire';

/** Content of the files of a pull by their path below its folder. */
export type PullFiles = ReadonlyMap<string, string>;

const SERVICE = 'https://apimws.bkn.go.id:8243/apisiasn/1.0';
const SEPTEMBER = '2026-09-15';
const SECONDS_A_PERSON = 20;

/** Everybody's histories of one day, ready to be written as a pull. */
interface Snapshot {
  readonly date: PlainDate;
  readonly people: readonly { readonly plan: Plan; readonly history: History }[];
  readonly lists: Readonly<Record<string, readonly Row[]>>;
}

const LIST_ADDRESSES: Readonly<Record<string, string>> = {
  'list-kp-instansi': '/pns/list-kp-instansi?periode=2026-10-01',
  'list-pensiun-instansi': '/pns/list-pensiun-instansi?tglAwal=01-01-2025&tglAkhir=31-12-2026',
  'list-pengadaan-instansi': '/pengadaan/list-pengadaan-instansi?tahun=2026',
  'ref-unor': '/referensi/ref-unor',
};

const listsOf = (people: readonly Plan[], decided: PlainDate | null): Snapshot['lists'] => ({
  'list-kp-instansi': proposals(PROPOSED, '2026-10-01', decided),
  'list-pensiun-instansi': retirements(people),
  'list-pengadaan-instansi': hirings(people),
  'ref-unor': unitTree(),
});

const septemberHistory = (plan: Plan, asOf: PlainDate): History => dirtied(plan.number, cleanHistory(plan, asOf));
/** What failed in September was read in October. */
const octoberHistory = (plan: Plan): History => {
  const { rows } = septemberHistory(plan, OCTOBER);
  return changedLater(plan, { rows, answers: new Map() });
};

/** The first pull: 36 people of three agencies, dirty rows and all. */
export const septemberPull = (): PullFiles =>
  pullOf({
    date: SEPTEMBER,
    people: PEOPLE.map((plan) => ({ plan, history: septemberHistory(plan, SEPTEMBER) })),
    lists: listsOf(PEOPLE, null),
  });

/** The second pull, a month later: what `later.ts` lists, and the figures of the main data that move by themselves. */
export const octoberPull = (): PullFiles => {
  const people = [...PEOPLE.map((plan) => ({ plan, history: octoberHistory(plan) })), newcomer()];
  return pullOf({ date: OCTOBER, people, lists: listsOf([...PEOPLE, NEWCOMER], '2026-09-20') });
};

/** A third pull of one person, not shipped: a course that October lacked is there again. */
export const novemberPull = (): PullFiles => {
  const plan = PEOPLE.find(({ number }) => number === 5)!;
  const { rows, answers } = octoberHistory(plan);
  const history = { rows: { ...rows, kursus: septemberHistory(plan, OCTOBER).rows.kursus }, answers };
  return pullOf({ date: '2026-11-15', people: [{ plan, history }], lists: listsOf(PEOPLE, '2026-09-20') });
};

const newcomer = (): Snapshot['people'][number] => ({ plan: NEWCOMER, history: cleanHistory(NEWCOMER, OCTOBER) });

function answerOf(type: RecordTypeName, { rows, answers }: History): Answer {
  const given = answers.get(type);
  if (given !== undefined) return given;
  if (type === 'data-utama') return oneAnswer(rows[type][0]!);
  return rows[type].length === 0 ? EMPTY_HISTORY : listAnswer(rows[type]);
}

const addressOf = (type: RecordTypeName, nip: string): string =>
  `${SERVICE}/pns/${type === 'data-utama' ? type : `rw-${type}`}/${nip}`;

function pullOf({ date, people, lists }: Snapshot): PullFiles {
  const files = new Map<string, string>();
  const entries: string[] = [];
  const add = (path: string, url: string, seconds: number, { status, body }: Answer): void => {
    const fetchedAt = new Date(Date.parse(`${date}T01:00:00Z`) + seconds * 1_000).toISOString();
    files.set(path, body);
    entries.push(JSON.stringify({ path, url, status, fetchedAt }));
  };
  for (const [name, rows] of Object.entries(lists)) {
    add(`agency/${name}.json`, SERVICE + LIST_ADDRESSES[name]!, 0, listAnswer(rows));
  }
  for (const [index, { plan, history }] of people.entries()) {
    const nip = numberOf(plan);
    for (const type of RECORD_TYPES) {
      add(`${nip}/${type}.json`, addressOf(type, nip), (index + 1) * SECONDS_A_PERSON, answerOf(type, history));
    }
  }
  const head = {
    version: 1,
    agency: '5500',
    fetchedAt: `${date}T01:00:00.000Z`,
    agencies: Object.fromEntries(AGENCY_CODES.map((code) => [instansi(code).id, code])),
  };
  files.set('manifest.json', `${JSON.stringify(head).slice(0, -1)},"files":[\n${entries.join(',\n')}\n]}\n`);
  return files;
}
