import { mapPerson, type MappedPerson, type Pull } from '@rekam/siasn';
import { CliError, EXIT } from '../exit-code';
import { factOf } from './fact-of';
import { withMended } from './mended';
import type { MendedRows } from './rejects';

/** A person to import: mapped, and whether all of the person's rows are there. */
export interface Arrival {
  readonly person: MappedPerson;
  readonly isWhole: boolean;
}

/** Persons as they come, and how many there are. */
interface Arrivals {
  readonly count: number;
  walk(): AsyncGenerator<Arrival>;
}

/** Everybody of a pull. */
export function wholePersons(pull: Pull): Arrivals {
  return {
    count: pull.persons,
    async *walk() {
      for await (const person of pull.walk()) yield { person: mapPerson(person, pull, factOf), isWhole: true };
    },
  };
}

/** The mended rows of a rejects file, each person's in the light of the rest of the pull. */
export function mendedPersons(pull: Pull, rows: ReadonlyMap<string, MendedRows>): Arrivals {
  return {
    count: rows.size,
    async *walk() {
      const left = new Set(rows.keys());
      for await (const person of pull.walk((nip) => rows.has(nip))) {
        const mended = rows.get(person.nip)!;
        const wanted = new Set([...mended.values()].flat());
        left.delete(person.nip);
        yield { person: mapPerson(withMended(person, mended), pull, factOf, (row) => wanted.has(row)), isWhole: false };
      }
      if (left.size > 0)
        throw new CliError(`The manifest lists no file of ${left.size} persons of the rejects file.`, EXIT.usage);
    },
  };
}

/** Items in lists of `size`, the last one shorter. */
export async function* inChunks<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<readonly Item[]> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
