import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Problem } from '@rekam/contracts';
import { CliError } from './exit-code';

/** The service said no, with an RFC 9457 document. */
export class ServiceProblem extends CliError {
  constructor(readonly problem: Problem) {
    const lines = problem.errors === undefined ? [problem.detail] : errorsOf(problem);
    super([`${problem.title} (${problem.status})`, ...lines].join('\n  '));
  }
}

const errorsOf = ({ errors = [] }: Problem): readonly string[] =>
  errors.map(
    ({ field, message, accepted, code }) =>
      `${field || '/'}: ${message.en}${accepted ? ` Accepted: ${accepted}.` : ''} [${code}]`,
  );

export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What became of one item of a batch. */
export interface ItemResult {
  readonly status: number;
  readonly receipt?: {
    readonly person: string | null;
    readonly fact: string | null;
    /** Above 0 when it corrects what the ledger held. */
    readonly edition: number | null;
    readonly position: string;
    readonly duplicate: boolean;
    readonly flags: readonly unknown[];
  };
  readonly problem?: Problem;
}

const BUSY = new Set([429, 503]);
const ATTEMPTS_MAX = 6;

/** The service's HTTP interface, as any agency's system would use it. */
export class ServiceClient {
  constructor(
    readonly url: string,
    private readonly token: () => Promise<string>,
    private readonly signal: AbortSignal,
  ) {}

  get<T>(path: string): Promise<T> {
    return this.#json<T>('GET', path);
  }

  post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.#json<T>('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  /** Sends one command under a key, so that sending it again changes nothing. */
  command<T>(name: string, data: unknown, key: string = randomUUID(), token?: string): Promise<T> {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return this.post(`/v1/commands/${name}`, data, { 'idempotency-key': key, ...authorization });
  }

  /** Sends a batch of CloudEvents and returns what became of each, in order; what the service was too busy for again. */
  async events(batch: readonly CloudEvent[]): Promise<readonly ItemResult[]> {
    const results = [...(await this.#batch(batch))];
    for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
      const waiting = results.flatMap(({ status }, index) => (BUSY.has(status) ? [index] : []));
      if (waiting.length === 0) break;
      await this.#pause(2 ** attempt / 10);
      const again = await this.#batch(waiting.map((index) => batch[index]!));
      for (const [n, index] of waiting.entries()) results[index] = again[n]!;
    }
    return results;
  }

  async #batch(batch: readonly CloudEvent[]): Promise<readonly ItemResult[]> {
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    const answer = await this.#json<{ results: readonly ItemResult[] }>(
      'POST',
      '/v1/events',
      JSON.stringify(batch),
      headers,
    );
    return answer.results;
  }

  /** Lines of a streamed answer, as they come. */
  async *lines(path: string, body: unknown): AsyncGenerator<Record<string, unknown>> {
    const response = await this.#send('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });
    if (!response.ok) throw await problemIn(response);
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line !== '') yield JSON.parse(line) as Record<string, unknown>;
    }
  }

  async #json<T>(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#send(method, path, body, headers);
      if (response.ok) return (await response.json()) as T;
      if (!BUSY.has(response.status) || attempt === ATTEMPTS_MAX) throw await problemIn(response);
      await response.body?.cancel();
      const seconds = Number(response.headers.get('retry-after') ?? 0) || 2 ** attempt / 10;
      await this.#pause(seconds);
    }
  }

  #pause(seconds: number): Promise<void> {
    return setTimeout(seconds * 1_000, undefined, { signal: this.signal });
  }

  async #send(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const init = {
      method,
      body,
      headers: { authorization: `Bearer ${await this.token()}`, ...headers },
      signal: this.signal,
    };
    try {
      return await fetch(new URL(path, this.url), init);
    } catch (error) {
      if (this.signal.aborted) throw error;
      throw new CliError(`The service at ${this.url} did not answer: ${(error as Error).message}`);
    }
  }
}

async function problemIn(response: Response): Promise<CliError> {
  const text = await response.text();
  try {
    return new ServiceProblem(JSON.parse(text) as Problem);
  } catch {
    return new CliError(`The service answered ${response.status} without a problem document.`);
  }
}
