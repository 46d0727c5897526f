import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { EventStore } from '@rekam/event-store';
import { EVENT_STORE } from '@rekam/runtime';
import { CareerCommands } from './career-commands';
import { CareerWriter } from './career-writer';
import { Careers } from './careers';
import { COMMAND_HANDLERS } from './commands';
import { CommandsController } from './commands.controller';
import { DayOpener } from './day-opener';
import { EventsController } from './events.controller';
import { Identifiers } from './identifiers';
import { ImportsController } from './imports.controller';
import { PersonsController } from './persons.controller';

/** Commands in, events out. Needs CONFIG, CLOCK, EVENT_STORE and KEY_STORE from a global module of the process. */
@Module({})
export class WriterModule {
  /** `keptEventsMax`: how many events may be kept folded, 1.5 kB each; for processes that hold more than a writer. */
  static register({ keptEventsMax }: { readonly keptEventsMax?: number } = {}): DynamicModule {
    return {
      module: WriterModule,
      imports: [CqrsModule.forRoot()],
      controllers: [CommandsController, EventsController, PersonsController, ImportsController],
      providers: [
        {
          provide: Careers,
          useFactory: (events: EventStore) => new Careers(events, keptEventsMax),
          inject: [EVENT_STORE],
        },
        Identifiers,
        CareerWriter,
        CareerCommands,
        DayOpener,
        ...COMMAND_HANDLERS,
      ],
      exports: [CareerCommands, Identifiers],
    };
  }
}
