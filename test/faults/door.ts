import { LocalIssuer } from '@rekam/runtime';
import type { Problem, Receipt } from '@rekam/contracts';
import type { Ledger, Sent } from './ledger';

/** A request that gets no answer in this time has none. */
const ANSWER_MS_MAX = 60_000;
const AGENCY_SOURCE = '/agencies/5500/simpeg';

/** The connection broke: the service is gone. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The service's HTTP door, as its users have it. */
export class Door {
  readonly #tokens = new Map<string, Promise<string>>();

  private constructor(
    readonly url: string,
    private readonly issuer: LocalIssuer,
    private readonly ledger: Ledger,
  ) {}

  static async open(url: string, folder: string, ledger: Ledger): Promise<Door> {
    return new Door(url, await LocalIssuer.open(folder), ledger);
  }

  /**
   * Sends a command and notes in the ledger what was answered: the receipt, or null when it was refused for now
   * (503). Any other answer is a breach. Rejects with Gone; then the outcome is unknown.
   */
  async send(command: Sent): Promise<Receipt | null> {
    this.ledger.sent(command);
    const { key, id, name, data, person } = command;
    const token = await (person === null ? this.#agency() : this.#person(person));
    const { status, body } = await this.#request('POST', `/v1/commands/${name}`, token, data, {
      'idempotency-key': key,
      'x-correlation-id': id,
    });
    if (status === 201 || status === 200) {
      const receipt = body as Receipt;
      if (receipt.duplicate !== (status === 200))
        this.ledger.breach(`${name} ${key}: ${status}, yet duplicate ${receipt.duplicate}`);
      this.ledger.acknowledge(command, receipt);
      return receipt;
    }
    if (status !== 503 || (body as Problem).retryable !== true) {
      this.ledger.breach(`${name} ${key}: answered ${status} ${JSON.stringify(body).slice(0, 500)}`);
    }
    this.ledger.refuse(command);
    return null;
  }

  /** Reads a person's timeline under a purpose of its own; what was answered must be in the access trail. */
  async read(person: string, purpose: string, query = ''): Promise<Answer> {
    const token = await this.#auditor();
    const path = `/v1/careers/${person}/timeline${query}`;
    const answer = await this.#request('GET', path, token, undefined, { 'x-purpose': purpose });
    if (answer.status === 200) this.ledger.readings.add(purpose);
    return answer;
  }

  async get(path: string): Promise<Answer> {
    return this.#request('GET', path, await this.#operator());
  }

  async operate(operation: 'backup' | 'rebuild', body: object): Promise<Answer> {
    return this.#request('POST', `/v1/operations/${operation}`, await this.#operator(), body);
  }

  #agency(): Promise<string> {
    return this.#token('agency', { sub: 'faults', role: 'agency', agency: '5500', source: AGENCY_SOURCE });
  }

  #operator(): Promise<string> {
    return this.#token('operator', { sub: 'faults', role: 'operator' });
  }

  #auditor(): Promise<string> {
    return this.#token('auditor', { sub: 'faults', role: 'auditor' });
  }

  /** Persons come and go, so their tokens are not kept. */
  #person(person: string): Promise<string> {
    return this.issuer.sign({ sub: person, role: 'person', person });
  }

  #token(name: string, claims: Parameters<LocalIssuer['sign']>[0]): Promise<string> {
    const known = this.#tokens.get(name);
    if (known !== undefined) return known;
    const token = this.issuer.sign(claims);
    this.#tokens.set(name, token);
    return token;
  }

  async #request(
    method: string,
    path: string,
    token: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    let text: string;
    let response: Response;
    try {
      response = await fetch(new URL(path, this.url), {
        method,
        headers: { authorization: `Bearer ${token}`, ...content, ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      text = await response.text();
    } catch (cause) {
      throw new Gone(`${method} ${path.split('?')[0]}: ${(cause as Error).message}`, { cause });
    }
    return { status: response.status, body: bodyOf(text) };
  }
}

/** JSON, or the lines of a streamed answer. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
