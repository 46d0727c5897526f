import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '@rekam/domain';
import type { Row } from './act';
import { readEnvelope, type Envelope } from './envelope';
import { LOOKUP_LISTS, lookupsFrom, type LookupList, type Lookups } from './lookups';
import { fileFrom, manifestFrom, PullError, type Manifest, type PulledFile } from './manifest';
import { readManifestFile } from './manifest-file';
import { isRecordType } from './record-types';
import { dayOf } from './values';

const MANIFEST = 'manifest.json';
const AGENCY_FOLDER = 'agency';
const BODY_BYTES_MAX = 32 * 1024 * 1024;
const SERVED: ReadonlySet<number> = new Set([200, 404]);

/** One response about a person. */
export interface PulledType extends PulledFile {
  /** The record type by its endpoint, without `rw-`. */
  readonly type: string;
  /** Null for a type that is not mapped: its body is not read. */
  readonly envelope: Envelope | null;
}

export interface PersonPull {
  readonly nip: string;
  /** When the last of the responses came. */
  readonly fetchedAt: string;
  readonly types: readonly PulledType[];
}

/** A folder of responses, one folder a person. */
export interface Pull {
  readonly manifest: Manifest;
  /** How many persons it is about. */
  readonly persons: number;
  readonly pulledOn: PlainDate;
  readonly lookups: Lookups;
  /** The persons in the order of the manifest, one at a time: all of them, or those `wanted` by their number. */
  walk(wanted?: (nip: string) => boolean): AsyncGenerator<PersonPull>;
}

/** Opens a pull: reads its manifest through once, and the agency's lists. Throws PullError. */
export async function openPull(folder: string): Promise<Pull> {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) throw new PullError(`There is no ${MANIFEST} in ${folder}.`);
  const contents = new Contents();
  const entries = readManifestFile(file);
  let index = 0;
  let step = await entries.next();
  for (; step.done !== true; step = await entries.next())
    for (const element of step.value) contents.add(fileFrom(element, index), index++);
  const manifest = manifestFrom(step.value);
  const pulledOn = dayOf(manifest.fetchedAt);
  if (typeof pulledOn !== 'string') throw new PullError(`${MANIFEST}: fetchedAt must be within 1900 to 2199.`);
  return {
    manifest,
    persons: contents.persons,
    pulledOn,
    lookups: readLookups(folder, contents.lists),
    walk: (wanted) => walk(folder, file, wanted),
  };
}

/** What a manifest lists, seen line by line. A person's files stand together, so that one person at a time can be read. */
class Contents {
  readonly lists: PulledFile[] = [];
  readonly #owners = new Set<string>();
  readonly #types = new Set<string>();
  #owner = '';

  get persons(): number {
    return this.#owners.size;
  }

  /** Throws PullError. */
  add(entry: PulledFile, index: number): void {
    const [owner, type] = [ownerOf(entry), typeOf(entry)];
    const where = `${MANIFEST}: files[${index}]`;
    if (owner === AGENCY_FOLDER) {
      this.lists.push(entry);
      return;
    }
    if (owner !== this.#owner) {
      if (this.#owners.has(owner))
        throw new PullError(`${where} must stand together with the other files of the same person.`);
      this.#owners.add(owner);
      this.#owner = owner;
      this.#types.clear();
    }
    if (this.#types.has(type)) throw new PullError(`${where} is a second ${type} of the same person.`);
    this.#types.add(type);
  }
}

const ownerOf = ({ path }: PulledFile): string => path.slice(0, path.indexOf('/'));
const typeOf = ({ path }: PulledFile): string => path.slice(path.indexOf('/') + 1, -'.json'.length).replace(/^rw-/, '');

async function* walk(
  folder: string,
  file: string,
  wanted: (nip: string) => boolean = () => true,
): AsyncGenerator<PersonPull> {
  let files: PulledFile[] = [];
  let index = 0;
  for await (const elements of readManifestFile(file)) {
    for (const element of elements) {
      const entry = fileFrom(element, index++);
      const owner = ownerOf(entry);
      if (owner === AGENCY_FOLDER || !wanted(owner)) continue;
      if (files.length > 0 && ownerOf(files[0]!) !== owner) {
        yield readPerson(folder, files);
        files = [];
      }
      files.push(entry);
    }
  }
  if (files.length > 0) yield readPerson(folder, files);
}

function readPerson(folder: string, files: readonly PulledFile[]): PersonPull {
  const types = files.map((file): PulledType => {
    const type = typeOf(file);
    return { ...file, type, envelope: isRecordType(type) ? readResponse(folder, file) : null };
  });
  const [first, ...others] = files;
  const fetchedAt = others.reduce(
    (latest, each) => (isLater(each.fetchedAt, latest) ? each.fetchedAt : latest),
    first!.fetchedAt,
  );
  return { nip: ownerOf(first!), fetchedAt, types };
}

const isLater = (one: string, other: string): boolean => Date.parse(one) > Date.parse(other);

/**
 * What a response says; its body counts only where its status can mean something. The files are many and small: reading
 * one at once costs a fifth of handing it to another thread.
 */
function readResponse(folder: string, { path, status }: PulledFile): Envelope {
  if (!SERVED.has(status)) return readEnvelope(status, '');
  const file = join(folder, path);
  try {
    if (statSync(file).size > BODY_BYTES_MAX) return { kind: 'failed', reason: 'too-large' };
    return readEnvelope(status, readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'failed', reason: 'no-file' };
    throw error;
  }
}

function readLookups(folder: string, files: readonly PulledFile[]): Lookups {
  const lists = new Map<LookupList, readonly Row[]>();
  for (const file of files) {
    const list = LOOKUP_LISTS.find((each) => each === typeOf(file));
    if (list === undefined) continue;
    const envelope = readResponse(folder, file);
    if (envelope.kind === 'rows') lists.set(list, envelope.rows);
  }
  return lookupsFrom(lists);
}
