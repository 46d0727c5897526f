import { join } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK, type LocalJWKSet } from 'jose';
import type { Caller } from './caller';
import { createSecret, readSecret } from './secret-file';

/** `iss` and `aud` of local tokens: no provider's, so that neither passes for the other. */
export const LOCAL_ISSUER = 'rekam-jejak-local';
const ALGORITHM = 'ES256';
const HOURS_MAX = 8;

export interface LocalClaims {
  readonly sub: string;
  readonly role: Caller['role'];
  readonly agency?: string;
  readonly person?: string;
  readonly source?: string;
}

/**
 * Issues tokens for the service on this machine, where there is no OpenID provider. Who can read the data folder can
 * be anybody, as who can read the data can.
 */
export class LocalIssuer {
  private constructor(
    private readonly key: Awaited<ReturnType<typeof importJWK>>,
    private readonly keyId: string,
    /** The public keys, for verifying. */
    readonly keys: LocalJWKSet,
  ) {}

  /** Opens the folder's issuer, with the key in `issuer.json` (mode 0600), which is made when there is none. */
  static async open(folder: string): Promise<LocalIssuer> {
    const file = join(folder, 'issuer.json');
    const { content } = readSecret(file) ?? createSecret(file, `${JSON.stringify(await newKey())}\n`);
    const jwk = JSON.parse(content.toString()) as JWK;
    const { d: _private, ...publicJwk } = jwk;
    return new LocalIssuer(await importJWK(jwk, ALGORITHM), jwk.kid ?? '', createLocalJWKSet({ keys: [publicJwk] }));
  }

  /** A token for so many hours, 8 at most. What the claims must hold is checked when the token is used. */
  async sign(claims: LocalClaims, hours: number = HOURS_MAX): Promise<string> {
    if (!(hours > 0 && hours <= HOURS_MAX))
      throw new RangeError(`a local token holds for more than 0 and at most ${HOURS_MAX} hours`);
    const issuedAt = Math.floor(Date.now() / 1_000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.keyId })
      .setIssuer(LOCAL_ISSUER)
      .setAudience(LOCAL_ISSUER)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + Math.ceil(hours * 3_600))
      .sign(this.key);
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return {
    ...(await exportJWK(privateKey)),
    kid: `local-${new Date().toISOString().slice(0, 10)}`,
    alg: ALGORITHM,
    use: 'sig',
  };
}
