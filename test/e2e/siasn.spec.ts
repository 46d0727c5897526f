import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactsAnswer } from '@rekam/reader';
import { ServiceClient } from '../../apps/cli/src/client';
import { DIRTY_ROWS, dirtied, FAILED_ANSWERS, MARKED_ROWS } from '../../apps/cli/src/sample/dirt';
import { cleanHistory } from '../../apps/cli/src/sample/history';
import { ADDED_ROWS, ANNULLED_ROWS, CHANGED_ROWS, VANISHED_ROWS } from '../../apps/cli/src/sample/later';
import { PEOPLE } from '../../apps/cli/src/sample/people';
import { numberOf } from '../../apps/cli/src/sample/plan';
import { novemberPull, octoberPull, septemberPull, type PullFiles } from '../../apps/cli/src/sample/pull';
import { writePull } from '../../apps/cli/src/sample/write-pull';
import { importSiasn } from '../../apps/cli/src/siasn/import';
import type { SiasnImportReport, TypeCounts } from '../../apps/cli/src/siasn/report';
import { AUDITOR, OPERATOR, Service } from './service';

/**
 * What the sample of the national system comes to, counted by hand from what `dirt.ts` and `later.ts` of the sample
 * declare and from the rows of its files, never from what an import says. Numbers in brackets are the sample's people.
 */
const SEPTEMBER: Readonly<Record<string, Partial<TypeCounts>>> = {
  // 36 people: 33 with a CPNS block, all but [9, 19, 31] on contract; 30 of those with a PNS block, all but
  // [10, 24, 35]; 3 contracts; and the titles of all but the five with a school diploma alone [3, 6, 13, 20, 21].
  'data-utama': { rows: 36, recorded: 33 + 30 + 3 + 31 },
  // [4]'s total is not the sum of its parts.
  angkakredit: { rows: 75, recorded: 75, flagged: 1 },
  // [8] to study and back, [12] on leave and back.
  cltn: { rows: 4, recorded: 4 },
  diklat: { rows: 21, recorded: 21 },
  // 2011 to 2013 for those who had begun.
  dp3: { rows: 68, recorded: 68 },
  // [16]'s without a kind and [29]'s rank 39 are refused; [2]'s is on no promotion date.
  golongan: { rows: 149, recorded: 147, rejected: 2, flagged: 1 },
  // [2] imposed and ended, [15] annulled, [36] at a level that the table contradicts.
  hukdis: { rows: 4, recorded: 4, annulled: 1, flagged: 1 },
  // [18]'s day of zeros is refused; [5]'s JPT has no selection.
  jabatan: { rows: 78, recorded: 77, rejected: 1, flagged: 1 },
  // Two quarters of [4, 10, 14, 25]; one of [14] does not say which.
  kinerjaperiodik: { rows: 8, recorded: 8, flagged: 1 },
  // [14]'s is of another employee, [28]'s on 31 February; mentoring [25] and coaching [28] have no pair.
  kursus: { rows: 90, recorded: 88, rejected: 2, flagged: 2 },
  masakerja: { rows: 1, recorded: 1 },
  // [6] and [21] retired, [13] died.
  pemberhentian: { rows: 3, recorded: 3 },
  // One of each, and a later one of [1, 5, 8, 30].
  pendidikan: { rows: 40, recorded: 40 },
  // [14]'s for ten years comes after six.
  penghargaan: { rows: 11, recorded: 11, flagged: 1 },
  // [11] and [34].
  pindahinstansi: { rows: 2, recorded: 2 },
  // [22]'s repeats the row of the post.
  pnsunor: { rows: 1, skipped: 1 },
  pwk: { rows: 1, recorded: 1 },
  // 2017 to 2021 for those who had begun.
  skp: { rows: 145, recorded: 145 },
  // [32]'s could not be read; [26]'s predicate contradicts its ratings.
  skp22: { rows: 126, recorded: 126, flagged: 1 },
};
/** [29]'s place of work, [32]'s appraisals and [34]'s leave could not be read; [22]'s change of unit is an echo. */
const SEPTEMBER_FINDINGS = { failed: 3, echo: 1 };

/** Acts that the first import records, and finds again as they are: the sum of what stands above. */
const RECORDED_IN_SEPTEMBER = 918;

