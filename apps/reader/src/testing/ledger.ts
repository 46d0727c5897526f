import {
  decide,
  emptyState,
  evolve,
  type CareerState,
  type Command,
  type CommandMeta,
  type JsonObject,
  type PlainDate,
  type Recorded,
  type Statement,
  type SubjectName,
  type Uuid,
} from '@rekam/domain';
import { uuidV5, type EventStore } from '@rekam/event-store';
import { instantOf } from '@rekam/runtime';

const NAMESPACE = 'b7f1b8b2-6f0f-4f5e-9c1d-6a1f0f5f2a11';
export const CITY = '5571';
export const PROVINCE = '5500';

/** The id that stands for a name in these tests. */
export const idOf = (name: string): Uuid => uuidV5(NAMESPACE, name);
export const careerOf = (person: Uuid): string => `career-${person}`;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Sender = Partial<Pick<CommandMeta, 'role' | 'agency' | 'actorPerson' | 'channel' | 'source' | 'origin'>>;

/** Records sample acts through the domain's own decisions into a real store; the clock is the test's. */
export class Ledger {
  private commands = 0;

  constructor(
    readonly events: EventStore,
    /** Milliseconds since 1970, as the ledger's clock says. */
    private readonly now: () => number,
  ) {}

  /** A person taken into service as CPNS, with golongan III/a. */
  appoint(
    person: Uuid,
    name: string,
    { agency = CITY, at = '2012-01-01', kind = 'CPNS', golongan = '31', number = '198903142012011001' } = {},
  ): Promise<Recorded> {
    const content = {
      kind,
      agency,
      unit: 'Bagian Umum',
      golongan,
      name,
      birthDate: '1989-03-14',
      number,
      oldNumber: null,
    };
    return this.record('appointment', person, `appointment-${at}-${number}`, at, content);
  }

  promote(person: Uuid, golongan: string, at: PlainDate, act: 'record' | 'correct' = 'record'): Promise<Recorded> {
    const content = { kind: '101', golongan, serviceYears: 4, serviceMonths: 0 };
    return this.record('promotion', person, `promotion-${golongan}`, at, content, act);
  }

  train(person: Uuid, name: string, jp: number, at: PlainDate): Promise<Recorded> {
    const content = { kind: '8', name, provider: 'BKPSDM', jp, certificate: null, startedAt: null, competencies: [] };
    return this.record('training', person, `training-${name}`, at, content);
  }

  record(
    subject: SubjectName,
    person: Uuid,
    recordId: string,
    effectiveAt: PlainDate,
    content: JsonObject,
    kind: 'record' | 'correct' = 'record',
    effectiveUntil: PlainDate | null = null,
  ): Promise<Recorded> {
    const isPair = subject === 'mentoring' || subject === 'mentoring-session';
    const fact = idOf(`${subject} ${isPair ? '' : person} ${recordId}`);
    const stream = isPair ? `mentoring-${subject === 'mentoring' ? fact : idOf('mentoring  pair')}` : careerOf(person);
    const target = {
      subject,
      stream,
      person: isPair ? null : person,
      fact,
      statement: { ...statement(effectiveAt, content), effectiveUntil },
    };
    const reason = kind === 'correct' ? 'the decree was read wrongly' : null;
    return this.send(
      kind === 'record' ? { kind, ...target, reason } : { kind, ...target, reason, replacesEdition: null },
    );
  }

  merge(person: Uuid, into: Uuid): Promise<Recorded> {
    return this.send({ kind: 'merge', stream: careerOf(person), person, into, reason: null, decree: null });
  }

  /** A merge that no decision would allow by now, as two writers at once may have recorded it. */
  mergeUnchecked(person: Uuid, into: Uuid): Promise<Recorded> {
    const meta = this.meta('PersonMerged', [
      { id: person, role: 'subject' },
      { id: into, role: 'subject' },
    ]);
    return this.appended(careerOf(person), 'PersonMerged', { into }, meta);
  }

  /** The day that views reckon from; without one nothing has taken effect. */
  openDay(date: PlainDate): Promise<Recorded> {
    return this.appended('ledger', 'DayOpened', { date }, this.meta('DayOpened', []));
  }

  private async appended(stream: string, type: string, content: JsonObject, meta: Recorded['meta']): Promise<Recorded> {
    const event = { id: uuidV5(meta.commandId, '0'), type, body: { content }, sensitive: null, meta };
    return (await this.events.append(stream, [event], 'any')).events[0]!;
  }

  /** Decides a command on the store as it is, and appends what was accepted. Throws what was rejected. */
  async send(command: DistributiveOmit<Command, 'meta'>, sender: Sender = {}): Promise<Recorded> {
    const { persons: _persons, schema: _schema, ...meta } = this.meta(command.kind, []);
    const state = await this.stateOf(command.stream);
    const careers = await this.careersIn(command, state);
    const whole = {
      ...command,
      meta: { ...meta, actorPerson: null, origin: null, ...sender, today: instantOf(this.now()).slice(0, 10) },
    };
    const decision = decide(whole, state, careers);
    if (decision.kind !== 'accepted') throw new Error(JSON.stringify(decision));
    const event = { ...decision.event, id: uuidV5(meta.commandId, '0') };
    const expected = state.revision < 0n ? 'no_stream' : state.revision;
    return (await this.events.append(command.stream, [event], expected)).events[0]!;
  }

  private meta(kind: string, persons: Recorded['meta']['persons']): Recorded['meta'] {
    this.commands += 1;
    const commandId = idOf(`command ${this.commands}`);
    return {
      commandId,
      contentHash: `${kind}-${this.commands}`,
      actor: 'import-operator',
      role: 'operator',
      agency: null,
      source: `/agencies/${CITY}/simpeg`,
      channel: 'import',
      correlationId: commandId,
      causationId: null,
      recordedAt: instantOf(this.now()),
      schema: 1,
      persons,
      intake: null,
      approvedBy: null,
    };
  }

  private async careersIn(
    command: DistributiveOmit<Command, 'meta'>,
    state: CareerState,
  ): Promise<ReadonlyMap<Uuid, CareerState>> {
    const content = 'statement' in command ? command.statement.content : {};
    const into = 'into' in command ? command.into : null;
    const inStream = [...state.facts.values()].flatMap(({ editions }) => editions[0]!.persons.map(({ id }) => id));
    const persons = new Set([command.person, into, content['mentor'], content['mentee'], ...inStream]);
    const pairs = [...persons]
      .filter((each) => typeof each === 'string')
      .map(async (id) => [id, await this.stateOf(careerOf(id))] as const);
    return new Map(await Promise.all(pairs));
  }

  private async stateOf(stream: string): Promise<CareerState> {
    const state = emptyState();
    for (const event of await this.events.read(stream)) evolve(state, event);
    return state;
  }
}

const statement = (effectiveAt: PlainDate, content: JsonObject): Statement => ({
  effectiveAt,
  effectiveUntil: null,
  precision: 'day',
  decree: { number: `SK-${effectiveAt}`, date: effectiveAt, authority: 'Wali Kota' },
  approvals: null,
  documents: [],
  content,
  ext: {},
});
