import { BKN, type Channel, type Command } from '@rekam/domain';
import type { Caller } from './caller';
import { problem, type ProblemException } from './problem';

/**
 * Who may enter which route, and how far the view reaches from there: the one place. What an agency may record is
 * the domain's authority table; that needs the person's career, this does not.
 */
const ROLES_BY_ROUTE = {
  command: ['agency', 'officer', 'provider', 'person', 'operator'],
  events: ['agency', 'provider', 'operator'],
  resolve: ['agency', 'officer', 'auditor', 'operator'],
  'imports-known': ['agency', 'operator'],
  'career-read': ['person', 'agency', 'officer', 'auditor'],
  'timeline-read': ['person', 'agency', 'officer', 'auditor'],
  'career-feed': ['person', 'agency', 'officer', 'auditor'],
  'accesses-read': ['person', 'auditor'],
  search: ['agency', 'officer', 'auditor'],
  'agency-overview': ['agency', 'officer', 'dashboard', 'auditor'],
  'agency-feed': ['agency', 'officer', 'dashboard', 'auditor'],
  reports: ['agency', 'officer', 'auditor'],
  // What sends an agency's messages is a system, so nobody else takes from its outbox.
  notices: ['agency'],
  'notices-feed': ['agency'],
  status: ['operator', 'auditor'],
  operate: ['operator'],
} as const satisfies Readonly<Record<string, readonly Caller['role'][]>>;

export type RouteId = keyof typeof ROLES_BY_ROUTE;
export const ROUTE_IDS = Object.keys(ROLES_BY_ROUTE) as readonly RouteId[];

/** Feeds last for hours: no time of theirs is one of a request. */
export const isFeed = (route: string): boolean => route.endsWith('-feed');

export const mayEnter = ({ role }: Caller, route: RouteId): boolean =>
  (ROLES_BY_ROUTE[route] as readonly Caller['role'][]).includes(role);

/** Whether the caller may send a command of this kind at all. An operator records only what it imports. */
export function maySend({ role }: Caller, kind: Command['kind'], channel: Channel): boolean {
  switch (role) {
    case 'agency':
    case 'officer':
    case 'provider':
      return true;
    case 'person':
      return kind === 'confirm';
    case 'operator':
      return kind === 'merge' || kind === 'unmerge' || channel === 'import';
    case 'auditor':
    case 'dashboard':
      return false;
    default:
      throw new Error(`no commands for ${String(role satisfies never)}`);
  }
}

/** Whether the caller may see the agency: its own, or all for auditors and the national agency. */
export function mayReadAgency({ role, agency }: Caller, code: string): boolean {
  switch (role) {
    case 'auditor':
      return true;
    case 'agency':
    case 'officer':
    case 'dashboard':
      return agency === BKN || agency === code;
    case 'person':
    case 'provider':
    case 'operator':
      return false;
    default:
      throw new Error(`no jurisdiction for ${String(role satisfies never)}`);
  }
}

/** Whom a question is about: the person, and the agency that employs the person or was the last to (null when none did). */
interface PersonTarget {
  readonly person: string;
  readonly agency: string | null;
}

/**
 * Whether the caller may see the person's record: one's own, that of an employee or of somebody whom no agency has
 * employed since, or everybody's for auditors and BKN.
 */
export function mayReadPerson(caller: Caller, { person, agency }: PersonTarget): boolean {
  switch (caller.role) {
    case 'auditor':
      return true;
    case 'person':
      return caller.person === person;
    case 'agency':
    case 'officer':
      return caller.agency === BKN || (agency !== null && caller.agency === agency);
    case 'dashboard':
    case 'provider':
    case 'operator':
      return false;
    default:
      throw new Error(`no jurisdiction for ${String(caller.role satisfies never)}`);
  }
}

/** Whose employees the caller may search: an agency's code, or null for all. Throws `outside-jurisdiction` where nobody's. */
export function searchableAgency({ role, agency }: Caller): string | null {
  if (role === 'auditor') return null;
  if ((role !== 'agency' && role !== 'officer') || agency === null) throw outsideJurisdiction();
  return agency === BKN ? null : agency;
}

/** The refusal of a role at a route's door. */
export function notAdmitted({ role }: Caller, route: RouteId): ProblemException {
  const admitted = ROLES_BY_ROUTE[route].join(', ');
  return problem(
    403,
    'role-not-admitted',
    'This role may not do so.',
    `The role ${role} may not use ${route}; these may: ${admitted}.`,
  );
}

/** The refusal of a person or an agency outside the token's jurisdiction. It does not say whether the thing exists. */
export const outsideJurisdiction = (): ProblemException =>
  problem(
    403,
    'outside-jurisdiction',
    'Outside the jurisdiction of this token.',
    'A person reads the own record, an agency those of its employees, auditors and the national agency all.',
  );