const OCTOBER: Readonly<Record<string, Partial<TypeCounts>>> = {
  // [37] is appointed, with titles; [33] died; [12] has a new title.
  'data-utama': { rows: 37, recorded: 3, corrected: 1, duplicate: 96 },
  angkakredit: { rows: 75, duplicate: 75 },
  cltn: { rows: 4, duplicate: 4 },
  diklat: { rows: 21, duplicate: 21 },
  dp3: { rows: 68, duplicate: 68 },
  // [4] and [32] promoted, [37] hired, [16]'s mended; [1]'s decree has another number; [29]'s is refused still.
  golongan: { rows: 152, recorded: 4, corrected: 1, duplicate: 146, rejected: 1 },
  // [36]'s is stated anew, which is flagged again, and annulled.
  hukdis: { rows: 4, corrected: 1, annulled: 1, duplicate: 3, flagged: 1 },
  jabatan: { rows: 78, duplicate: 77, rejected: 1 },
  // The third quarter of [4, 10, 14, 25].
  kinerjaperiodik: { rows: 12, recorded: 4, duplicate: 8 },
  // [26]'s seminar and [31]'s under a new id, which looks like the old one; [4]'s has more hours; those of [5] and [19]
  // and [31]'s old one are gone; [14]'s and [28]'s are refused still.
  kursus: { rows: 89, recorded: 2, corrected: 1, duplicate: 84, flagged: 1, vanished: 3, rejected: 2 },
  // [20]'s has fewer months.
  masakerja: { rows: 1, corrected: 1 },
  pemberhentian: { rows: 3, duplicate: 3 },
  // [37]'s.
  pendidikan: { rows: 41, recorded: 1, duplicate: 40 },
  // [27]'s only one is gone with its whole history.
  penghargaan: { rows: 10, duplicate: 10, vanished: 1 },
  pindahinstansi: { rows: 2, duplicate: 2 },
  pnsunor: { rows: 1, skipped: 1 },
  pwk: { rows: 1, duplicate: 1 },
  // [3]'s five could not be read, and have not vanished.
  skp: { rows: 140, duplicate: 140 },
  // [32]'s four can be read now; [5]'s first has a better rating.
  skp22: { rows: 130, recorded: 4, corrected: 1, duplicate: 125 },
};
const OCTOBER_FINDINGS = { vanished: 4, failed: 1, echo: 1 };
/** What the second look at October finds as it is: everything that the first one recorded, corrected or found so. */
const KNOWN_IN_OCTOBER = 18 + 6 + 903;
/** Those of whom October said something new; see `later.ts`. Of the others an older pull says nothing that would undo it. */
const CHANGED_IN_OCTOBER = 16;

const NOTHING: Omit<TypeCounts, 'rows'> = {
  recorded: 0,
  duplicate: 0,
  corrected: 0,
  annulled: 0,
  flagged: 0,
  rejected: 0,
  vanished: 0,
  found: 0,
  skipped: 0,
};
const complete = (types: Readonly<Record<string, Partial<TypeCounts>>>) =>
  Object.fromEntries(Object.entries(types).map(([type, counts]) => [type, { ...NOTHING, ...counts }]));

interface Refused {
  readonly type: string;
  readonly row: { readonly id: string };
  readonly why: readonly { readonly code: string }[];
}

