import { join } from 'node:path';
import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, CONFIG, type Clock, type Config } from '@rekam/runtime';
import { AccessStore, TRAIL_FILE } from './access-trail/access-store';
import { AccessesController } from './access-trail/accesses.controller';
import { RecordDoor } from './access-trail/record-door';
import { AgenciesController } from './agencies/agencies.controller';
import { CareerReader } from './careers/career-reader';
import { CareersController } from './careers/careers.controller';
import { HistoryReader } from './careers/history-reader';
import { DirectoryController } from './directory/directory.controller';
import { PersonSearch } from './directory/person-search';
import { FactsController } from './facts/facts.controller';
import { FeedsController } from './feeds/feeds.controller';
import { OpenFeeds } from './feeds/open-feeds';
import { NoticeOutbox } from './notices/notice-outbox';
import { NoticesController } from './notices/notices.controller';
import { OperationsController } from './operations/operations.controller';
import { ReportRunner } from './reports/report-runner';
import { ReportsController } from './reports/reports.controller';
import { TimelineController } from './timeline/timeline.controller';
import { TimelineReader } from './timeline/timeline-reader';

/**
 * Answers. The process provides, globally, CONFIG, CLOCK, EVENT_STORE, KEY_STORE and a VIEW_HOST that was opened
 * with PROJECTIONS and started, and closes them after this module.
 */
@Module({})
export class ReaderModule implements OnApplicationShutdown {
  constructor(private readonly trail: AccessStore) {}

  static register(): DynamicModule {
    return {
      module: ReaderModule,
      controllers: [
        CareersController,
        FactsController,
        TimelineController,
        AccessesController,
        DirectoryController,
        AgenciesController,
        FeedsController,
        NoticesController,
        ReportsController,
        OperationsController,
      ],
      providers: [
        {
          provide: AccessStore,
          inject: [CONFIG, CLOCK],
          useFactory: ({ dataFolder }: Config, clock: Clock) =>
            new AccessStore(join(dataFolder, TRAIL_FILE), () => clock.now()),
        },
        RecordDoor,
        HistoryReader,
        CareerReader,
        TimelineReader,
        PersonSearch,
        OpenFeeds,
        NoticeOutbox,
        ReportRunner,
      ],
    };
  }

  /** The last request has ended by now. */
  onApplicationShutdown(): void {
    this.trail.close();
  }
}
