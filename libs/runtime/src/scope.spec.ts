import { Controller, Get, Module } from '@nestjs/common';
import type { Channel, Command } from '@rekam/domain';
import { Access } from './access';
import type { Caller } from './caller';
import { createHttpApp } from './http-app';
import { LocalIssuer } from './local-issuer';
import { mayEnter, mayReadAgency, mayReadPerson, maySend, ROUTE_IDS, searchableAgency, type RouteId } from './scope';
import { CALLERS, PERSON, temporaryFolders, testConfig } from './testing';

/**
 * Who may do what, written down from the design a second time, as a matrix to be read: `x` enters, `.` does not.
 * The columns are agency, officer, auditor, person, dashboard, provider, operator.
 */
const ROLES = ['agency', 'officer', 'auditor', 'person', 'dashboard', 'provider', 'operator'] as const;
const ENTERS: Readonly<Record<RouteId, string>> = {
  //                 ag of au pe da pr op
  command: /*     */ 'x  x  .  x  .  x  x',
  events: /*      */ 'x  .  .  .  .  x  x',
  resolve: /*     */ 'x  x  x  .  .  .  x',
  'imports-known': 'x  .  .  .  .  .  x',
  'career-read': /**/ 'x  x  x  x  .  .  .',
  'timeline-read': 'x  x  x  x  .  .  .',
  'career-feed': /**/ 'x  x  x  x  .  .  .',
  'accesses-read': '.  .  x  x  .  .  .',
  search: /*      */ 'x  x  x  .  .  .  .',
  'agency-overview': 'x  x  x  .  x  .  .',
  'agency-feed': /**/ 'x  x  x  .  x  .  .',
  reports: /*     */ 'x  x  x  .  .  .  .',
  notices: /*     */ 'x  .  .  .  .  .  .',
  'notices-feed': 'x  .  .  .  .  .  .',
  status: /*      */ '.  .  x  .  .  .  x',
  operate: /*     */ '.  .  .  .  .  .  x',
};
/** Whose record each role reads, by what the person is to it. */
const READS_PERSON: Readonly<Record<(typeof ROLES)[number], readonly string[]>> = {
  agency: ['employee'],
  officer: ['employee'],
  auditor: ['self', 'employee', 'stranger', 'unemployed'],
  person: ['self'],
  dashboard: [],
  provider: [],
  operator: [],
};
const READS_AGENCY: Readonly<Record<(typeof ROLES)[number], readonly string[]>> = {
  agency: ['own'],
  officer: ['own'],
  auditor: ['own', 'other'],
  person: [],
  dashboard: ['own'],
  provider: [],
  operator: [],
};
const TARGETS = {
  self: { person: PERSON, agency: '5571' },
  employee: { person: '5d0f8a1e-1d4e-4d0c-9a86-8e0a5d9c2b11', agency: '5500' },
  stranger: { person: '6e1f8a1e-1d4e-4d0c-9a86-8e0a5d9c2b12', agency: '5501' },
  unemployed: { person: '7f2f8a1e-1d4e-4d0c-9a86-8e0a5d9c2b13', agency: null },
};
const AGENCIES = { own: '5500', other: '5501' };

const matrix = ROLES.flatMap((role, column) =>
  ROUTE_IDS.map((route) => [role, route, ENTERS[route].split(/\s+/)[column] === 'x'] as const),
);

it('covers every route', () => expect(Object.keys(ENTERS).toSorted()).toEqual(ROUTE_IDS.toSorted()));

it.each(matrix)('%s at %s: %s', (role, route, enters) => expect(mayEnter(CALLERS[role], route)).toBe(enters));

