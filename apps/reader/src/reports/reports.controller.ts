import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { KnownAt } from '@rekam/domain';
import type { EventStore } from '@rekam/event-store';
import {
  Access,
  CLOCK,
  CONFIG,
  CurrentCaller,
  EVENT_STORE,
  mayReadAgency,
  outsideJurisdiction,
  problem,
  Shutdown,
  type Caller,
  type Clock,
  type Config,
} from '@rekam/runtime';
import type { FastifyReply } from 'fastify';
import { purposeOf } from '../access-trail/record-door';
import { knownAtText, refuseFuture } from '../careers/axes';
import { HistoryReader } from '../careers/history-reader';
import { answerWithProgress } from '../ndjson';
import { agencyOf, positionOf, queryOf } from '../request';
import { LateActs } from './late-acts';
import { LedgerDays } from './ledger-days';
import { OddActs } from './odd-acts';
import type { KnownAxes, Report } from './report';
import { lateActsOf, oddActsOf, stateAsked } from './report-request';
import { ReportRunner } from './report-runner';
import { StateReport } from './state-report';

/** Reports under way: each reads whole careers, and other questions want their turn. */
const REPORTS_MAX = 4;

interface Asked {
  readonly reply: FastifyReply;
  readonly caller: Caller;
  readonly agency: string;
  readonly purpose: string;
}

/**
 * Reports about an agency's persons, as lines of JSON: `{report}`, then a line a finding with `{persons, of}` between
 * them, at the end `{summary}`, or `{failed}` with a problem.
 */
@Controller('v1/agencies/:code/reports')
export class ReportsController {
  /** Ids of the callers whose report is under way, one each. */
  private readonly running = new Set<string>();

  constructor(
    private readonly runner: ReportRunner,
    private readonly histories: HistoryReader,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly shutdown: Shutdown,
  ) {}

  /** Acts by how late the ledger knew of them, with the pay that waited. */
  @Post('late-acts')
  @HttpCode(200)
  @Access('reports')
  async late(
    @Param('code') code: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Headers('x-purpose') purpose: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = admitted(reply, caller, code, purpose);
    const parameters = lateActsOf(body);
    await this.waited(query);
    const now = await this.asKnownNow();
    this.answer('late-acts', asked, new LateActs(asked.agency, now, parameters, new LedgerDays(this.config.timeZone)));
  }

  /** Acts with a flag, after an exit that was learned of later, or against the order of their documents. */
  @Post('odd-acts')
  @HttpCode(200)
  @Access('reports')
  async odd(
    @Param('code') code: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Headers('x-purpose') purpose: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = admitted(reply, caller, code, purpose);
    const parameters = oddActsOf(body);
    await this.waited(query);
    const now = await this.asKnownNow();
    this.answer('odd-acts', asked, new OddActs(asked.agency, now, parameters, new LedgerDays(this.config.timeZone)));
  }

  /** Whom the agency employed on a day, as known at a time. */
  @Post('state')
  @HttpCode(200)
  @Access('reports')
  async state(
    @Param('code') code: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Headers('x-purpose') purpose: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = admitted(reply, caller, code, purpose);
    const given = stateAsked(body, this.config.timeZone);
    await this.waited(query);
    const validAt = given.validAt ?? (await this.histories.openDay());
    const { knownAt } = given.knownAt === null ? await this.asKnownNow() : await this.asKnownThen(given.knownAt);
    this.answer('state', asked, new StateReport(asked.agency, { validAt, knownAt }));
  }

  /** Waits for the position that the query asks for. */
  private async waited(query: unknown): Promise<void> {
    const atLeast = positionOf('at-least', queryOf(query, ['at-least'])['at-least']);
    if (atLeast !== null) await this.runner.reached(atLeast);
  }

  /** Everything that is known by now, in a form that a later question can repeat. */
  private async asKnownNow(): Promise<KnownAxes> {
    return { validAt: null, knownAt: { position: await this.runner.position() } };
  }

  /** What was known at a time; the views that name the persons have to have come so far. */
  private async asKnownThen(knownAt: KnownAt): Promise<KnownAxes> {
    const head = await this.events.head();
    refuseFuture(knownAt, head, this.clock.now());
    await this.runner.reached('position' in knownAt ? knownAt.position : head);
    return { validAt: null, knownAt };
  }

  private answer(name: string, { reply, caller, agency, purpose }: Asked, report: Report): void {
    this.assertRoom(caller);
    answerWithProgress(reply, this.shutdown, (tell, signal) =>
      this.made(name, report, { agency, caller, purpose, tell, signal }),
    );
  }

  private async *made(name: string, report: Report, run: Parameters<ReportRunner['lines']>[1]): AsyncGenerator<object> {
    // Begun here and not before, so that an answer nobody ever takes leaves nothing begun.
    this.assertRoom(run.caller);
    this.running.add(run.caller.id);
    try {
      yield { report: { name, agency: run.agency, knownAt: knownAtText(report.asked.knownAt), ...report.head } };
      yield* this.runner.lines(report, run);
    } finally {
      this.running.delete(run.caller.id);
    }
  }

  private assertRoom({ id }: Caller): void {
    if (this.running.has(id)) {
      const detail = 'Accepted: one report at a time; wait until it has ended, or close its connection.';
      throw problem(429, 'report-running', 'A report of this caller is under way.', detail, { retryable: true });
    }
    if (this.running.size < REPORTS_MAX) return;
    const detail = `Accepted: ${REPORTS_MAX} reports at a time in this process. Ask again shortly.`;
    throw problem(503, 'reports-exhausted', 'Too many reports are under way.', detail, { retryable: true });
  }
}

function admitted(reply: FastifyReply, caller: Caller, code: string, purpose: string | undefined): Asked {
  const agency = agencyOf(code, '/code');
  if (!mayReadAgency(caller, agency)) throw outsideJurisdiction();
  return { reply, caller, agency, purpose: purposeOf(purpose, 'reports') };
}
