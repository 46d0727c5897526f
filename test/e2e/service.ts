import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExampleStep, JsonData, Problem, Receipt } from '@rekam/contracts';
import { LocalIssuer, loadConfig, type LocalClaims, type RunningProcess } from '@rekam/runtime';
import { startStandalone } from '@rekam/standalone';

/** What came back; `body` is the parsed JSON, or the text of what is no JSON. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Sent {
  /** Whose token goes with the request; null sends none. */
  readonly as?: LocalClaims | null;
  /** Sent as JSON, unless it is text or bytes already. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array;

/** The whole service as one process runs it, on a folder and a port of its own, and a client of it. */
export class Service {
  readonly folder = mkdtempSync(join(tmpdir(), 'rekam-e2e-'));
  private readonly tokens = new Map<string, Promise<string>>();
  private running!: RunningProcess;

  private constructor(private readonly settings: (folder: string) => Readonly<Record<string, string>>) {}

  /** Starts it, after what is done to its new folder before, with variables that it is to have besides. */
  static async start(
    prepare: (folder: string) => Promise<void> = async () => undefined,
    settings: (folder: string) => Readonly<Record<string, string>> = () => ({}),
  ): Promise<Service> {
    const service = new Service(settings);
    await prepare(service.folder);
    await service.run();
    return service;
  }

  private async run(): Promise<void> {
    const settings = { REKAM_PORT: '0', REKAM_METRICS_PORT: '-1', REKAM_LOG_LEVEL: 'silent' };
    this.running = await startStandalone(
      loadConfig({ ...settings, ...this.settings(this.folder), REKAM_DATA_FOLDER: this.folder }),
    );
  }

  get url(): string {
    return this.running.url;
  }

  /** Stops, does what is given while nothing runs on the folder, and starts again. */
  async restart(between: () => Promise<void> = async () => undefined): Promise<void> {
    await this.running.stop();
    await between();
    await this.run();
  }

  async stop(): Promise<void> {
    await this.running.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A token of the local issuer. */
  token(claims: LocalClaims): Promise<string> {
    const key = JSON.stringify(claims);
    const token =
      this.tokens.get(key) ?? LocalIssuer.open(this.folder).then(async (issuer) => issuer.sign({ ...claims }));
    this.tokens.set(key, token);
    return token;
  }

  async send<Body = Problem>(
    method: 'GET' | 'POST',
    path: string,
    { as = null, body, headers = {} }: Sent = {},
  ): Promise<Answer<Body>> {
    const authorization: Record<string, string> =
      as === null ? {} : { authorization: `Bearer ${await this.token(as)}` };
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(this.url + path, {
      method,
      headers: { ...authorization, ...type, ...headers },
      ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && !text.includes('\n{');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  get<Body = Problem>(path: string, as: LocalClaims): Promise<Answer<Body>> {
    return this.send('GET', path, { as });
  }

  /** Sends a command; without a key under a new one. */
  command(
    name: string,
    data: unknown,
    as: LocalClaims,
    key: string = randomUUID(),
  ): Promise<Answer<Receipt & Problem>> {
    return this.send('POST', `/v1/commands/${name}`, { as, body: data, headers: { 'idempotency-key': key } });
  }

  /** Sends a command that must be recorded now. */
  async recorded(name: string, data: unknown, as: LocalClaims, key?: string): Promise<Receipt> {
    const { status, body } = await this.command(name, data, as, key);
    if (status !== 201) throw new Error(`${name} was not recorded: ${JSON.stringify(body)}`);
    return body;
  }

  /** Sends the examples of the contracts, each from its caller. */
  async examples(steps: readonly ExampleStep[]): Promise<readonly Answer<Receipt & Problem>[]> {
    const answers: Answer<Receipt & Problem>[] = [];
    for (const [index, { contract, data, caller }] of steps.entries()) {
      answers.push(await this.command(contract.name, data, claimsOf(caller), `example-${index}`));
    }
    return answers;
  }

  /** Position of the last event of the log. */
  async head(): Promise<string> {
    const { body } = await this.get<{ log: { head: string } }>('/v1/status', OPERATOR);
    return body.log.head;
  }
}

export const claimsOf = ({ role, agency, person, source }: ExampleStep['caller']): LocalClaims => ({
  sub: `${role}-of-the-examples`,
  role,
  source,
  ...(agency !== null && { agency }),
  ...(person !== null && { person }),
});

export const OPERATOR: LocalClaims = { sub: 'operator', role: 'operator' };
export const AUDITOR: LocalClaims = { sub: 'auditor', role: 'auditor' };
/** The personnel system of an agency, as which most acts come in. */
export const simpeg = (agency: string): LocalClaims => ({
  sub: `simpeg-${agency}`,
  role: 'agency',
  agency,
  source: `/agencies/${agency}/simpeg`,
});

/** An appointment as CPNS in 2018 under a made-up number, which a case may change. */
export const appointment = (sequence: string, more: JsonData = {}): Record<string, unknown> => ({
  recordId: `CPNS-${sequence}`,
  effectiveAt: '2018-03-01',
  approvedBy: 'kepala-bkd',
  content: {
    kind: 'CPNS',
    agency: '5500',
    golongan: '31',
    name: 'Rina Wulandari',
    birthDate: '1994-08-17',
    number: `199408172018032${sequence}`,
    ...more,
  },
});
