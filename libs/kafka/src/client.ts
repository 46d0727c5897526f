import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { promisify } from 'node:util';
import {
  CompressionCodecs,
  CompressionTypes,
  Kafka,
  logLevel,
  type ISocketFactory,
  type LogEntry,
  type SASLOptions,
} from 'kafkajs';
import { leaveOutNeedlessTimers } from './needless-timers';
import type { KafkaLog, KafkaSettings } from './settings';

const KEEP_ALIVE_MS = 60_000;
const CONNECTION_TIMEOUT_MS = 3_000;
/** A broker that takes longer to answer than this counts as away. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How large a compressed batch may become; beyond it, it cannot be read. */
const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;
/**
 * kafkajs tries again a few times only: whoever uses it here tries on by itself, for as long as it makes sense, with a
 * client that is known to be fresh.
 */
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 500 };

/**
 * A client of kafkajs 2.2.4. One for each consumer and producer: a client shares what it knows of committed offsets among its
 * consumers, so that two of one group would disturb each other.
 */
export function createClient({ brokers, clientId, tls, sasl }: KafkaSettings, log: KafkaLog): Kafka {
  leaveOutNeedlessTimers();
  readZstd();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...(tls === null ? {} : { ssl: tls.ca === null ? true : { ca: [tls.ca] } }),
    ...(sasl === null ? {} : { sasl: sasl as SASLOptions }),
    socketFactory: openSocket,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    authenticationTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => writeLog(log, entry),
  });
}

/** As kafkajs opens one, but nothing waits for company: requests are whole when they are written. */
const openSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  // Against its types, kafkajs gives null without TLS.
  const options = ssl as ConnectionOptions | null;
  const socket =
    options === null
      ? connectPlain({ host, port }, onConnect)
      : connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...options }, onConnect);
  return socket.setKeepAlive(true, KEEP_ALIVE_MS).setNoDelay(true);
};

/**
 * kafkajs calls every lost connection and every rebalance an error, many times over. What an operator should know of
 * these, this library says itself, once; so kafkajs goes to the debug level, but for the one event that only it sees.
 */
function writeLog(log: KafkaLog, { namespace, log: { message, ...fields } }: LogEntry): void {
  const line = { ...fields, namespace };
  if (message.startsWith('Offset out of range, resetting')) {
    log.error(line, 'Kafka no longer holds the next message: retention was shorter than the absence, some are lost');
  } else {
    log.debug(line, `kafkajs: ${message}`);
  }
}

/** kafkajs unpacks gzip only. Node knows zstd too; for snappy and lz4 the topic is told to store messages uncompressed. */
function readZstd(): void {
  const compress = promisify(zstdCompress);
  const decompress = promisify(zstdDecompress);
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: { readonly buffer: Buffer }) => compress(buffer),
    decompress: (buffer: Buffer) => decompress(buffer, { maxOutputLength: UNPACKED_BYTES_MAX }),
  });
}
