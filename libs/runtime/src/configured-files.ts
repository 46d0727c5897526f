import { ConfigError, type Config } from './config';
import { kafkaSettingsOf } from './kafka-settings';
import { loadKafkaTopics } from './kafka-topics';
import { loadMasterKey, MasterKeyError } from './master-key';
import { eventStoreSettingsOf, keysSettingsOf, postgresSettingsOf } from './server-settings';

/**
 * Reads every file that the configuration names, so that all faults of theirs are told at once and before anything is
 * opened. Throws ConfigError.
 */
export function checkConfiguredFiles(config: Config): void {
  const reads: readonly (() => unknown)[] = [
    () => eventStoreSettingsOf(config),
    () => postgresSettingsOf(config),
    () => keysSettingsOf(config),
    () => kafkaSettingsOf(config),
    () => loadKafkaTopics(config),
    // One in the data folder is made when there is none.
    () => config.masterKeyFile !== null && loadMasterKey(config, () => undefined),
  ];
  const faults = new Set(reads.flatMap(faultsOf));
  if (faults.size > 0) throw new ConfigError([...faults]);
}

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    if (error instanceof MasterKeyError) return [error.message];
    throw error;
  }
}
