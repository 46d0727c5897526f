import { EXAMPLE_SEQUENCE } from '@rekam/contracts';
import type { Random } from '../../apps/cli/src/seed/random';
import { mutated } from './mutations';

interface Setting {
  readonly random: Random;
  readonly url: string;
  readonly token: string;
  readonly count: number;
}

export interface DoorOutcome {
  readonly payloads: number;
  readonly accepted: number;
  readonly refused: number;
  readonly breaches: readonly string[];
}

const BATCH = 8;
const SOURCE = '/agencies/5500/fuzz';

/** The examples of all commands as CloudEvents. */
const EVENTS: readonly string[] = EXAMPLE_SEQUENCE.map(({ contract, data }) =>
  JSON.stringify({ specversion: '1.0', id: 'fuzz', source: SOURCE, type: contract.cloudEvent, data }),
);

let ids = 0;

/** Mutated CloudEvents, one by one and in batches: each is accepted or refused with a problem, and none fails. */
export async function fuzzDoor({ random, url, token, count }: Setting): Promise<DoorOutcome> {
  const breaches: string[] = [];
  const sums = { accepted: 0, refused: 0 };
  const judge = (status: number, problem: unknown, body: string): void => {
    if (status < 300) sums.accepted++;
    else sums.refused++;
    const isProblem = typeof problem === 'object' && problem !== null && 'type' in problem;
    if (status >= 500 || (status >= 300 && !isProblem)) breaches.push(`${status} for ${body.slice(0, 2_000)}`);
  };
  const post = async (contentType: string, body: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
    const response = await fetch(new URL('/v1/events', url), { method: 'POST', headers, body });
    return {
      status: response.status,
      answer: (await response.json()) as { results?: { status: number; problem?: unknown }[] },
    };
  };
  for (let left = count; left > 0;) {
    if (random.chance(0.5)) {
      const body = event(random);
      const { status, answer } = await post('application/cloudevents+json', body);
      judge(status, answer, body);
      left--;
      continue;
    }
    const events = Array.from({ length: Math.min(BATCH, left) }, () => event(random)).filter(isJson);
    const body = `[${events.join(',')}]`;
    const { status, answer } = await post('application/cloudevents-batch+json', body);
    if (answer.results === undefined) judge(status, answer, body);
    else for (const [at, result] of answer.results.entries()) judge(result.status, result.problem, events[at]!);
    left -= Math.max(1, events.length);
  }
  return { payloads: count, ...sums, breaches };
}

function event(random: Random): string {
  const text = EVENTS[random.int(0, EVENTS.length - 1)]!;
  return mutated(text, random).replace('"id":"fuzz"', `"id":"fuzz-${ids++}"`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
