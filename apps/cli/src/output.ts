import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';

/** Where a command prints: tables and bars for people, one JSON document for programs. */
export interface Output {
  readonly json: boolean;
}

export function printJson(value: unknown): void {
  process.stdout.write(
    `${JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each), 2)}\n`,
  );
}

export type Cell = string | number | boolean | null | undefined;

/** A table with a heading row; long cells wrap at `wrapAt` characters. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  widths?: readonly number[],
): void {
  const options = { head: [...head], style: { head: [], border: [] }, wordWrap: true };
  const table = new Table(widths === undefined ? options : { ...options, colWidths: [...widths] });
  table.push(...rows.map((row) => row.map((cell) => String(cell ?? '-'))));
  process.stdout.write(`${table.toString()}\n`);
}

/** Of a total that was a guess there may be more. */
export interface Progress {
  update(done: number, total?: number): void;
  stop(): void;
}

/** A bar on a terminal, a line at every tenth elsewhere, nothing where the output is for programs. */
export function progress(title: string, total: number, { json }: Output): Progress {
  if (json) return { update: () => undefined, stop: () => undefined };
  if (process.stderr.isTTY) {
    const bar = new SingleBar({
      format: `${title} {bar} {percentage}% {value}/{total} {speed}/s, {eta_formatted} left`,
      etaBuffer: 50,
    });
    const startedAt = Date.now();
    bar.start(total, 0, { speed: 0 });
    return {
      update: (done, newTotal = bar.getTotal()) => {
        bar.setTotal(Math.max(done, newTotal));
        bar.update(done, { speed: Math.round((done * 1000) / Math.max(1, Date.now() - startedAt)) });
      },
      stop: () => bar.stop(),
    };
  }
  let known = total;
  let tenth = 0;
  return {
    update: (done, newTotal = known) => {
      known = Math.max(done, newTotal);
      const now = Math.floor((done * 10) / Math.max(1, known));
      if (now > tenth) process.stderr.write(`${title}: ${done} of ${known}\n`);
      tenth = Math.max(tenth, now);
    },
    stop: () => undefined,
  };
}
