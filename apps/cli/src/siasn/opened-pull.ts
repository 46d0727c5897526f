import { openPull, PullError, type Pull } from '@rekam/siasn';
import { CliError, EXIT } from '../exit-code';

/** Opens a pull for a command. Throws CliError when it cannot be used. */
export async function openedPull(folder: string): Promise<Pull> {
  try {
    return await openPull(folder);
  } catch (error) {
    throw error instanceof PullError ? new CliError(error.message, EXIT.usage) : error;
  }
}
