import { Option, type Command } from 'commander';
import { LocalIssuer } from '@rekam/runtime';
import { configOf, type GlobalOptions } from '../connection';
import { CliError, EXIT } from '../exit-code';
import { printJson } from '../output';

const TOKEN_ROLES = ['agency', 'officer', 'auditor', 'person', 'dashboard', 'provider', 'operator'] as const;

interface TokenOptions extends GlobalOptions {
  readonly role: (typeof TOKEN_ROLES)[number];
  readonly agency?: string;
  readonly person?: string;
  readonly source?: string;
}

/** Issues a token of the data folder's own issuer. */
export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('a token of 8 hours, signed with the key in the data folder')
    .addOption(new Option('--role <role>', 'what the caller may do').choices([...TOKEN_ROLES]).makeOptionMandatory())
    .option('--agency <code>', 'the agency of an agency system, officer or dashboard, such as 5500')
    .option('--person <uuid>', 'the person a person token speaks for')
    .option('--source <path>', 'prefix of the sources it may send as, such as /agencies/5500/simpeg')
    .addHelpText(
      'after',
      '\nExamples:\n  npm run rekam -- token --role agency --agency 5500\n  npm run rekam -- token --role auditor',
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<TokenOptions>();
      const needsAgency = ['agency', 'officer', 'dashboard'].includes(options.role);
      if (needsAgency && options.agency === undefined)
        throw new CliError(`The role ${options.role} needs --agency.`, EXIT.usage);
      if (options.role === 'person' && options.person === undefined)
        throw new CliError('The role person needs --person.', EXIT.usage);
      if (options.role === 'provider' && options.source === undefined)
        throw new CliError('The role provider needs --source, such as /providers/bpsdm.', EXIT.usage);
      const issuer = await LocalIssuer.open(configOf(options).dataFolder);
      const { role, agency, person, source } = options;
      const token = await issuer.sign({ sub: person ?? `${role}-cli`, role, agency, person, source });
      if (options.json) printJson({ token });
      else process.stdout.write(`${token}\n`);
    });
}