describe('the sample of the national system', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'rekam-e2e-siasn-'));
  let service: Service;
  let client: ServiceClient;

  beforeAll(async () => {
    service = await Service.start();
    client = new ServiceClient(service.url, () => service.token(OPERATOR), new AbortController().signal);
  });
  afterAll(async () => {
    await service.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** The pull as a folder, written once. */
  function folderOf(name: string, files: PullFiles): string {
    const folder = join(scratch, name);
    writePull(folder, files);
    return folder;
  }
  const september = folderOf('2026-09', septemberPull());
  const october = folderOf('2026-10', octoberPull());
  const november = folderOf('2026-11', novemberPull());

  const imported = (folder: string, dryRun = false): Promise<SiasnImportReport> =>
    importSiasn({
      folder,
      rejects: null,
      agency: null,
      dryRun,
      client,
      output: { json: true },
      signal: new AbortController().signal,
    });
  const refusedIn = (file: string | null): readonly Refused[] =>
    readFileSync(file!, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Refused);
  /** The record of a row that the sample declares. */
  const recordOf = ({ person, type, row }: Pick<(typeof DIRTY_ROWS)[number], 'person' | 'type' | 'row'>): string => {
    const { rows } = dirtied(person, cleanHistory(PEOPLE[person - 1]!, '2026-09-15'));
    return `${type}/${String(rows[type].at(row)!['id'])}`;
  };

  it('declares what is counted below', () => {
    const outcomes = DIRTY_ROWS.map(({ outcome }) => outcome);
    expect(outcomes.filter((each) => each === 'rejected')).toHaveLength(5);
    expect(outcomes.filter((each) => each === 'flagged')).toHaveLength(5);
    expect([MARKED_ROWS.length, FAILED_ANSWERS.length]).toEqual([4, 3]);
    // [36]'s voided sanction is stated anew first.
    expect(CHANGED_ROWS.length + ANNULLED_ROWS.length).toBe(6);
    // Beside the row that came back under another id.
    expect(VANISHED_ROWS).toHaveLength(4 - 1);
    // Beside [37]'s four acts, and [32]'s four appraisals that could be read at last.
    expect(ADDED_ROWS.length + 4 + 4).toBe(18);
  });

  it('a dry run foresees the first import and records nothing', async () => {
    const head = await service.head();
    const { totals } = await imported(september, true);
    expect(totals.recorded).toBe(RECORDED_IN_SEPTEMBER + 1); // The rank 39 is for the ledger to refuse.
    expect(await service.head()).toBe(head);
  });

  it('September: everything that can be read is recorded', async () => {
    const report = await imported(september);
    expect(report.types).toEqual(complete(SEPTEMBER));
    expect(report.totals).toEqual({
      ...NOTHING,
      rows: 863, // 888 of the files, 25 of them in the lists of the agency.
      recorded: RECORDED_IN_SEPTEMBER,
      annulled: 1,
      flagged: 9, // Five of dirt.ts, and its four marked rows.
      rejected: 5,
      skipped: 1,
    });
    expect(report.findings).toEqual(SEPTEMBER_FINDINGS);
    const refused = refusedIn(report.rejectsFile);
    expect(refused.map(({ why }) => why[0]!.code).toSorted()).toEqual([
      'another-employee',
      'missing',
      'missing',
      'unknown-rank',
      'wrong-form',
    ]);
    const declared = DIRTY_ROWS.filter(({ outcome }) => outcome === 'rejected').map(recordOf);
    expect(refused.map(({ type, row }) => `${type}/${row.id}`).toSorted()).toEqual(declared.toSorted());
  });

  it('marks the rows that the sample declares, and no other', async () => {
    const reading = new ServiceClient(service.url, () => service.token(AUDITOR), new AbortController().signal);
    const head = await service.head();
    const marked: string[] = [];
    for (const plan of PEOPLE) {
      const identifier = { kind: plan.staff === 'PPPK' ? 'ni-pppk' : 'nip', number: numberOf(plan) };
      const { person } = await client.post<{ person: string }>('/v1/persons/resolve', { identifier });
      const { facts } = await reading.get<FactsAnswer>(`/v1/careers/${person}/facts?at-least=${head}`);
      marked.push(...facts.filter(({ flags }) => flags.length > 0).map(({ recordId }) => recordId!));
    }
    const declared = [...DIRTY_ROWS.filter(({ outcome }) => outcome === 'flagged'), ...MARKED_ROWS];
    expect(marked.toSorted()).toEqual(declared.map(recordOf).toSorted());
  });

  it('September again: nothing new', async () => {
    const head = await service.head();
    const report = await imported(september);
    expect(report.totals).toEqual({ ...NOTHING, rows: 863, duplicate: RECORDED_IN_SEPTEMBER, rejected: 5, skipped: 1 });
    expect(report.findings).toEqual(SEPTEMBER_FINDINGS);
    expect(await service.head()).toBe(head);
  });

  it('October: corrections, and what is gone is found missing', async () => {
    const report = await imported(october);
    expect(report.types).toEqual(complete(OCTOBER));
    expect(report.totals).toEqual({
      ...NOTHING,
      rows: 869, // 863, and [37]'s three, two promotions, four quarters, a seminar, four appraisals of [32]; less three gone and five of [3].
      recorded: 18,
      corrected: 6,
      annulled: 1,
      duplicate: 903, // 918 less the four gone, the five of [3] and the six corrected.
      flagged: 2,
      rejected: 4, // Five less [16]'s, which was mended.
      vanished: 4,
      skipped: 1,
    });
    expect(report.findings).toEqual(OCTOBER_FINDINGS);
  });

  it('October again: nothing new', async () => {
    const head = await service.head();
    const report = await imported(october);
    expect(report.totals).toEqual({ ...NOTHING, rows: 869, duplicate: KNOWN_IN_OCTOBER, rejected: 4, skipped: 1 });
    expect(report.findings).toEqual({ failed: 1, echo: 1 });
    expect(await service.head()).toBe(head);
  });

  it('September after October changes nothing', async () => {
    const head = await service.head();
    const { totals, findings } = await imported(september);
    const { recorded, corrected, annulled, vanished, found } = totals;
    expect([recorded, corrected, annulled, vanished, found]).toEqual([0, 0, 0, 0, 0]);
    expect(findings['older-pull']).toBe(CHANGED_IN_OCTOBER);
    expect(await service.head()).toBe(head);
  });

  it('November: a row that was gone is found again', async () => {
    const { persons, totals, findings } = await imported(november);
    expect(persons).toBe(1);
    expect([totals.recorded, totals.corrected, totals.found, totals.vanished]).toEqual([0, 0, 1, 0]);
    expect(findings).toEqual({ 'found-again': 1 });
  });
});
