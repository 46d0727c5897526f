import { Cluster, type Admin, type IncomingMessage, type KafkaLog, type OutgoingMessage } from '../index';

/** Lines of the log above debug, for specs that ask what an operator is told. */
export interface SpecLog extends KafkaLog {
  readonly lines: { readonly level: string; readonly fields: object; readonly message: string }[];
}

export function specLog(): SpecLog {
  const lines: SpecLog['lines'] = [];
  const write =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message });
    };
  return { lines, debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') };
}

export const clusterAt = (brokers: readonly string[], log: KafkaLog = specLog()): Cluster =>
  new Cluster({ brokers, clientId: 'spec', tls: null, sasl: null }, log);

export async function createTopic(
  cluster: Cluster,
  topic: string,
  partitions: number,
  configs: Readonly<Record<string, string>> = {},
): Promise<Admin> {
  const admin = await cluster.admin();
  await admin.createTopics([{ topic, partitions, replication: 1, configs }]);
  return admin;
}

/** `count` messages of `keys` keys in turn; a value is its number. */
export const numbered = (topic: string, count: number, keys: number, first = 0): OutgoingMessage[] =>
  Array.from({ length: count }, (_, at) => ({ topic, key: `key-${at % keys}`, value: String(first + at) }));

export const numberOf = ({ value }: IncomingMessage): number => Number(String(value));

/** Resolves when the condition holds, asked anew after every `changed()`. */
export function condition(): { changed(): void; until(holds: () => boolean): Promise<void> } {
  const waiting = new Set<() => void>();
  return {
    changed: () => {
      for (const check of waiting) check();
    },
    until: (holds) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!holds()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

/** A promise that its maker settles. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