describe('jurisdiction', () => {
  const persons = ROLES.flatMap((role) =>
    Object.entries(TARGETS).map(([name, target]) => [role, name, READS_PERSON[role].includes(name), target] as const),
  );
  it.each(persons)('%s reads the record of a person that is %s: %s', (role, _name, reads, target) => {
    expect(mayReadPerson(CALLERS[role], target)).toBe(reads);
  });

  const agencies = ROLES.flatMap((role) =>
    Object.entries(AGENCIES).map(([name, code]) => [role, name, READS_AGENCY[role].includes(name), code] as const),
  );
  it.each(agencies)('%s reads an agency that is its %s: %s', (role, _name, reads, code) => {
    expect(mayReadAgency(CALLERS[role], code)).toBe(reads);
  });

  it.each(['agency', 'officer', 'dashboard'] as const)(
    'the national agency’s %s reads what its role reads, everywhere',
    (role) => {
      const bkn: Caller = { ...CALLERS[role], agency: '4011', source: '/agencies/4011/siasn' };
      for (const target of Object.values(TARGETS)) expect(mayReadPerson(bkn, target)).toBe(role !== 'dashboard');
      for (const code of Object.values(AGENCIES)) expect(mayReadAgency(bkn, code)).toBe(true);
    },
  );

  it('a role without a person or an agency reads nobody by that lack', () => {
    expect(mayReadPerson({ ...CALLERS.person, person: null }, { person: '', agency: null })).toBe(false);
    expect(mayReadPerson({ ...CALLERS.agency, agency: null }, { person: PERSON, agency: null })).toBe(false);
  });

  it('searches the own agency, all for auditors and the national agency, nobody otherwise', () => {
    expect(searchableAgency(CALLERS.officer)).toBe('5500');
    expect(searchableAgency({ ...CALLERS.agency, agency: '4011' })).toBeNull();
    expect(searchableAgency(CALLERS.auditor)).toBeNull();
    for (const role of ['person', 'dashboard', 'provider', 'operator'] as const) {
      expect(() => searchableAgency(CALLERS[role])).toThrow('outside-jurisdiction');
    }
  });
});

describe('commands', () => {
  const KINDS: readonly Command['kind'][] = ['record', 'correct', 'annul', 'reinstate', 'confirm', 'merge', 'unmerge'];
  const CHANNELS: readonly Channel[] = ['http', 'import'];
  const expected = (role: (typeof ROLES)[number], kind: string, channel: string): boolean =>
    ({
      agency: true,
      officer: true,
      provider: true,
      auditor: false,
      dashboard: false,
      person: kind === 'confirm',
      operator: channel === 'import' || kind.endsWith('merge'),
    })[role];
  const cases = ROLES.flatMap((role) =>
    KINDS.flatMap((kind) => CHANNELS.map((channel) => [role, kind, channel] as const)),
  );
  it.each(cases)('%s sends %s over %s as the design says', (role, kind, channel) => {
    expect(maySend(CALLERS[role], kind, channel)).toBe(expected(role, kind, channel));
  });
});

/** The same matrix through real HTTP: a controller with a handler a route, made from the list of routes. */
describe('at the door', () => {
  const folders = temporaryFolders();
  afterAll(() => folders.clear());

  it('every role gets in exactly where the matrix says, and nobody without a token', async () => {
    class EveryRoute {}
    for (const route of ROUTE_IDS) {
      const descriptor = { value: () => ({ route }), writable: true, configurable: true, enumerable: false };
      Object.defineProperty(EveryRoute.prototype, route, descriptor);
      Get(route)(EveryRoute.prototype, route, descriptor);
      Access(route)(EveryRoute.prototype, route, descriptor);
    }
    Controller('r')(EveryRoute);
    class EveryRouteModule {}
    Module({ controllers: [EveryRoute] })(EveryRouteModule);

    const config = testConfig(folders.make());
    const app = await createHttpApp(EveryRouteModule, config);
    const issuer = await LocalIssuer.open(config.dataFolder);
    const found: (readonly [string, string, boolean])[] = [];
    for (const role of ROLES) {
      const { id, agency, person, source } = CALLERS[role];
      const token = await issuer.sign({
        sub: id,
        role,
        source,
        ...(agency !== null && { agency }),
        ...(person !== null && { person }),
      });
      for (const route of ROUTE_IDS) {
        const { statusCode } = await app.inject({ url: `/r/${route}`, headers: { authorization: `Bearer ${token}` } });
        expect([200, 403]).toContain(statusCode);
        found.push([role, route, statusCode === 200]);
      }
    }
    expect(found).toEqual(matrix);
    for (const route of ROUTE_IDS) expect((await app.inject({ url: `/r/${route}` })).statusCode).toBe(401);
    await app.close();
  });
});
