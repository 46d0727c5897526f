import type { Type } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CATALOGUE, type CommandContract, type CommandData } from '@rekam/contracts';
import { CareerCommands } from './career-commands';
import type { CommandOutcome } from './command-outcome';
import type { CommandContext } from './to-command';

/** A command on the bus: validated data, and how it came in. Each act has a class of its own. */
export abstract class CareerCommand extends Command<CommandOutcome> {
  constructor(
    readonly data: CommandData,
    readonly context: CommandContext,
  ) {
    super();
  }
}

type CareerCommandType = new (data: CommandData, context: CommandContext) => CareerCommand;

interface Dispatched {
  readonly command: CareerCommandType;
  readonly handler: Type<ICommandHandler<CareerCommand>>;
}

/** The command class of a contract, under its literal name, and its handler; all handlers share one `execute`. */
function dispatched(contract: CommandContract): Dispatched {
  class ActCommand extends CareerCommand {}
  Object.defineProperty(ActCommand, 'name', { value: contract.command });

  @CommandHandler(ActCommand)
  class ActHandler implements ICommandHandler<ActCommand> {
    constructor(private readonly commands: CareerCommands) {}

    execute({ data, context }: ActCommand): Promise<CommandOutcome> {
      return this.commands.execute(data, contract, context);
    }
  }
  Object.defineProperty(ActHandler, 'name', { value: `${contract.command}Handler` });
  return { command: ActCommand, handler: ActHandler };
}

const DISPATCHED: ReadonlyMap<CommandContract, Dispatched> = new Map(
  CATALOGUE.map((contract) => [contract, dispatched(contract)]),
);

/** The handlers of every command of the catalogue, as providers. */
export const COMMAND_HANDLERS: readonly Type[] = [...DISPATCHED.values()].map(({ handler }) => handler);

/** The bus's command for validated data. */
export function commandOf(contract: CommandContract, data: CommandData, context: CommandContext): CareerCommand {
  return new (DISPATCHED.get(contract)!.command)(data, context);
}
