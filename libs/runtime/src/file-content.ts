import { readFileSync } from 'node:fs';
import { ConfigError } from './config';

/** What a configured file holds, without the end of its line, which editors add. Throws ConfigError. */
export function contentOf(file: string, variable: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError([`${file} (${variable}) cannot be read: ${(error as Error).message}.`]);
  }
  if (content === '') throw new ConfigError([`${file} (${variable}) is empty; accepted: a file that holds it.`]);
  return content;
}
