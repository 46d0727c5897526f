import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, loadConfig } from './config';
import { checkConfiguredFiles } from './configured-files';
import { temporaryFolders } from './testing';

const folders = temporaryFolders();
afterEach(() => folders.clear());

it('tells every file that is missing, empty or wrong, and passes when all are as they must be', () => {
  const folder = folders.make();
  const file = (name: string): string => join(folder, name);
  const config = loadConfig({
    REKAM_EVENTSTORE_URL: 'esdb://rekam@node-1:2113',
    REKAM_EVENTSTORE_PASSWORD_FILE: file('eventstore'),
    REKAM_POSTGRES_URL: 'postgresql://rekam@db-1/rekam',
    REKAM_POSTGRES_PASSWORD_FILE: file('postgres'),
    REKAM_KEYS_URL: 'postgresql://keys@db-2/keys',
    REKAM_KEYS_PASSWORD_FILE: file('keys'),
    REKAM_MASTER_KEY_FILE: file('master-key'),
    REKAM_KAFKA_BROKERS: 'kafka-1:9092',
    REKAM_KAFKA_TOPICS_FILE: file('topics.json'),
  });
  writeFileSync(file('postgres'), '\n');
  mkdirSync(file('keys'));
  writeFileSync(file('master-key'), 'short');
  const faultsOf = (): readonly string[] => {
    try {
      checkConfiguredFiles(config);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
  };
  expect(faultsOf()).toEqual([
    expect.stringMatching(/eventstore \(REKAM_EVENTSTORE_PASSWORD_FILE\) cannot be read/),
    expect.stringMatching(/postgres \(REKAM_POSTGRES_PASSWORD_FILE\) is empty/),
    expect.stringMatching(/keys \(REKAM_KEYS_PASSWORD_FILE\) cannot be read/),
    expect.stringMatching(/topics\.json/),
    expect.stringMatching(/master-key holds 5 bytes/),
  ]);
  for (const name of ['eventstore', 'postgres']) writeFileSync(file(name), 'made up\n');
  rmdirSync(file('keys'));
  writeFileSync(file('keys'), 'made up');
  writeFileSync(file('topics.json'), '{"intake":[]}');
  writeFileSync(file('master-key'), 'ab'.repeat(32), { mode: 0o600 });
  expect(faultsOf()).toEqual([]);
});
