import {
  decide,
  emptyState,
  evolve,
  type CareerState,
  type Command,
  type CommandMeta,
  type Decision,
  type FactBody,
  type JsonObject,
  type PlainDate,
  type Recorded,
  type Statement,
  type SubjectName,
  type Uuid,
} from '@rekam/domain';

const SOURCE = '/agencies/5500/simpeg';

/** Who sends a command; the operator of an import where nothing else is said. */
export type Sender = Partial<Pick<CommandMeta, 'role' | 'agency' | 'actorPerson' | 'channel' | 'source' | 'origin'>>;

export const statement = (effectiveAt: PlainDate, content: JsonObject, more: Partial<Statement> = {}): Statement => ({
  effectiveAt,
  effectiveUntil: null,
  precision: 'day',
  decree: null,
  approvals: null,
  documents: [],
  content,
  ext: {},
  ...more,
});

export const appointed = (name: string, agency: string, kind = 'CPNS', golongan = '31'): JsonObject => ({
  kind,
  agency,
  unit: null,
  golongan,
  name,
  birthDate: '1990-05-17',
  number: '199005172015031004',
  oldNumber: null,
});

/** A log in memory that is written through the domain's own decisions. */
export class Ledger {
  readonly log: Recorded[] = [];
  private readonly streams = new Map<string, CareerState>();

  state(stream: string): CareerState {
    return this.streams.get(stream) ?? emptyState();
  }

  /** Decides a command on the ledger as it is, and records what was accepted. */
  send(command: DistributiveOmit<Command, 'meta'>, sender: Sender = {}): Decision {
    const n = this.log.length + 1;
    const meta: CommandMeta = {
      commandId: `command-${n}`,
      contentHash: `hash-${n}`,
      actor: 'sample',
      role: 'operator',
      agency: null,
      source: SOURCE,
      channel: 'import',
      correlationId: `command-${n}`,
      causationId: null,
      recordedAt: instant(n),
      intake: null,
      approvedBy: null,
      actorPerson: null,
      today: '2030-01-01',
      origin: null,
      ...sender,
    };
    const careers = new Map(
      [...this.streams].flatMap(([stream, state]) =>
        stream.startsWith('career-') ? [[stream.slice('career-'.length), state] as const] : [],
      ),
    );
    const decision = decide({ ...command, meta }, this.state(command.stream), careers);
    if (decision.kind === 'accepted') this.record(command.stream, decision.event);
    return decision;
  }

  /** The same, for a command that the case depends on. */
  must(command: DistributiveOmit<Command, 'meta'>, sender: Sender = {}): Recorded {
    const decision = this.send(command, sender);
    if (decision.kind !== 'accepted')
      throw new Error(`${command.kind} was not accepted: ${JSON.stringify(decision, bigints)}`);
    return this.log.at(-1)!;
  }

  openDay(date: PlainDate): void {
    const meta = { ...this.metaOfSystem(), recordedAt: instant(this.log.length + 1) };
    this.record('ledger', { type: 'DayOpened', body: { content: { date } }, sensitive: null, meta });
  }

  /** A merge that no decision would allow by now, as two writers at once may have recorded it. */
  mergeUnchecked(person: Uuid, into: Uuid): void {
    const persons = [person, into].map((id) => ({ id, role: 'subject' as const }));
    const meta = { ...this.metaOfSystem(), recordedAt: instant(this.log.length + 1), persons };
    this.record(`career-${person}`, { type: 'PersonMerged', body: { content: { into } }, sensitive: null, meta });
  }

  /** A correction of whatever stands, whether or not a decision would take it. */
  correctUnchecked(person: Uuid, fact: Uuid, effectiveAt: PlainDate): void {
    const stream = `career-${person}`;
    const first = this.log.find(({ body }) => 'fact' in body && body.fact === fact)!;
    const body = { ...(first.body as FactBody), edition: 1, prev: first.id, effectiveAt };
    const meta = { ...first.meta, recordedAt: instant(this.log.length + 1) };
    this.record(stream, { ...first, type: first.type.replace('Recorded', 'Corrected'), body, meta });
  }

  private record(stream: string, event: Pick<Recorded, 'type' | 'body' | 'sensitive' | 'meta'>): void {
    const state = this.state(stream);
    const position = BigInt(this.log.length + 1);
    const recorded: Recorded = {
      ...event,
      id: `00000000-0000-8000-8000-${position.toString().padStart(12, '0')}`,
      stream,
      revision: state.revision + 1n,
      position,
      ledgerTime: event.meta.recordedAt,
      erased: false,
    };
    this.streams.set(stream, evolve(state, recorded));
    this.log.push(recorded);
  }

  private metaOfSystem(): Recorded['meta'] {
    return {
      commandId: `day-${this.log.length}`,
      contentHash: '',
      actor: 'clock',
      role: 'system',
      agency: null,
      source: '/ledger',
      channel: 'system',
      correlationId: `day-${this.log.length}`,
      causationId: null,
      recordedAt: '',
      schema: 1,
      persons: [],
      intake: null,
      approvedBy: null,
    };
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const instant = (n: number): string => `${new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString().slice(0, 19)}.000000Z`;
const bigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

/** Commands in short, for one person or pair. */
export const record = (
  subject: Exclude<SubjectName, 'mentoring' | 'mentoring-session'>,
  person: Uuid,
  fact: Uuid,
  statement: Statement,
) => ({ kind: 'record', subject, stream: `career-${person}`, person, fact, reason: null, statement }) as const;

export const correct = (
  subject: Exclude<SubjectName, 'mentoring' | 'mentoring-session'>,
  person: Uuid,
  fact: Uuid,
  statement: Statement,
  reason: string | null = null,
) => ({ ...record(subject, person, fact, statement), kind: 'correct', reason, replacesEdition: null }) as const;

export const recordPair = (pair: Uuid, mentor: Uuid, mentee: Uuid, effectiveAt: PlainDate) =>
  ({
    kind: 'record',
    subject: 'mentoring',
    stream: `mentoring-${pair}`,
    person: null,
    fact: pair,
    reason: null,
    statement: statement(effectiveAt, { kind: '15', mentor, mentee, goal: 'Menyusun standar pelayanan' }),
  }) as const;

export const recordSession = (pair: Uuid, fact: Uuid, effectiveAt: PlainDate) =>
  ({
    kind: 'record',
    subject: 'mentoring-session',
    stream: `mentoring-${pair}`,
    person: null,
    fact,
    reason: null,
    statement: statement(effectiveAt, { jp: 2, topic: 'Peta proses' }),
  }) as const;

export const merge = (person: Uuid, into: Uuid, kind: 'merge' | 'unmerge' = 'merge') =>
  ({ kind, stream: `career-${person}`, person, into, reason: null, decree: null }) as const;

export const asPerson = (person: Uuid): Sender => ({ role: 'person', actorPerson: person, channel: 'http' });
