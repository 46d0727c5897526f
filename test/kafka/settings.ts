import { ADMIN, type Credentials } from './credentials';

/** The address it listens on. */
export const HOST = '127.0.0.1';

/** Where one broker listens and keeps its data. */
export interface Place {
  readonly port: number;
  readonly portTls: number;
  readonly portController: number;
  readonly dataFolder: string;
}

/** What any single node needs: KRaft, broker and controller in one process, and no more of anything than one node fills. */
const COMMON = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'auto.create.topics.enable': 'false',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '3',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  // A consumer that is the first of its group need not wait three seconds for a second one.
  'group.initial.rebalance.delay.ms': '0',
  // Until it has passed, a broker that was killed is taken for alive and its successor has to wait; 9 seconds by itself.
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'num.network.threads': '2',
  'num.io.threads': '4',
  // The cleaner takes its buffer at the start: the 128 MB that it has by itself are a third of the heap.
  'log.cleaner.dedupe.buffer.size': '16777216',
  // Compaction within a second of what it waits for, so that a spec can see it.
  'log.cleaner.backoff.ms': '500',
  // A crash of the broker loses nothing, a crash of the machine a second.
  'log.flush.interval.ms': '1000',
  'log.flush.scheduler.interval.ms': '1000',
};

const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** Anyone may do anything, as on a developer's machine. */
export function plaintextSettings({ port, portController, dataFolder }: Place): Record<string, string> {
  return {
    ...COMMON,
    'controller.quorum.voters': `1@${HOST}:${portController}`,
    listeners: `PLAINTEXT://${HOST}:${port},CONTROLLER://${HOST}:${portController}`,
    'advertised.listeners': `PLAINTEXT://${HOST}:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': dataFolder,
  };
}

/** Everyone logs in, with or without TLS, and but for the admin nobody may do what no ACL allows. */
export function scramSettings(place: Place, credentials: Credentials): Record<string, string> {
  const { port, portTls, portController, dataFolder } = place;
  return {
    ...COMMON,
    'controller.quorum.voters': `1@${HOST}:${portController}`,
    listeners: `SASL_PLAINTEXT://${HOST}:${port},SASL_SSL://${HOST}:${portTls},CONTROLLER://${HOST}:${portController}`,
    'advertised.listeners': `SASL_PLAINTEXT://${HOST}:${port},SASL_SSL://${HOST}:${portTls}`,
    'listener.security.protocol.map': 'SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:SASL_PLAINTEXT',
    'inter.broker.listener.name': 'SASL_PLAINTEXT',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
    ...login('sasl_plaintext', [...SCRAM, 'PLAIN'], credentials),
    ...login('sasl_ssl', [...SCRAM, 'PLAIN'], credentials),
    ...login('controller', ['PLAIN'], credentials),
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': credentials.keystore,
    'ssl.keystore.password': credentials.keystorePassword,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${ADMIN}`,
    'log.dirs': dataFolder,
  };
}

/** How one listener lets its clients log in; the broker itself does so as the admin. */
function login(listener: string, mechanisms: readonly string[], { passwords }: Credentials): Record<string, string> {
  const users = Object.entries(passwords).map(([name, password]) => `user_${name}="${password}"`);
  const self = `username="${ADMIN}" password="${passwords[ADMIN]}"`;
  const module = (name: string, options: string): string =>
    `org.apache.kafka.common.security.${name} required ${options};`;
  return {
    [`listener.name.${listener}.sasl.enabled.mechanisms`]: mechanisms.join(','),
    ...Object.fromEntries(
      mechanisms.map((mechanism) => [
        `listener.name.${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`,
        mechanism === 'PLAIN'
          ? module('plain.PlainLoginModule', [self, ...users].join(' '))
          : module('scram.ScramLoginModule', self),
      ]),
    ),
  };
}

/** The text of a `server.properties`. */
export const asProperties = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
