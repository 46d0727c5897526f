import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, isFree } from '../ports';
import { createCredentials, type Credentials } from './credentials';
import { javaProgram } from './jars';
import { javaArguments } from './jvm';
import { asProperties, HOST, plaintextSettings, scramSettings, type Place } from './settings';

const FORMAT_MS_MAX = 60_000;

/** What a broker is to be like. */
export interface BrokerConfiguration {
  /** 1 to 65535; without it any free one. */
  readonly port?: number;
  /** `scram`: everyone logs in by SCRAM-SHA-256, SCRAM-SHA-512 or PLAIN, and may do what ACLs allow. `plaintext`. */
  readonly security?: 'plaintext' | 'scram';
  /** Who may log in besides `admin`; passwords are generated. */
  readonly users?: readonly string[];
  /** More lines of the broker's `server.properties`, which win over the ones given here. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How clients reach a broker. */
export interface Access {
  /** `host:port` of the listener without TLS. */
  readonly brokers: string[];
  /** The listener with TLS, and the certificate to trust as PEM; null without security. */
  readonly tls: { readonly brokers: string[]; readonly ca: string } | null;
  /** By user name; none without security. */
  readonly passwords: Readonly<Record<string, string>>;
}

/** Where a broker's folder has its configuration. */
export const propertiesOf = (folder: string): string => join(folder, 'server.properties');

/**
 * Makes a folder ready for a broker: writes its configuration, and formats it for data where it has none.
 *
 * Throws an Error: a port that is taken, a folder that another broker is in, data where security needs a new one, a setting that Kafka does not take.
 */
export async function prepare(jars: string, folder: string, wanted: BrokerConfiguration): Promise<Access> {
  const { security = 'plaintext', users = [], port, settings } = wanted;
  if (port !== undefined && !(await isFree(port))) throw new Error(`Port ${port} of ${HOST} is taken: name another`);
  await refuseFolderInUse(folder);
  const place: Place = {
    port: port ?? (await freePort()),
    portTls: await freePort(),
    portController: await freePort(),
    dataFolder: join(folder, 'data'),
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const hasData = existsSync(join(place.dataFolder, 'meta.properties'));
  // The data keep the passwords they were formatted with, and ours are new each time.
  if (security === 'scram' && hasData) throw new Error(`${folder} has data: name a new folder for security: scram`);
  const credentials = security === 'scram' ? await createCredentials(folder, users) : null;
  const given = credentials === null ? plaintextSettings(place) : scramSettings(place, credentials);
  writeFileSync(propertiesOf(folder), asProperties({ ...given, ...settings }), { mode: 0o600 });
  const isPlain = security === 'plaintext' && settings === undefined;
  if (!hasData && isPlain) await formatPlain(jars, folder, place.dataFolder);
  else if (!hasData) await format(jars, folder, credentials?.passwords ?? {});
  return {
    brokers: [`${HOST}:${place.port}`],
    tls: credentials && { brokers: [`${HOST}:${place.portTls}`], ca: credentials.ca },
    passwords: credentials?.passwords ?? {},
  };
}

/** Kafka has a lock of its own, but takes it after it has touched the log of its metadata. */
async function refuseFolderInUse(folder: string): Promise<void> {
  const properties = propertiesOf(folder);
  if (!existsSync(properties)) return;
  const controller = /^controller\.quorum\.voters=.*:(\d+)$/m.exec(readFileSync(properties, 'utf8'));
  if (controller === null || (await isFree(Number(controller[1])))) return;
  throw new Error(
    `${folder} is in use: the broker that has it listens on port ${controller[1]}. Stop it, or name another`,
  );
}

/**
 * What the format of the first plain broker left is kept beside the jars and copied for the others: a start of the JVM
 * less. Brokers that never meet may have the same ids.
 */
async function formatPlain(jars: string, folder: string, dataFolder: string): Promise<void> {
  const settings = JSON.stringify(plaintextSettings({ port: 0, portTls: 0, portController: 0, dataFolder: '' }));
  const formatted = join(jars, `formatted-${createHash('sha256').update(settings).digest('hex').slice(0, 8)}`);
  if (existsSync(formatted)) return cpSync(formatted, dataFolder, { recursive: true });
  await format(jars, folder, {});
  // Another process may do the same: the first that has it whole wins.
  const copy = mkdtempSync(join(jars, 'formatting-'));
  cpSync(dataFolder, copy, { recursive: true });
  try {
    renameSync(copy, formatted);
  } catch {
    rmSync(copy, { recursive: true });
  }
}

async function format(jars: string, folder: string, passwords: Credentials['passwords']): Promise<void> {
  const logins = Object.entries(passwords).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${name},password=${password}]`,
    ]),
  );
  // A UUID in base64url; one that began with a dash would be taken for an option.
  const clusterId = `A${randomBytes(16).toString('base64url').slice(1)}`;
  const options = ['format', '-t', clusterId, '-c', propertiesOf(folder), ...logins];
  const failure = await promisify(execFile)(
    javaProgram('java'),
    javaArguments(jars, 'kafka.tools.StorageTool', ...options),
    { timeout: FORMAT_MS_MAX },
  ).then(
    () => null,
    // Not the message, which is the command line with the passwords.
    ({ stderr }: { stderr?: string }) => stderr,
  );
  if (failure === null) return;
  throw new Error(`The data folder of the Kafka broker in ${folder} could not be formatted: ${failure}`);
}
