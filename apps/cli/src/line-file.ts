import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync, type WriteStream } from 'node:fs';
import { CliError } from './exit-code';

/** A file of JSON lines that is there only when it has a line. One of that name is kept as `<file>.previous`. */
export class LineFile {
  #out: WriteStream | null = null;
  #failure: Error | null = null;

  constructor(readonly file: string) {
    // Somebody may have been mending it.
    if (existsSync(file)) renameSync(file, `${file}.previous`);
  }

  /** Adds lines, which stand together whoever else writes. Throws CliError when the file cannot be written. */
  async write(lines: readonly unknown[]): Promise<void> {
    if (lines.length === 0) return;
    if (this.#out === null) {
      // Names and numbers of persons are in it.
      this.#out = createWriteStream(this.file, { mode: 0o600 });
      this.#out.on('error', (error) => (this.#failure = error));
    }
    this.#mustBeSound();
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    if (this.#out.write(text)) return;
    await once(this.#out, 'drain').catch(() => undefined);
    this.#mustBeSound();
  }

  /** The name of the file; null when nothing was written. Throws CliError when not all of it is there. */
  async close(): Promise<string | null> {
    if (this.#out === null) return null;
    this.#out.end();
    if (!this.#out.closed) await once(this.#out, 'close').catch(() => undefined);
    this.#mustBeSound();
    return this.file;
  }

  #mustBeSound(): void {
    if (this.#failure !== null) throw new CliError(`Cannot write ${this.file}: ${this.#failure.message}`);
  }
}
