import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programOf, type Form } from './program';

export interface CommandOptions {
  readonly form: Form;
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Whether it writes where this process does; what a quiet one wrote is told when it fails. */
  readonly isQuiet?: boolean;
}

/** Runs a command of `rekam` to its end. Rejects unless it ends with 0. */
export async function rekam(args: readonly string[], options: CommandOptions): Promise<void> {
  const { form, env, signal, isQuiet = false } = options;
  const child = spawn(process.execPath, [...programOf('cli', form), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', isQuiet ? 'pipe' : 'inherit', isQuiet ? 'pipe' : 'inherit'],
    signal,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`rekam ${args.join(' ')} ended with ${code}\n${output}`.trim());
}
