export { CareerCommands } from './career-commands';
export { Identifiers } from './identifiers';
export type { KnownFact, KnownPerson } from './imports.controller';
export { WRITER_ROUTES } from './routes';
export { factId, type CommandContext } from './to-command';
export { WriterModule } from './writer.module';
