import type { Command } from 'commander';

/** The command that others hang under, such as `import`; whoever comes first adds it. */
export function groupNamed(program: Command, name: string, description: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? program.command(name).description(description);
}
