import type { Json, JsonObject } from '@rekam/domain';

/** What a pull says of itself: the head of `manifest.json`, without its list of files. */
export interface Manifest {
  readonly version: 1;
  /** The ledger's code of the agency whose people were pulled. */
  readonly agency: string;
  /** RFC 3339. */
  readonly fetchedAt: string;
  /** The ledger's four-digit code of each agency, by the source's id. */
  readonly agencies: Readonly<Record<string, string>>;
  /** Names of units by the source's id. */
  readonly units: Readonly<Record<string, string>>;
}

/** One response, as the manifest's list has it. */
export interface PulledFile {
  /** `<NIP>/<record type>.json`, or `agency/<list>.json`. */
  readonly path: string;
  readonly url: string;
  /** HTTP status. */
  readonly status: number;
  readonly fetchedAt: string;
}

/** A pull that cannot be used; the message names the file and the field, and says what to do. */
export class PullError extends Error {
  override readonly name = 'PullError';
}

const AGENCY = /^\d{4}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const PATH = /^(?:\d{18}|agency)\/[a-z0-9-]{1,60}\.json$/;
const MANIFEST = 'manifest.json';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(field: string, accepted: string): never {
  throw new PullError(`${MANIFEST}: ${field} must be ${accepted}.`);
}

const isInstant = (value: Json | undefined): value is string =>
  typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));

function textsOf(
  value: Json | undefined,
  field: string,
  pattern: RegExp,
  accepted: string,
): Readonly<Record<string, string>> {
  if (!isObject(value)) refuse(field, 'an object');
  for (const [key, each] of Object.entries(value))
    if (typeof each !== 'string' || !pattern.test(each)) refuse(`${field}["${key}"]`, accepted);
  return value as Readonly<Record<string, string>>;
}

/** The head of the manifest. Throws PullError. */
export function manifestFrom(head: Json): Manifest {
  if (!isObject(head)) throw new PullError(`${MANIFEST}: must be a JSON object.`);
  const { version, agency, fetchedAt, agencies, units, files } = head;
  if (version !== 1) refuse('version', '1');
  if (typeof agency !== 'string' || !AGENCY.test(agency))
    refuse('agency', "the ledger's code of the agency, four digits as text");
  if (!isInstant(fetchedAt)) refuse('fetchedAt', 'an RFC 3339 instant, such as 2026-03-01T02:00:00Z');
  // Its lines were taken as they came: the list itself is left, and is missing where there was none.
  if (!Array.isArray(files)) refuse('files', 'a list of the responses');
  return {
    version,
    agency,
    fetchedAt,
    agencies: textsOf(agencies, 'agencies', AGENCY, 'a four-digit code as text'),
    units: units === undefined ? {} : textsOf(units, 'units', /\S/, 'the name of the unit'),
  };
}

/** One line of the list of files, `index` from 0. Throws PullError. */
export function fileFrom(value: Json, index: number): PulledFile {
  const field = `files[${index}]`;
  if (!isObject(value)) refuse(field, 'an object');
  const { path, url, status, fetchedAt } = value;
  if (typeof path !== 'string' || !PATH.test(path))
    refuse(`${field}.path`, '<NIP of 18 digits>/<record type>.json or agency/<list>.json');
  if (typeof url !== 'string') refuse(`${field}.url`, 'the address that was asked, as text');
  if (typeof status !== 'number' || !Number.isInteger(status))
    refuse(`${field}.status`, 'the HTTP status, a whole number');
  if (!isInstant(fetchedAt)) refuse(`${field}.fetchedAt`, 'an RFC 3339 instant, such as 2026-03-01T02:00:00Z');
  return { path, url, status, fetchedAt };
}
