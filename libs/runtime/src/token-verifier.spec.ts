import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import type { Identifier } from '@rekam/domain';
import { LOCAL_ISSUER, LocalIssuer } from './local-issuer';
import type { ProblemException } from './problem';
import { PERSON, temporaryFolders, testConfig } from './testing';
import { TokenVerifier } from './token-verifier';

const ISSUER = 'https://sso.example.go.id';
const AUDIENCE = 'ledger';
const NOW_MS = Date.parse('2026-11-21T03:00:00Z');
const NOW_SECONDS = NOW_MS / 1_000;
const CLERK = { sub: 'clerk', role: 'officer', agency: '5500' };
const NIP = '198001012005011001';

const folders = temporaryFolders();
let keys: Record<'ec' | 'ed' | 'rsa' | 'stranger', CryptoKeyPair>;
let provider: Server;
let requests = 0;
let isProviderDown = false;
const clock = { now: () => nowMs };
let nowMs = NOW_MS;

type CryptoKeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

beforeAll(async () => {
  const make = async (algorithm: string) => generateKeyPair(algorithm, { extractable: true });
  keys = { ec: await make('ES256'), ed: await make('EdDSA'), rsa: await make('RS256'), stranger: await make('ES256') };
  const named = ['ec', 'ed', 'rsa'] as const;
  const jwks = await Promise.all(
    named.map(async (kid) => Object.assign(await exportJWK(keys[kid].publicKey), { kid })),
  );
  provider = createServer((_request, response) => {
    requests += 1;
    response
      .writeHead(isProviderDown ? 500 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ keys: jwks }));
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
});
beforeEach(() => {
  nowMs = NOW_MS;
  requests = 0;
  isProviderDown = false;
});
afterEach(() => folders.clear());
afterAll(() => provider.close());

