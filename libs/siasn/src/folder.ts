import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, PlainDate } from '@rekam/domain';
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
  if (!(await isThere(file))) throw new PullError(`There is no ${MANIFEST} in ${folder}.`);
  const seen = new Set<string>();
  const lists: PulledFile[] = [];
  const entries = readManifestFile(file);
  let index = 0;
  let owner = '';
  let step = await entries.next();
  for (; step.done !== true; step = await entries.next()) {
    for (const element of step.value) {
      const entry = fileFrom(element, index);
      const next = ownerOf(entry);
      if (next === AGENCY_FOLDER) lists.push(entry);
      else if (next !== owner) {
        owner = next;
        if (seen.has(owner))
          throw new PullError(
            `${MANIFEST}: files[${index}] of ${owner} must stand together with the other files of the same person.`,
          );
        seen.add(owner);
      }
      index++;
    }
  }
  const manifest = manifestFrom(step.value as Json);
  const pulledOn = dayOf(manifest.fetchedAt);
  if (typeof pulledOn !== 'string') throw new PullError(`${MANIFEST}: fetchedAt must be within 1900 to 2199.`);
  return {
    manifest,
    persons: seen.size,
    pulledOn,
    lookups: await readLookups(folder, lists),
    walk: (wanted) => walk(folder, file, wanted),
  };
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
        yield await readPerson(folder, files);
        files = [];
      }
      files.push(entry);
    }
  }
  if (files.length > 0) yield await readPerson(folder, files);
}

async function readPerson(folder: string, files: readonly PulledFile[]): Promise<PersonPull> {
  const types = await Promise.all(
    files.map(async (file): Promise<PulledType> => {
      const type = typeOf(file);
      return { ...file, type, envelope: isRecordType(type) ? await readResponse(folder, file) : null };
    }),
  );
  const fetchedAt = files.reduce(
    (latest, each) => (isLater(each.fetchedAt, latest) ? each.fetchedAt : latest),
    files[0]!.fetchedAt,
  );
  return { nip: ownerOf(files[0]!), fetchedAt, types };
}

const isLater = (one: string, other: string): boolean => Date.parse(one) > Date.parse(other);

/** What a response says; its body counts only where its status can mean something. */
async function readResponse(folder: string, { path, status }: PulledFile): Promise<Envelope> {
  if (!SERVED.has(status)) return readEnvelope(status, '');
  const file = join(folder, path);
  try {
    const { size } = await stat(file);
    if (size > BODY_BYTES_MAX) return { kind: 'failed', reason: 'too-large' };
    return readEnvelope(status, await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'failed', reason: 'no-file' };
    throw error;
  }
}

async function readLookups(folder: string, files: readonly PulledFile[]): Promise<Lookups> {
  const lists = new Map<LookupList, readonly Row[]>();
  for (const file of files) {
    const list = LOOKUP_LISTS.find((each) => each === typeOf(file));
    if (list === undefined) continue;
    const envelope = await readResponse(folder, file);
    if (envelope.kind === 'rows') lists.set(list, envelope.rows);
  }
  return lookupsFrom(lists);
}

const isThere = async (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
