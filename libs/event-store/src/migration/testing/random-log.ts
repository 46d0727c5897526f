import type { Instant, Sensitive } from '@rekam/domain';
import { eventOf } from '../../contract';
import type { EventStore } from '../../event-store';
import { uuidV5 } from '../../uuid';

const NAMESPACE = '5a0c6f5c-6f1d-5a55-9c7e-2f5a4be2f0b7';

/** Whole numbers below a limit, the same in every run. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const instantOf = (ms: number): Instant => new Date(Date.UTC(2026, 0, 1) + ms).toISOString().replace('Z', '000Z');

const streamsOf = (seed: number): readonly string[] => [
  'ledger',
  'unit-5500',
  ...Array.from({ length: 9 }, (_, n) => `career-${uuidV5(NAMESPACE, `${seed} person ${n}`)}`),
  `mentoring-${uuidV5(NAMESPACE, `${seed} pair`)}`,
];

/** Whose streams have sealed parts in a random log. */
export const isOfPerson = (stream: string): boolean => stream.startsWith('career-');

/**
 * Appends so many events at random: to several streams in turn and in a row, one and more at a time, at clocks that
 * disagree and at the very same time, with sealed parts and without, some of them large.
 */
export async function fillAtRandom(
  stores: readonly EventStore[],
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<readonly string[]> {
  const next = numbersFrom(seed);
  const streams = streamsOf(seed);
  let stream = streams[0]!;
  // Some appends are under way at a time, so that the order between streams is nobody's.
  let underWay: Promise<unknown>[] = [];
  for (let written = 0; written < count;) {
    if (next(3) > 0) stream = streams[next(streams.length)]!;
    const events = Array.from({ length: Math.min(1 + next(4), count - written) }, (_, n) => {
      const text = next(12) === 0 ? 'Pelatihan “kepemimpinan” 𝒜 '.repeat(1 + next(1_000)) : `teks ${next(100)}`;
      return eventOf(`${seed} ${written + n}`, {
        at: instantOf(next(4) === 0 ? 0 : written * 1_000 - next(60) * 1_000),
        text,
        ...(isOfPerson(stream) && next(2) === 0 && { sensitive: secretOf(next(1_000)) }),
      });
    });
    underWay.push(stores[next(stores.length)]!.append(stream, events, 'any'));
    written += events.length;
    if (underWay.length < 20 && written < count) continue;
    await Promise.all(underWay);
    underWay = [];
  }
  return streams;
}

const secretOf = (n: number): Sensitive => ({
  content: { name: `Siti Contoh ${n}` },
  reason: n % 3 === 0 ? 'salah ketik' : null,
  ext: {},
  uris: [],
  origin: null,
});
