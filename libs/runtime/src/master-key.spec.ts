import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMasterKey, MasterKeyError } from './master-key';
import { createSecret } from './secret-file';
import { temporaryFolders } from './testing';

const folders = temporaryFolders();
afterEach(() => folders.clear());

const HEX = 'A0'.repeat(32);
function load(dataFolder: string, masterKeyFile: string | null = null) {
  const warnings: string[] = [];
  return { key: loadMasterKey({ dataFolder, masterKeyFile }, (warning) => warnings.push(warning)), warnings };
}
function fileOf(content: string | Buffer, mode = 0o600): string {
  const file = join(folders.make(), 'key');
  writeFileSync(file, content);
  chmodSync(file, mode);
  return file;
}

it('is made once, for its owner only, and is the same ever after', () => {
  const folder = join(folders.make(), 'data', 'deep');
  const { key, warnings } = load(folder);
  expect(key).toHaveLength(32);
  expect(load(folder).key).toEqual(key);
  expect(warnings).toEqual([]);
  expect(readdirSync(folder)).toEqual(['master.key']);
  expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600);
  expect(load(folders.make()).key).not.toEqual(key);
});

it.each([
  ['64 digits', HEX],
  ['64 digits and a line’s end', `${HEX.toLowerCase()}\n`],
  ['32 bytes', Buffer.from(HEX, 'hex')],
])('comes from a file of %s', (_name, content) => {
  expect(load('unused', fileOf(content)).key.toString('hex')).toBe(HEX.toLowerCase());
});

it('warns when others may read the file', () => {
  const file = fileOf(HEX, 0o640);
  expect(load('unused', file).warnings).toEqual([
    `The master key file ${file} can be read by others than its owner; give it mode 0600.`,
  ]);
});

it('is not made where a file was named', () => {
  const file = join(folders.make(), 'none');
  expect(() => load('unused', file)).toThrow(
    new MasterKeyError(`The master key file ${file} (REKAM_MASTER_KEY_FILE) does not exist.`),
  );
});

it('is not made where keys lie that another one locks', () => {
  const folder = folders.make();
  writeFileSync(join(folder, 'keys.db'), '');
  expect(() => load(folder)).toThrow(
    /master\.key does not exist, and .*keys\.db was locked with it: put the file back/,
  );
  expect(readdirSync(folder)).toEqual(['keys.db']);
  writeFileSync(join(folder, 'master.key'), HEX);
  expect(load(folder).key).toHaveLength(32);
});

it.each(['', 'x'.repeat(64), HEX.slice(2), `${HEX}00`])('is refused when the file holds %j', (content) => {
  expect(() => load('unused', fileOf(content))).toThrow(/must hold 64 hexadecimal digits or 32 bytes/);
});

it('is refused when the file cannot be read, without showing it', () => {
  expect(() => load('unused', folders.make())).toThrow(/cannot be read: EISDIR/);
});

it('of two that make a secret at once the first wins, and nothing else stays behind', () => {
  const folder = folders.make();
  const file = join(folder, 'secret');
  expect(createSecret(file, 'first').content.toString()).toBe('first');
  expect(createSecret(file, 'second').content.toString()).toBe('first');
  expect(readFileSync(file, 'utf8')).toBe('first');
  expect(readdirSync(folder)).toEqual(['secret']);
});
