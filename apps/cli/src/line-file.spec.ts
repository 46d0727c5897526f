import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineFile } from './line-file';

describe('a file of lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-line-file-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is there only when it has a line, and keeps an old one of its name, which somebody may have been mending', async () => {
    const file = join(folder, 'none.ndjson');
    writeFileSync(file, 'of the last time');
    const lines = new LineFile(file);
    await lines.write([]);
    expect(await lines.close()).toBeNull();
    expect(readdirSync(folder)).toEqual(['none.ndjson.previous']);
    expect(readFileSync(`${file}.previous`, 'utf8')).toBe('of the last time');
  });

  it('has its lines in their order, for its owner alone, and can be closed twice', async () => {
    const file = join(folder, 'some.ndjson');
    const lines = new LineFile(file);
    await lines.write([{ a: 1 }, 'two']);
    await lines.write([3]);
    expect(await lines.close()).toBe(file);
    expect(await lines.close()).toBe(file);
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n"two"\n3\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('that cannot be written is told in a sentence, by a large write at once and by a small one in the end', async () => {
    const file = join(folder, 'no-folder', 'x.ndjson');
    await expect(new LineFile(file).write(['x'.repeat(1024 * 1024)])).rejects.toThrow(`Cannot write ${file}: ENOENT`);
    const small = new LineFile(file);
    await small.write([1]);
    await expect(small.close()).rejects.toThrow(`Cannot write ${file}: ENOENT`);
  });
});
