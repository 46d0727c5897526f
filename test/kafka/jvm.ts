import { existsSync } from 'node:fs';
import { join } from 'node:path';

const LOGGING = join(__dirname, '../../deploy/kafka/log4j2.properties');
/** What the JVM starts fastest and smallest with, at the rates of a test. */
const OPTIONS = ['-Xms96m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/**
 * Kafka's classes as the JVM has them in memory, left by the first broker that was stopped: without it, loading them is
 * half of a start. A Java that it does not fit ignores it.
 */
export const classArchive = (jars: string): string => join(jars, 'broker.jsa');

/** The arguments of `java` for a main class of Kafka's. */
export function javaArguments(jars: string, main: string, ...options: readonly string[]): string[] {
  const archive = classArchive(jars);
  return [
    ...OPTIONS,
    ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
    `-Dlog4j2.configurationFile=file:${LOGGING}`,
    '-cp',
    join(jars, '*'),
    main,
    ...options,
  ];
}
