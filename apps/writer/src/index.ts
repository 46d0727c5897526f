export { CareerCommands } from './career-commands';
export type { KnownFact, KnownPerson } from './imports.controller';
export { kafkaDoor } from './kafka/kafka-door.module';
export { WRITER_ROUTES } from './routes';
export { factId, type CommandContext } from './to-command';
export { WriterModule } from './writer.module';
