import type { ConnectionOptions } from 'node:tls';
import type { Config } from './config';
import { contentOf } from './file-content';

/** How to reach a PostgreSQL database. */
export interface PostgresSettings {
  readonly url: string;
  readonly password?: string;
  readonly tls?: ConnectionOptions;
  readonly connectionsMax: number;
}

/** The database of views, trail and publisher; null where they are files of the data folder. Throws ConfigError. */
export function postgresSettingsOf(config: Config): PostgresSettings | null {
  const { postgresUrl, postgresPasswordFile } = config;
  return postgresUrl === null
    ? null
    : databaseOf(config, postgresUrl, postgresPasswordFile, 'REKAM_POSTGRES_PASSWORD_FILE');
}

/** The database of the keys; null where they are a file of the data folder. Throws ConfigError. */
export function keysSettingsOf(config: Config): PostgresSettings | null {
  const { eventStoreUrl, keysUrl, keysPasswordFile } = config;
  if (eventStoreUrl === null) return null;
  return keysUrl === null
    ? postgresSettingsOf(config)
    : databaseOf(config, keysUrl, keysPasswordFile, 'REKAM_KEYS_PASSWORD_FILE');
}

/** How to reach the server of the log. */
export interface EventStoreSettings {
  readonly url: string;
  readonly password?: string;
  readonly streamPrefix: string;
}

/** The server of the log; null where it is a file of the data folder. Throws ConfigError. */
export function eventStoreSettingsOf({
  eventStoreUrl: url,
  eventStorePasswordFile: file,
  eventStorePrefix,
}: Config): EventStoreSettings | null {
  if (url === null) return null;
  return {
    url,
    ...(file !== null && { password: contentOf(file, 'REKAM_EVENTSTORE_PASSWORD_FILE') }),
    streamPrefix: eventStorePrefix ?? '',
  };
}

function databaseOf(config: Config, url: string, passwordFile: string | null, variable: string): PostgresSettings {
  const { postgresCaFile: caFile, postgresConnectionsMax: connectionsMax } = config;
  return {
    url,
    ...(passwordFile !== null && { password: contentOf(passwordFile, variable) }),
    ...(caFile !== null && { tls: { ca: contentOf(caFile, 'REKAM_POSTGRES_CA_FILE') } }),
    connectionsMax,
  };
}
