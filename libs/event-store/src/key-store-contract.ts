import { KeyObject } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreUnavailable } from './event-store';
import { KeyDestroyed, type KeyStore } from './keys';

/** What a spec gives the suite: keys that nobody has used yet. */
export interface KeysUnderTest {
  /** The same keys as another process has them; the same store where they end with the process. */
  open(): Promise<KeyStore>;
  dispose(): Promise<void>;
}

const STREAM = 'career-5f0c2b1e-8f8e-4c55-9a1f-0d6a3c6f7b21';
const OTHER = 'career-00000000-0000-4000-8000-000000000001';

export async function keyOf(keys: KeyStore, stream: string): Promise<Buffer | 'destroyed' | null> {
  const key = (await keys.load([stream])).get(stream);
  return key instanceof KeyObject ? key.export() : key;
}

/** The promises of the port `KeyStore`. Every adapter's spec runs it. */
export function keyStoreContract(name: string, create: () => Promise<KeysUnderTest>): void {
  describe(`${name} as a key store`, () => {
    let test: KeysUnderTest;
    let keys: KeyStore;
    beforeEach(async () => {
      test = await create();
      keys = await test.open();
    });
    afterEach(() => test.dispose());

    it('makes a key of 32 bytes when it is wanted, and gives it ever after, to other processes too', async () => {
      expect(await keyOf(keys, STREAM)).toBeNull();
      const key = (await keys.keyFor(STREAM)).export();
      expect(key).toHaveLength(32);
      expect((await keys.keyFor(STREAM)).export()).toEqual(key);
      expect(await keyOf(keys, STREAM)).toEqual(key);
      const other = await test.open();
      expect(await keyOf(other, STREAM)).toEqual(key);
      expect((await other.keyFor(STREAM)).export()).toEqual(key);
      expect((await keys.keyFor(OTHER)).export()).not.toEqual(key);
    });

    it('loads many in one go, those that it has and those that it has not', async () => {
      const streams = Array.from({ length: 2_500 }, (_, n) => `unit-${n}`);
      const made = await Promise.all(streams.map((stream) => keys.keyFor(stream)));
      const other = await test.open();
      for (const each of [keys, other, other]) {
        const loaded = await each.load([...streams, STREAM, STREAM]);
        expect(loaded.get(STREAM)).toBeNull();
        for (const [n, stream] of streams.entries()) {
          expect((loaded.get(stream) as KeyObject).equals(made[n]!)).toBe(true);
        }
      }
    });

    it('gives one key to all that want one at once, in one process and in several', async () => {
      const stores = [keys, await test.open(), await test.open()];
      const streams = Array.from({ length: 40 }, (_, n) => `unit-${n}`);
      // Each in another order, which must not make them wait for each other.
      const made = await Promise.all(
        stores.flatMap((store, n) =>
          [...streams.slice(n * 10), ...streams.slice(0, n * 10), ...streams].map(async (stream) => ({
            stream,
            key: (await store.keyFor(stream)).export().toString('hex'),
          })),
        ),
      );
      const standing = new Map(made.map(({ stream, key }) => [stream, key]));
      expect(new Set(standing.values()).size).toBe(streams.length);
      for (const { stream, key } of made) expect(key).toBe(standing.get(stream));
    });

    it('destroys a key for good, which other processes see that had it', async () => {
      const other = await test.open();
      await keys.keyFor(STREAM);
      await other.keyFor(STREAM);
      const before = await keyOf(other, OTHER);
      await keys.destroy(STREAM);
      await keys.destroy(OTHER);
      expect(before).toBeNull();
      expect(await keyOf(keys, STREAM)).toBe('destroyed');
      await expect(keys.keyFor(STREAM)).rejects.toEqual(new KeyDestroyed(STREAM));
      while ((await keyOf(other, STREAM)) !== 'destroyed') await nextTurn();
      for (const each of [keys, other, await test.open()]) {
        await expect(each.keyFor(STREAM)).rejects.toThrow(KeyDestroyed);
        // A stream that never had a key has none from then on.
        await expect(each.keyFor(OTHER)).rejects.toThrow(KeyDestroyed);
        expect(await keyOf(each, OTHER)).toBe('destroyed');
      }
    });

    it('hashes alike in every process, under a key of the label', async () => {
      const other = await test.open();
      expect(keys.hash('identifier', 'nip\n1')).toMatch(/^[0-9a-f]{64}$/);
      expect(other.hash('identifier', 'nip\n1')).toBe(keys.hash('identifier', 'nip\n1'));
      expect(keys.hash('cursor', 'nip\n1')).not.toBe(keys.hash('identifier', 'nip\n1'));
      expect(keys.hash('identifier', 'nip\n2')).not.toBe(keys.hash('identifier', 'nip\n1'));
    });

    it('says that it is unavailable once closed', async () => {
      await keys.keyFor(STREAM);
      await keys.close();
      await keys.close();
      await expect(keys.load([STREAM])).rejects.toThrow(StoreUnavailable);
      await expect(keys.keyFor(STREAM)).rejects.toThrow(StoreUnavailable);
      await expect(keys.destroy(STREAM)).rejects.toThrow(StoreUnavailable);
    });
  });
}
