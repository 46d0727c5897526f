import { randomUUID } from 'node:crypto';
import { byName, validateCommand, type CommandData, type JsonData, type Receipt } from '@rekam/contracts';
import { upcast, type Channel, type Rejection } from '@rekam/domain';
import { memoryKeyStore, MemoryEventStore, type EventStore, type LocalKeyStore } from '@rekam/event-store';
import type { Caller, Clock } from '@rekam/runtime';
import { CareerCommands } from '../career-commands';
import { CareerWriter } from '../career-writer';
import { type CommandOutcome } from '../command-outcome';
import { Careers } from '../careers';
import { Identifiers } from '../identifiers';
import type { CommandContext } from '../to-command';

export const CONFIG_OF_TESTS = { timeZone: 'Asia/Jakarta' } as const;

/** A clock that stands until it is set. */
export class TestClock implements Clock {
  constructor(public ms = Date.parse('2026-11-21T03:00:00Z')) {}
  now(): number {
    return this.ms;
  }
}

const ISSUER = 'https://issuer.example';
const caller = (subject: string, given: Partial<Caller>): Caller => ({
  id: `${ISSUER}\n${subject}`,
  issuer: ISSUER,
  role: 'agency',
  agency: '5500',
  person: null,
  source: '/agencies/5500/simpeg',
  ...given,
});
export const JAMBI = caller('user-1', {});
export const KERINCI = caller('user-2', { agency: '5505', source: '/agencies/5505/simpeg' });
export const BKN = caller('user-3', { agency: '4011', source: '/agencies/4011/siasn' });
export const OPERATOR = caller('operator-1', { role: 'operator', agency: null, source: '/agencies' });
export const PROVIDER = caller('provider-1', { role: 'provider', agency: null, source: '/providers/balai-contoh' });
export const personCaller = (person: string): Caller =>
  caller(`person-${person}`, { role: 'person', agency: null, person, source: `/persons/${person}` });

/** A made-up person's appointment as CPNS on 1 March 2025; `sequence` is 900 to 999. */
export const appointment = (sequence: number, given: JsonData = {}): JsonData => ({
  effectiveAt: '2025-03-01',
  recordId: `cpns-${sequence}`,
  content: {
    kind: 'CPNS',
    agency: '5500',
    golongan: '31',
    name: 'Contoh Pegawai',
    birthDate: '2000-04-05',
    number: numberOf(sequence),
  },
  ...given,
});
export const numberOf = (sequence: number): string => `200004052025031${sequence}`;

export const promotion = (given: JsonData): JsonData => ({
  effectiveAt: '2026-10-01',
  content: { kind: '203', golongan: '33' },
  ...given,
});

export interface Sent {
  readonly caller?: Caller;
  readonly key?: string;
  readonly channel?: Channel;
  readonly source?: string;
  /** The CloudEvent that it comes in; none when absent. */
  readonly cloudEvent?: CommandContext['cloudEvent'];
  readonly intake?: CommandContext['intake'];
}

/** The writer as a process has it, on a store that may be another writer's too. */
export class TestLedger {
  readonly careers: Careers;
  readonly identifiers: Identifiers;
  readonly commands: CareerCommands;

  constructor(
    readonly keys: LocalKeyStore = memoryKeyStore(),
    readonly events: EventStore = new MemoryEventStore({ keys, upcast }),
    readonly clock: TestClock = new TestClock(),
  ) {
    this.careers = new Careers(events);
    this.identifiers = new Identifiers(events, keys, this.careers);
    const writer = new CareerWriter(events, this.careers, this.identifiers);
    this.commands = new CareerCommands(keys, clock, CONFIG_OF_TESTS, this.careers, this.identifiers, writer);
  }

  /** Another process, or the same one after a restart, on the same store. */
  again(events: EventStore = this.events): TestLedger {
    return new TestLedger(this.keys, events, this.clock);
  }

  /** Validates and executes a command; without a key of its own each gets a new one. */
  send(
    name: string,
    data: JsonData,
    { caller = JAMBI, key, channel = 'http', source, cloudEvent = null, intake = null }: Sent = {},
  ): Promise<CommandOutcome> {
    const contract = byName(name)!;
    const context = {
      caller,
      key: key ?? randomUUID(),
      cloudEvent,
      channel,
      intake,
      source: source ?? caller.source,
      correlationId: 'c0ffee00-0000-4000-8000-000000000000',
    };
    return this.commands.execute(valid(name, data), contract, context);
  }

  async receipt(name: string, data: JsonData, sent?: Sent): Promise<Receipt> {
    const outcome = await this.send(name, data, sent);
    if (outcome.kind === 'rejected') throw new Error(`rejected: ${JSON.stringify(outcome.rejections)}`);
    return outcome.receipt;
  }

  async rejections(name: string, data: JsonData, sent?: Sent): Promise<readonly Rejection[]> {
    const outcome = await this.send(name, data, sent);
    if (outcome.kind === 'accepted') throw new Error(`accepted: ${JSON.stringify(outcome.receipt)}`);
    return outcome.rejections;
  }

  async codes(name: string, data: JsonData, sent?: Sent): Promise<readonly string[]> {
    return (await this.rejections(name, data, sent)).map(({ code }) => code);
  }
}

function valid(name: string, data: JsonData): CommandData {
  const validated = validateCommand(byName(name)!, data);
  if (!validated.ok) throw new Error(`not valid: ${JSON.stringify(validated.errors)}`);
  return validated.data;
}
