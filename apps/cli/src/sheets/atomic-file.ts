import { rename, rm } from 'node:fs/promises';
import { CliError, EXIT } from '../exit-code';

/** Where a file is written before it is whole. */
export const partOf = (file: string): string => `${file}.${process.pid}.part`;

/** Writes a file under another name first, so that nobody ever meets half of it. */
export async function atomically(file: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = partOf(file);
  try {
    await write(part);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new CliError(`Cannot write ${file}: ${message}`, EXIT.usage);
  }
}
