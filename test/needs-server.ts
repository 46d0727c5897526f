import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Environment variable: the folder for the notes that say why specs were skipped. */
export const SKIP_FOLDER = 'JEST_SKIP_FOLDER';

/**
 * `describe` for what needs a server of some kind. Where none can run, as `whyNone` says in a sentence, the specs are
 * skipped, and the run says so in a line at its end; with `CI_REQUIRES_SERVERS=1` they fail instead.
 */
export function describeWithServer(kind: string, whyNone: string | null, name: string, specs: () => void): void {
  if (whyNone === null) {
    describe(name, specs);
  } else if (process.env['CI_REQUIRES_SERVERS'] === '1') {
    describe(name, () => {
      it(`has ${kind}, as CI_REQUIRES_SERVERS=1 asks`, () => {
        throw new Error(whyNone);
      });
    });
  } else {
    describe.skip(name, specs);
    const folder = process.env[SKIP_FOLDER];
    if (folder !== undefined) writeFileSync(join(folder, kind), whyNone);
  }
}

/** A line for each kind of server whose specs were skipped. */
export const skipNotes = (folder: string): string[] =>
  readdirSync(folder).map(
    (kind) => `Specs that need ${kind} were skipped. ${readFileSync(join(folder, kind), 'utf8')}.\n`,
  );