const providerSettings = (): Record<string, string> => ({
  REKAM_JWKS_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`,
  REKAM_JWT_ISSUER: ISSUER,
  REKAM_JWT_AUDIENCE: AUDIENCE,
});
const open = async (more: Record<string, string> = {}, personOf?: (identifier: Identifier) => Promise<string | null>) =>
  TokenVerifier.open(testConfig(folders.make(), { ...providerSettings(), ...more }), {
    clock,
    ...(personOf && { personOf }),
  });

interface Forgery {
  readonly claims?: JWTPayload;
  readonly key?: keyof typeof keys;
  readonly alg?: string;
  readonly kid?: string;
}
async function bearer({ claims = {}, key = 'ec', alg = 'ES256', kid = key }: Forgery = {}): Promise<string> {
  const payload = { iss: ISSUER, aud: AUDIENCE, exp: NOW_SECONDS + 600, ...CLERK, ...claims };
  return `Bearer ${await new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(keys[key].privateKey)}`;
}
const refusal = async (verifier: TokenVerifier, authorization: string | undefined) =>
  verifier.verify(authorization).then(
    (caller) => ({ caller }),
    ({ problem, headers }: ProblemException) => ({
      status: problem.status,
      type: problem.type,
      detail: problem.detail,
      headers,
    }),
  );

describe('a token of the provider', () => {
  it.each([
    ['ec', 'ES256'],
    ['ed', 'EdDSA'],
    ['rsa', 'RS256'],
  ] as const)('signed with %s names the caller', async (key, alg) => {
    const verifier = await open();
    expect(await verifier.verify(await bearer({ key, alg }))).toEqual({
      id: `${ISSUER}\nclerk`,
      issuer: ISSUER,
      role: 'officer',
      agency: '5500',
      person: null,
      source: '/agencies/5500/officers',
    });
  });

  it('is verified once and then known, until it expires', async () => {
    const verifier = await open();
    const authorization = await bearer();
    expect(verifier.known(authorization)).toBeNull();
    const caller = await verifier.verify(authorization);
    expect(verifier.known(authorization)).toBe(caller);
    expect(await verifier.verify(authorization)).toBe(caller);
    expect(requests).toBe(1);
    nowMs += 604_999;
    expect(verifier.known(authorization)).toBe(caller);
    nowMs += 1;
    expect(verifier.known(authorization)).toBeNull();
    expect(await refusal(verifier, authorization)).toMatchObject({ status: 401, type: '/problems/token-expired' });
  });

  it('has claims under the names that the configuration gives', async () => {
    const verifier = await open({ REKAM_JWT_CLAIMS: 'role=peran,agency=instansi' });
    const caller = await verifier.verify(
      await bearer({ claims: { role: 'x', peran: 'agency', instansi: '4011', source: '/agencies/4011/siasn' } }),
    );
    expect(caller).toMatchObject({ role: 'agency', agency: '4011', source: '/agencies/4011/siasn' });
  });

  it('may carry the number of a person in place of the id', async () => {
    const asked: Identifier[] = [];
    const verifier = await open({}, async (identifier) => {
      asked.push(identifier);
      return identifier.number === NIP ? PERSON : null;
    });
    const claims = { role: 'person', agency: undefined };
    expect(await verifier.verify(await bearer({ claims: { ...claims, nip: NIP } }))).toMatchObject({ person: PERSON });
    expect(asked).toEqual([{ kind: 'nip', number: NIP }]);
    const unknown = await refusal(verifier, await bearer({ claims: { ...claims, nip: '199001012015011002' } }));
    expect(unknown).toMatchObject({ status: 401, type: '/problems/token-claim-invalid' });
    expect(JSON.stringify(unknown)).not.toContain('199001012015011002');
  });

  it('may name a contract worker by the number it calls a nip', async () => {
    const number = '199001012024211001';
    const verifier = await open({}, async (held) =>
      held.kind === 'ni-pppk' && held.number === number ? PERSON : null,
    );
    const claims = { role: 'person', agency: undefined, nip: number };
    expect(await verifier.verify(await bearer({ claims }))).toMatchObject({ person: PERSON });
  });

  it('is a 503 while the provider does not answer, and passes when it does again', async () => {
    const verifier = await open();
    isProviderDown = true;
    expect(await refusal(verifier, await bearer())).toMatchObject({
      status: 503,
      type: '/problems/token-keys-unavailable',
    });
    isProviderDown = false;
    expect(await verifier.verify(await bearer())).toMatchObject({ id: `${ISSUER}\nclerk` });
  });
});

describe('a token is refused', () => {
  const cases: readonly [string, () => Promise<string | undefined>, string][] = [
    ['when there is none', async () => undefined, 'token-missing'],
    ['of another scheme', async () => 'Basic YTpi', 'token-malformed'],
    ['that is no JWT', async () => 'Bearer abc', 'token-malformed'],
    ['whose parts are no JSON', async () => 'Bearer a.b.c', 'token-malformed'],
    ['of 9000 characters', async () => `Bearer ${'a'.repeat(9_000)}.b.c`, 'token-malformed'],
    ['that has expired', async () => bearer({ claims: { exp: NOW_SECONDS - 6 } }), 'token-expired'],
    ['without an expiry', async () => bearer({ claims: { exp: undefined } }), 'token-foreign'],
    ['that is not valid yet', async () => bearer({ claims: { nbf: NOW_SECONDS + 60 } }), 'token-not-yet-valid'],
    ['of another issuer', async () => bearer({ claims: { iss: 'https://elsewhere.example' } }), 'token-foreign'],
    ['for another audience', async () => bearer({ claims: { aud: 'payroll' } }), 'token-foreign'],
    ['without an audience', async () => bearer({ claims: { aud: undefined } }), 'token-foreign'],
    ['of an unknown key', async () => bearer({ key: 'stranger' }), 'token-foreign'],
    ['of another key under a known name', async () => bearer({ key: 'stranger', kid: 'ec' }), 'token-foreign'],
    ['that was tampered with', async () => tampered(await bearer()), 'token-foreign'],
    [
      'without a signature',
      async () =>
        `Bearer ${new UnsecuredJWT({ iss: ISSUER, aud: AUDIENCE, exp: NOW_SECONDS + 600, ...CLERK }).encode()}`,
      'token-algorithm',
    ],
    ['signed with a shared secret', sharedSecret, 'token-algorithm'],
    ['of the local issuer', localToken, 'token-foreign'],
  ];
  it.each(cases)('%s', async (_name, authorization, code) => {
    const verifier = await open();
    const given = await authorization();
    const refused = await refusal(verifier, given);
    expect(refused).toMatchObject({
      status: 401,
      type: `/problems/${code}`,
      headers: { 'www-authenticate': expect.stringMatching(/^Bearer realm=/) },
    });
    expect(verifier.known(given)).toBeNull();
  });

  it('with an algorithm that the configuration leaves out', async () => {
    const verifier = await open({ REKAM_JWT_ALGORITHMS: 'EdDSA' });
    expect(await refusal(verifier, await bearer())).toMatchObject({ type: '/problems/token-algorithm' });
  });

  it('within the clocks’ tolerance it is not', async () => {
    const verifier = await open();
    expect(
      await verifier.verify(await bearer({ claims: { exp: NOW_SECONDS - 4, nbf: NOW_SECONDS + 4 } })),
    ).toMatchObject({ id: `${ISSUER}\nclerk` });
  });
});

describe('a claim is refused', () => {
  const cases: readonly [string, JWTPayload, string][] = [
    ['no role', { role: undefined }, 'role'],
    ['an unknown role', { role: 'system' }, 'role'],
    ['a role that is a list', { role: ['officer'] }, 'role'],
    ['no agency', { agency: undefined }, 'agency'],
    ['an agency of three digits', { agency: '550' }, 'agency'],
    ['an agency that is a number', { agency: 5500 }, 'agency'],
    ['a person without a person', { role: 'person', agency: undefined }, 'person'],
    ['a person that is no UUID', { role: 'person', agency: undefined, person: NIP }, 'person'],
    ['a source of another agency', { source: '/agencies/4011/simpeg' }, 'source'],
    ['a source that begins like its own', { source: '/agencies/55001/simpeg' }, 'source'],
    ['a source that climbs out', { source: '/agencies/5500/../4011' }, 'source'],
    ['a provider without a source', { role: 'provider', agency: undefined }, 'source'],
    ['a provider as an agency', { role: 'provider', agency: undefined, source: '/agencies/5500/x' }, 'source'],
    ['an empty subject', { sub: '' }, 'sub'],
    ['a subject of 256 characters', { sub: 'x'.repeat(256) }, 'sub'],
  ];
  it.each(cases)('%s', async (_name, claims, named) => {
    const refused = await refusal(await open(), await bearer({ claims }));
    expect(refused).toMatchObject({
      status: 401,
      type: '/problems/token-claim-invalid',
      detail: expect.stringContaining(`The claim ${named} must be`),
    });
  });
});

describe('the local issuer', () => {
  it('issues what the verifier of the folder takes, also after a restart', async () => {
    const folder = folders.make();
    const issuer = await LocalIssuer.open(folder);
    const authorization = `Bearer ${await issuer.sign({ sub: 'ops', role: 'operator' })}`;
    const id = `${LOCAL_ISSUER}\nops`;
    const caller = { id, issuer: LOCAL_ISSUER, role: 'operator', agency: null, person: null, source: '/agencies' };
    for (let start = 0; start < 2; start += 1) {
      expect(await (await TokenVerifier.open(testConfig(folder))).verify(authorization)).toEqual(caller);
    }
    const elsewhere = await TokenVerifier.open(testConfig(folders.make()));
    expect(await refusal(elsewhere, authorization)).toMatchObject({ type: '/problems/token-foreign' });
  });

  it('issues for 8 hours and no longer', async () => {
    const issuer = await LocalIssuer.open(folders.make());
    const token = await issuer.sign({ sub: 'ops', role: 'operator' });
    const { iat, exp, iss } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<
      string,
      number | string
    >;
    expect([Number(exp) - Number(iat), iss]).toEqual([8 * 3_600, LOCAL_ISSUER]);
    for (const hours of [8.01, 0, -1, Number.NaN])
      await expect(issuer.sign({ sub: 'ops', role: 'operator' }, hours)).rejects.toThrow(RangeError);
  });
});

/** The same signature over claims that say more. */
function tampered(authorization: string): string {
  const [header, body, signature] = authorization.slice('Bearer '.length).split('.') as [string, string, string];
  const claims = { ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), agency: '4011' };
  return `Bearer ${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}

/** The classic attack: the public key, which everybody has, used as the secret. */
async function sharedSecret(): Promise<string> {
  const secret = Buffer.from(JSON.stringify(await exportJWK(keys.ec.publicKey)));
  const payload = { iss: ISSUER, aud: AUDIENCE, exp: NOW_SECONDS + 600, ...CLERK };
  return `Bearer ${await new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: 'ec' }).sign(secret)}`;
}

async function localToken(): Promise<string> {
  return `Bearer ${await (await LocalIssuer.open(folders.make())).sign({ sub: 'clerk', role: 'auditor' })}`;
}
