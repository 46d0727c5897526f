import { Module, type DynamicModule } from '@nestjs/common';
import { ACCESS_TRAIL, type AccessTrail } from './access-trail/access-trail';
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

interface ReaderParts {
  /** Closed after the application. */
  readonly trail: AccessTrail;
}

/**
 * Answers. The process provides, globally, CONFIG, CLOCK, EVENT_STORE, KEY_STORE and a VIEW_HOST that was opened
 * with PROJECTIONS and started, and closes them after this module.
 */
@Module({})
export class ReaderModule {
  static register({ trail }: ReaderParts): DynamicModule {
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
        { provide: ACCESS_TRAIL, useValue: trail },
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
}
