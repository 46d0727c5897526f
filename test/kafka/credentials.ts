import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { javaProgram } from './jars';

/** The user that may do everything. */
export const ADMIN = 'admin';

const VALID_DAYS = 30;
/** It lives for a second: compiling thoroughly would take longer than it saves. */
const SHORT_LIVED = ['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC'];

/** What a broker that asks for logins is started with. */
export interface Credentials {
  /** By user name, the admin's among them. */
  readonly passwords: Readonly<Record<string, string>>;
  /** PKCS #12 file of the broker's key and certificate. */
  readonly keystore: string;
  readonly keystorePassword: string;
  /** The certificate as PEM: self-signed, so it is the authority that a client has to trust as well. */
  readonly ca: string;
}

/** Generates a password a user and a self-signed certificate for 127.0.0.1 and localhost, kept in the folder. */
export async function createCredentials(folder: string, users: readonly string[]): Promise<Credentials> {
  const bad = users.find((user) => !/^[\w.-]{1,100}$/.test(user));
  if (bad !== undefined)
    throw new Error(`users: "${bad}" must be 1 to 100 letters, digits, dots, dashes or underscores`);
  const passwords = Object.fromEntries([ADMIN, ...users].map((user) => [user, randomBytes(18).toString('base64url')]));
  const keystore = join(folder, 'broker.p12');
  const certificate = join(folder, 'ca.pem');
  const keystorePassword = randomBytes(18).toString('base64url');
  const keytool = (...options: string[]): Promise<unknown> =>
    promisify(execFile)(
      javaProgram('keytool'),
      [...SHORT_LIVED, ...options, '-alias', 'broker', '-keystore', keystore, '-storepass:env', 'KEYSTORE_PASSWORD'],
      { env: { ...process.env, KEYSTORE_PASSWORD: keystorePassword } },
    );
  const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', String(VALID_DAYS), '-storetype', 'PKCS12'];
  await keytool('-genkeypair', ...key, '-dname', 'CN=localhost', '-ext', 'SAN=dns:localhost,ip:127.0.0.1');
  await keytool('-exportcert', '-rfc', '-file', certificate);
  return { passwords, keystore, keystorePassword, ca: readFileSync(certificate, 'utf8') };
}
