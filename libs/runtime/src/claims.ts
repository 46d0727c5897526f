import type { Identifier, IdentifierKind, Uuid } from '@rekam/domain';
import type { Caller } from './caller';
import type { ClaimMap } from './claim-map';
import { problem, type ProblemException } from './problem';

/** Finds the person who holds a number; null when nobody does. */
export type PersonOf = (identifier: Identifier) => Promise<Uuid | null>;

const ROLES: readonly Caller['role'][] = [
  'agency',
  'officer',
  'auditor',
  'person',
  'dashboard',
  'provider',
  'operator',
];
const OF_AN_AGENCY: readonly Caller['role'][] = ['agency', 'officer', 'dashboard'];
const AGENCY = /^\d{4}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A path of one to four steps, none of them `.` or `..`. */
const SOURCE = /^(\/(?!\.{1,2}(\/|$))[\w.~-]{1,100}){1,4}$/;
const SUBJECT_CHARS_MAX = 255;
/** The kinds of a civil servant's number; a provider's `nip` may be either. */
const NUMBER_KINDS: readonly IdentifierKind[] = ['nip', 'ni-pppk'];

/** 401: the token is genuine, but does not say who calls in the words the service knows. */
const claimInvalid = (claim: string, accepted: string): ProblemException =>
  problem(
    401,
    'token-claim-invalid',
    'A claim of the token is missing or not usable.',
    `The claim ${claim} must be ${accepted}.`,
    {
      headers: {
        'www-authenticate': `Bearer realm="rekam-jejak", error="invalid_token", error_description="claim ${claim}"`,
      },
    },
  );

/**
 * Who calls, by the claims of a verified token. Rejects with the problem `token-claim-invalid`, which names the claim
 * as the provider calls it.
 */
export async function callerOf(
  claims: Readonly<Record<string, unknown>>,
  names: ClaimMap,
  personOf: PersonOf | null,
): Promise<Caller> {
  const text = (name: string): string | null => {
    const value = claims[name] ?? null;
    if (value !== null && typeof value !== 'string') throw claimInvalid(name, 'a text');
    return value;
  };
  const issuer = text('iss') ?? '';
  if (issuer === '') throw claimInvalid('iss', 'the name of the issuer');
  const subject = text('sub') ?? '';
  if (subject === '' || subject.length > SUBJECT_CHARS_MAX)
    throw claimInvalid('sub', `a text of 1 to ${SUBJECT_CHARS_MAX} characters`);
  const role = ROLES.find((each) => each === text(names.role));
  if (role === undefined) throw claimInvalid(names.role, `one of ${ROLES.join(', ')}`);
  const agency = text(names.agency);
  if (agency === null ? OF_AN_AGENCY.includes(role) : !AGENCY.test(agency)) {
    throw claimInvalid(names.agency, 'the four digits of an agency');
  }
  const person = text(names.person) ?? (await personBehind(text(names.nip), names, personOf));
  if (person === null ? role === 'person' : !UUID.test(person))
    throw claimInvalid(names.person, 'the UUID of a person, in lower case');
  const source = text(names.source) ?? defaultSource(role, agency, person);
  if (source === null || !SOURCE.test(source) || !isOwnSource(role, agency, source)) {
    throw claimInvalid(
      names.source,
      role === 'provider'
        ? '/providers/<id>'
        : `a path of the caller's own, such as /agencies/${agency ?? '<code>'}/<system>`,
    );
  }
  return Object.freeze({ id: `${issuer}\n${subject}`, issuer, role, agency, person, source });
}

async function personBehind(nip: string | null, names: ClaimMap, personOf: PersonOf | null): Promise<Uuid | null> {
  if (nip === null || personOf === null) return null;
  for (const kind of NUMBER_KINDS) {
    const person = await personOf({ kind, number: nip });
    if (person !== null) return person;
  }
  throw claimInvalid(names.nip, 'a number that the ledger knows');
}

/** An operator imports for every agency, so its prefix is the one that all of them share. */
function defaultSource(role: Caller['role'], agency: string | null, person: Uuid | null): string | null {
  switch (role) {
    case 'agency':
    case 'officer':
    case 'dashboard':
      return `/agencies/${agency}/officers`;
    case 'provider':
      return null;
    case 'person':
      return `/persons/${person}`;
    case 'operator':
      return '/agencies';
    case 'auditor':
      return '/auditors';
    default:
      throw new Error(`no source for ${String(role satisfies never)}`);
  }
}

/** Nobody writes in the name of another agency, whatever the token's issuer says of sources. */
function isOwnSource(role: Caller['role'], agency: string | null, source: string): boolean {
  if (OF_AN_AGENCY.includes(role)) return source.startsWith(`/agencies/${agency}/`);
  return role === 'provider' ? /^\/providers\/[^/]+$/.test(source) : true;
}
