import { rename, rm, writeFile } from 'node:fs/promises';
import { CliError, EXIT } from '../exit-code';

/** Where a file is written before it is whole. */
export const partOf = (file: string): string => `${file}.${process.pid}.part`;

/**
 * Writes a file under another name first, so that nobody ever meets half of it. Names and numbers of persons may be in
 * it: whoever made it gives it to others.
 */
export async function atomically(file: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = partOf(file);
  try {
    await writeFile(part, '', { mode: 0o600 });
    await write(part);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new CliError(`Cannot write ${file}: ${message}`, EXIT.usage);
  }
}
