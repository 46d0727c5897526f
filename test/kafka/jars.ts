import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const POM = join(ROOT, 'deploy/kafka/pom.xml');
const JAVA_MIN = 17;
const FETCH_MS_MAX = 600_000;
const PROGRESS_EVERY_MS = 10_000;
const OUTPUT_LENGTH_MAX = 4_000;

const pom = readFileSync(POM, 'utf8');

/** The broker's version, which only the pom says. */
export const KAFKA_VERSION = /<kafka\.version>(.+)<\/kafka\.version>/.exec(pom)![1]!;

// Not under node_modules, which `npm ci` empties. A changed pom is another folder.
const folder = join(ROOT, '.cache/kafka');
const jars = join(folder, `${KAFKA_VERSION}-${createHash('sha256').update(pom).digest('hex').slice(0, 8)}`);

/** A program of the Java that runs the broker: that of JAVA_HOME, else the one on the PATH. */
export function javaProgram(name: 'java' | 'keytool'): string {
  const home = process.env['JAVA_HOME'];
  return home === undefined || home === '' ? name : join(home, 'bin', name);
}

/** Why no broker can run on this machine, in a sentence that says what to do; null when one can. */
export function whyNoBroker(): string | null {
  const { stderr, status } = spawnSync(javaProgram('java'), ['-version'], { encoding: 'utf8' });
  if (status !== 0) return `Java is missing: install a JDK ${JAVA_MIN} or later, or set JAVA_HOME`;
  const major = Number(/version "(\d+)/.exec(stderr)?.[1]);
  if (!(major >= JAVA_MIN)) return `Java is too old for Kafka ${KAFKA_VERSION}: install a JDK ${JAVA_MIN} or later`;
  if (existsSync(jars)) return null;
  const maven = spawnSync('mvn', ['-version']).status === 0;
  return maven ? null : `Maven is missing, with which Kafka ${KAFKA_VERSION} is fetched: install it`;
}

/**
 * The folder of the broker's jars, about 45 MB, fetched with Maven when they are not there yet. Two processes may do it
 * at once: each fetches into a folder of its own, and the first that has it whole wins.
 *
 * Throws an Error that carries the end of Maven's output when it cannot.
 */
export async function kafkaJars(): Promise<string> {
  if (existsSync(jars)) return jars;
  mkdirSync(folder, { recursive: true });
  const fetched = mkdtempSync(join(folder, 'fetching-'));
  try {
    await fetchInto(fetched);
    try {
      renameSync(fetched, jars);
    } catch (error) {
      if (!existsSync(jars)) throw error;
    }
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
  return jars;
}

async function fetchInto(target: string): Promise<void> {
  const startedAt = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  const say = (text: string): boolean => process.stderr.write(`${text}\n`);
  say(`Fetching Apache Kafka ${KAFKA_VERSION} with Maven, once: 45 MB, 10 to 60 seconds.`);
  const progress = setInterval(() => say(`Fetching Apache Kafka: ${seconds()}.`), PROGRESS_EVERY_MS);
  try {
    const options = ['--batch-mode', '--quiet', '-Dstyle.color=never', '--file', POM, `-DoutputDirectory=${target}`];
    const maven = spawn('mvn', [...options, 'dependency:copy-dependencies'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: FETCH_MS_MAX,
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-OUTPUT_LENGTH_MAX);
    };
    maven.stdout.on('data', keep);
    maven.stderr.on('data', keep);
    const [code] = (await once(maven, 'close')) as [number | null];
    if (code !== 0) {
      const why = code === null ? `was stopped after ${seconds()}` : `ended with exit code ${code}`;
      throw new Error(
        `Maven could not fetch Apache Kafka ${KAFKA_VERSION} (it ${why}). See to its access to a repository ` +
          `(~/.m2/settings.xml), or set KAFKA_BROKERS=host:port to use another cluster. Its output ends with:\n${output}`,
      );
    }
    say(`Fetched Apache Kafka ${KAFKA_VERSION} in ${seconds()}.`);
  } finally {
    clearInterval(progress);
  }
}
