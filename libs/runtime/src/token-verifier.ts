import { hash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type LocalJWKSet, type RemoteJWKSet } from 'jose';
import type { Caller } from './caller';
import { callerOf, type PersonOf } from './claims';
import { systemClock } from './clock';
import { CLAIMS, claimMapOf, type ClaimMap } from './claim-map';
import type { Config } from './config';
import { LOCAL_ISSUER, LocalIssuer } from './local-issuer';
import { problem, ProblemException } from './problem';
import type { Clock } from './tokens';

const CLOCK_SKEW_SECONDS = 5;
const TOKEN_CHARS_MAX = 8_192;
const CACHED_TOKENS_MAX = 10_000;
const KEYS_TIMEOUT_MS = 5_000;
const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i;

export interface TokenVerifierOptions {
  /** Finds the person behind a number, for providers whose tokens carry a NIP. */
  readonly personOf?: PersonOf;
  readonly clock?: Clock;
}

/** What makes a token genuine. */
interface Expectation {
  readonly keys: RemoteJWKSet | LocalJWKSet;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly claims: ClaimMap;
}

interface Verified {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}

/** Says who calls by the token of a request. Signatures are checked once a token: that costs more than an append. */
export class TokenVerifier {
  /** By SHA-256 of the token, so that the process's memory holds no usable tokens; the oldest leaves first. */
  private readonly verified = new Map<string, Verified>();

  private constructor(
    private readonly expected: Expectation,
    private readonly personOf: PersonOf | null,
    private readonly clock: Clock,
  ) {}

  /** With the provider's keys where REKAM_JWKS_URL names them, else with those of the local issuer in the data folder. */
  static async open(
    config: Config,
    { personOf, clock = systemClock }: TokenVerifierOptions = {},
  ): Promise<TokenVerifier> {
    return new TokenVerifier(await expectationOf(config), personOf ?? null, clock);
  }

  /** The caller of an Authorization header whose token was verified before and has not expired; null otherwise. */
  known(authorization: string | undefined): Caller | null {
    if (authorization === undefined || authorization.length > TOKEN_CHARS_MAX) return null;
    const key = keyOf(authorization);
    const found = this.verified.get(key);
    if (found === undefined) return null;
    if (this.clock.now() < found.expiresAtMs) return found.caller;
    this.verified.delete(key);
    return null;
  }

  /** The caller of an Authorization header. Rejects with a problem: 401, or 503 when the provider does not answer. */
  async verify(authorization: string | undefined): Promise<Caller> {
    const known = this.known(authorization);
    if (known !== null) return known;
    const token = bearerOf(authorization);
    const payload = await this.payloadOf(token);
    const caller = await callerOf(payload, this.expected.claims, this.personOf);
    if (this.verified.size >= CACHED_TOKENS_MAX) this.verified.delete(this.verified.keys().next().value!);
    this.verified.set(keyOf(authorization!), { caller, expiresAtMs: (payload.exp! + CLOCK_SKEW_SECONDS) * 1_000 });
    return caller;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const { keys, issuer, audience, algorithms } = this.expected;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(this.clock.now()),
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

const keyOf = (authorization: string): string => hash('sha256', authorization, 'base64');

async function expectationOf(config: Config): Promise<Expectation> {
  if (config.jwksUrl === null) {
    const { keys } = await LocalIssuer.open(config.dataFolder);
    const claims = Object.fromEntries(CLAIMS.map((claim) => [claim, claim])) as ClaimMap;
    return { keys, issuer: LOCAL_ISSUER, audience: LOCAL_ISSUER, algorithms: ['ES256'], claims };
  }
  return {
    keys: createRemoteJWKSet(new URL(config.jwksUrl), { timeoutDuration: KEYS_TIMEOUT_MS }),
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    algorithms: config.jwtAlgorithms,
    claims: claimMapOf(config),
  };
}

function bearerOf(authorization: string | undefined): string {
  if (authorization === undefined) {
    throw problem(401, 'token-missing', 'A token is needed.', 'Send the header Authorization: Bearer <token>.', {
      headers: { 'www-authenticate': 'Bearer realm="rekam-jejak"' },
    });
  }
  const token = authorization.length <= TOKEN_CHARS_MAX ? BEARER.exec(authorization)?.[1] : undefined;
  if (token === undefined)
    throw tokenInvalid(
      'token-malformed',
      'The token is malformed.',
      'Send a signed JWT as Authorization: Bearer <token>.',
    );
  return token;
}

function tokenInvalid(code: string, title: string, detail: string): ProblemException {
  return problem(401, code, title, detail, {
    headers: { 'www-authenticate': `Bearer realm="rekam-jejak", error="invalid_token", error_description="${code}"` },
  });
}

/** What jose found, as a problem. What is no finding about the token is the provider's silence. */
function refusalOf(error: unknown): ProblemException {
  if (error instanceof errors.JWTExpired) {
    return tokenInvalid('token-expired', 'The token has expired.', 'Get a new token and send the request again.');
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'nbf'
      ? tokenInvalid('token-not-yet-valid', 'The token is not valid yet.', 'Wait until its nbf, or check the clocks.')
      : tokenInvalid(
          'token-foreign',
          'The token is not for this service.',
          `The claim ${error.claim} is not what this service expects.`,
        );
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return tokenInvalid(
      'token-algorithm',
      'The token is signed in a way that is not accepted.',
      'Use an algorithm with a public key; none is refused.',
    );
  }
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JWSSignatureVerificationFailed
  ) {
    return tokenInvalid(
      'token-foreign',
      'The token is not for this service.',
      'It was not signed by a key of the issuer that this service trusts.',
    );
  }
  if (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported
  ) {
    return tokenInvalid(
      'token-malformed',
      'The token is malformed.',
      'Send a signed JWT as Authorization: Bearer <token>.',
    );
  }
  return problem(
    503,
    'token-keys-unavailable',
    'Tokens cannot be verified now.',
    'The keys of the identity provider cannot be fetched; try again.',
    {
      retryable: true,
    },
  );
}
