import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Body, Controller, Get, HttpCode, Inject, Logger, Post, Res } from '@nestjs/common';
import type { EventStore, KeyStore, SqliteEventStore } from '@rekam/event-store';
import { ViewHost, type RebuildProgress } from '@rekam/projection';
import {
  Access,
  actorOf,
  CONFIG,
  CurrentCaller,
  EVENT_STORE,
  KEY_STORE,
  problem,
  Shutdown,
  VIEW_HOST,
  type Caller,
  type Config,
} from '@rekam/runtime';
import type { FastifyReply } from 'fastify';
import { ACCESS_TRAIL, type AccessTrail } from '../access-trail/access-trail';
import { TRAIL_FILE } from '../access-trail/sqlite-access-table';
import { answerWithProgress } from '../ndjson';
import { bodyOf, invalidValue } from '../request';
import { newBackupFolder } from './backup-folder';
import { statusOf, type StatusAnswer } from './status';

/** What was copied. */
export interface BackupAnswer {
  readonly folder: string;
  /** Position of the last event in the copy. */
  readonly position: string;
  readonly bytes: number;
  /** False where PostgreSQL keeps it, whose own tools copy it. */
  readonly hasAccessTrail: boolean;
}

const hasBackup = (events: EventStore): events is SqliteEventStore => 'backup' in events;

/** What the people who run the service ask of it. Operations are written to the log with who asked. */
@Controller('v1')
export class OperationsController {
  private readonly log = new Logger('operations');
  /** The operation under way: one at a time, since each reads the whole log. */
  private running: string | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(EVENT_STORE) private readonly events: EventStore,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(VIEW_HOST) private readonly views: ViewHost,
    @Inject(ACCESS_TRAIL) private readonly trail: AccessTrail,
    private readonly shutdown: Shutdown,
  ) {}

  @Get('status')
  @Access('status')
  async status(): Promise<StatusAnswer> {
    return statusOf(this.views, this.events, this.config);
  }

  /** Folds views anew beside the running ones; the answer is a line a report. */
  @Post('operations/rebuild')
  @HttpCode(200)
  @Access('operate')
  rebuild(@Body() body: unknown, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply): void {
    const names = this.viewsIn(bodyOf(body ?? {}, ['view']).view);
    this.assertIdle();
    answerWithProgress(reply, this.shutdown, (report, signal) => this.rebuilds(names, caller, report, signal));
  }

  private async *rebuilds(
    names: readonly string[],
    caller: Caller,
    report: (progress: object) => void,
    signal: AbortSignal,
  ): AsyncGenerator<object> {
    // Begun here and not before, so that an answer nobody ever takes leaves nothing begun.
    this.begin('rebuild', caller, { views: names });
    let outcome = 'failed';
    try {
      const [first, ...others] = names;
      const options = {
        signal,
        onProgress: ({ position, head, eventsPerSecond }: RebuildProgress) =>
          report({ position: String(position), head: String(head), eventsPerSecond: Math.round(eventsPerSecond) }),
      };
      // All of them together read the log once.
      const rebuilt =
        first !== undefined && others.length === 0
          ? new Map([[first, await this.views.rebuild(first, options)]])
          : await this.views.rebuildAll(options);
      for (const [view, { position, ...done }] of rebuilt)
        yield { view, done: { ...done, position: String(position) } };
      outcome = 'done';
    } catch (error) {
      // The answer does not have the insides of a server.
      this.log.warn({ msg: 'operation failed', operation: 'rebuild', err: error });
      throw error;
    } finally {
      this.end('rebuild', caller, outcome);
    }
  }

  /** Copies log, keys and access trail while the service goes on. */
  @Post('operations/backup')
  @HttpCode(200)
  @Access('operate')
  async backup(@Body() body: unknown, @CurrentCaller() caller: Caller): Promise<BackupAnswer> {
    const { events } = this;
    const { folder: name } = bodyOf(body, ['folder']);
    if (!hasBackup(events)) {
      throw problem(
        409,
        'backup-unsupported',
        'This log is not in the data folder.',
        'Servers of events, keys and the access trail are backed up together by their own tools: see deploy/RUNBOOK.md.',
      );
    }
    this.assertIdle();
    const folder = newBackupFolder(this.config.dataFolder, name);
    this.begin('backup', caller, { folder });
    let outcome = 'failed';
    try {
      const position = await events.backup(folder);
      const hasAccessTrail = this.config.postgresUrl === null;
      if (hasAccessTrail) await this.trail.backupTo(join(folder, TRAIL_FILE));
      const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
      outcome = 'done';
      return { folder, position: position.toString(), bytes, hasAccessTrail };
    } finally {
      this.end('backup', caller, outcome);
    }
  }

  /** The views named: one, or all of them. */
  private viewsIn(view: unknown): readonly string[] {
    const known = this.views.statuses().map(({ name }) => name);
    if (view === undefined) return known;
    if (typeof view === 'string' && known.includes(view)) return [view];
    throw invalidValue('/view', {
      id: 'View tidak dikenal.',
      en: 'There is no such view.',
      accepted: known.join(', '),
    });
  }

  private assertIdle(): void {
    if (this.running === null) return;
    const detail = `Wait until the ${this.running} has ended.`;
    throw problem(409, 'operation-running', 'Another operation is under way.', detail, { retryable: true });
  }

  private begin(operation: string, caller: Caller, details: object): void {
    this.assertIdle();
    this.running = operation;
    this.note('operation begun', operation, caller, details);
  }

  private end(operation: string, caller: Caller, outcome: string): void {
    this.running = null;
    this.note('operation ended', operation, caller, { outcome });
  }

  private note(msg: string, operation: string, caller: Caller, details: object): void {
    this.log.log({ msg, audit: true, operation, actor: actorOf(this.keys, caller), role: caller.role, ...details });
  }
}
