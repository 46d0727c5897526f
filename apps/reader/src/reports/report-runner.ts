import { Inject, Injectable } from '@nestjs/common';
import type { Uuid } from '@rekam/domain';
import type { EventStore, KeyStore } from '@rekam/event-store';
import { ViewHost } from '@rekam/projection';
import { CLOCK, EVENT_STORE, KEY_STORE, ProblemException, VIEW_HOST, type Caller, type Clock } from '@rekam/runtime';
import { RecordDoor } from '../access-trail/record-door';
import { HistoryReader } from '../careers/history-reader';
import { untilReached } from '../catch-up';
import type { CurrentStateRow, DirectoryRow } from '../views';
import { countEverEmployedBy, everEmployedBy } from './candidates';
import type { Named, Report } from './report';

/** Persons read side by side; a career has 50 to 300 events of about 3 kB. */
const PERSONS_PAGE_MAX = 16;

/** The views that say whom a report is about. */
const VIEWS = ['directory', 'current-state'] as const;

/** On whose behalf a report is made, and how its progress is told. */
export interface ReportRun {
  readonly agency: string;
  readonly caller: Caller;
  readonly purpose: string;
  readonly tell: (progress: { readonly persons: number; readonly of: number }) => void;
  readonly signal: AbortSignal;
}

/** Makes reports: a page of persons at a time, of which nothing is told before their reading is on the access trail. */
@Injectable()
export class ReportRunner {
  constructor(
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly door: RecordDoor,
  ) {}

  /** Position of the log that the views behind a report have reached. */
  async position(): Promise<bigint> {
    const [directory, currentState] = await Promise.all(
      VIEWS.map(async (name) => (await this.views.projector(name).views.progress()).position),
    );
    return directory! < currentState! ? directory! : currentState!;
  }

  /** Waits until they have reached a position. Throws the retryable problem `position-not-reached`. */
  async reached(position: bigint): Promise<void> {
    for (const name of VIEWS) await untilReached(this.views.projector(name), position);
  }

  /** The lines of a report about persons, one object each, and at the end `{summary}`. */
  async *lines(report: Report, { agency, caller, purpose, tell, signal }: ReportRun): AsyncGenerator<object> {
    // A reader of its own: whoever asks about single persons meanwhile keeps what was read for them.
    const histories = new HistoryReader(this.events, this.keys, this.views, this.clock);
    const of = await countEverEmployedBy(this.views, agency);
    let persons = 0;
    for await (const page of everEmployedBy(this.views, agency, PERSONS_PAGE_MAX)) {
      signal.throwIfAborted();
      const [rows, names] = await Promise.all([this.rowsOf(page), this.namesOf(page)]);
      const found = await Promise.all(
        rows.map(async (row, at) => (row === null ? [] : linesOf(report, row, names[at]!, histories))),
      );
      const told = page.filter((_, at) => found[at]!.length > 0);
      if (told.length > 0) await this.door.note(told, caller, purpose);
      yield* found.flat();
      persons += page.length;
      tell({ persons, of });
    }
    yield { summary: report.summary() };
  }

  private async rowsOf(persons: readonly Uuid[]): Promise<readonly (CurrentStateRow | null)[]> {
    const keys = persons.map((person) => [person]);
    return (await this.views
      .projector('current-state')
      .views.load('current-state', keys)) as readonly (CurrentStateRow | null)[];
  }

  private async namesOf(persons: readonly Uuid[]): Promise<readonly Named[]> {
    const keys = persons.map((person) => [person]);
    const rows = (await this.views
      .projector('directory')
      .views.load('directory', keys)) as readonly (DirectoryRow | null)[];
    return persons.map((person, at) => ({
      person,
      name: rows[at]?.name ?? null,
      number: rows[at]?.numbers.at(-1) ?? null,
    }));
  }
}

/** None of a person who was merged into another by then, and none of whom the ledger knew nothing yet. */
async function linesOf(
  report: Report,
  row: CurrentStateRow,
  who: Named,
  histories: HistoryReader,
): Promise<readonly object[]> {
  try {
    const { history, axes } = await histories.read(row, report.asked);
    return history.state.mergedInto === null ? report.linesOf({ who, history, axes }) : [];
  } catch (error) {
    if (error instanceof ProblemException && error.problem.type === '/problems/not-known-then') return [];
    throw error;
  }
}
