import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One side of a comparison: does the work once and says how much of it it did in how long. */
export interface Measured {
  /** In the bench's unit, such as events per second. */
  readonly value: number;
  /** Further figures of the round, such as a 99th percentile in milliseconds. */
  readonly extra?: Readonly<Record<string, number>>;
}

export interface Comparison {
  readonly bench: string;
  readonly unit: string;
  /** What both sides do, in a sentence. */
  readonly work: string;
  readonly baselineIs: string;
  /** What the issue asks for, of `ratio` unless it says otherwise. */
  readonly target: string;
  readonly rounds?: number;
  readonly candidate: (round: number) => Promise<Measured>;
  readonly baseline: (round: number) => Promise<Measured>;
}

const ROUNDS_MIN = 5;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The value below which `share` of the samples lie. Sorts the samples in place. */
export function percentile(samples: Float64Array, share: number): number {
  samples.sort();
  return samples[Math.min(samples.length - 1, Math.floor(samples.length * share))]!;
}

const round = (value: number): number => Number(value.toPrecision(4));

/** Alternates candidate and baseline, so that both see the same weather, and prints one JSON line. */
export async function compare(comparison: Comparison): Promise<void> {
  const { bench, unit, work, baselineIs, target } = comparison;
  const pairs: { candidate: Measured; baseline: Measured }[] = [];
  for (let index = 0; index < Math.max(ROUNDS_MIN, comparison.rounds ?? 0); index++) {
    const first = index % 2 === 0;
    const early = first ? await comparison.candidate(index) : await comparison.baseline(index);
    const late = first ? await comparison.baseline(index) : await comparison.candidate(index);
    pairs.push(first ? { candidate: early, baseline: late } : { candidate: late, baseline: early });
  }
  const ratios = pairs.map(({ candidate, baseline }) => candidate.value / baseline.value);
  print({
    bench,
    value: round(median(pairs.map(({ candidate }) => candidate.value))),
    unit,
    baseline: round(median(pairs.map(({ baseline }) => baseline.value))),
    ratio: round(median(ratios)),
    ratioMin: round(Math.min(...ratios)),
    ratioMax: round(Math.max(...ratios)),
    rounds: pairs.length,
    ...extras(
      '',
      pairs.map(({ candidate }) => candidate.extra),
    ),
    ...extras(
      'baseline_',
      pairs.map(({ baseline }) => baseline.extra),
    ),
    work,
    baselineIs,
    target,
  });
}

function extras(prefix: string, all: readonly Measured['extra'][]): Record<string, number> {
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [prefix + name, round(median(all.map((each) => each?.[name] ?? Number.NaN)))]),
  );
}

export const print = (line: Readonly<Record<string, unknown>>): void => console.log(JSON.stringify(line));

/** Runs with a folder of its own, removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'rekam-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keeps `width` calls under way until `total` have been made; returns seconds and each call's milliseconds. */
export async function inFlight(
  width: number,
  total: number,
  call: (index: number) => Promise<unknown>,
): Promise<{ seconds: number; latencies: Float64Array }> {
  const latencies = new Float64Array(total);
  let next = 0;
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (next < total) {
      const index = next++;
      const calledAt = performance.now();
      await call(index);
      latencies[index] = performance.now() - calledAt;
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return { seconds: (performance.now() - startedAt) / 1000, latencies };
}
