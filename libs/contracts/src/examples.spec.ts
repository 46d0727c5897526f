import { createHash } from 'node:crypto';
import {
  decide,
  emptyState,
  evolve,
  partsAt,
  type CareerState,
  type Command,
  type CommandMeta,
  type Decision,
  type Uuid,
} from '@rekam/domain';
import { CATALOGUE } from './catalogue';
import type { CommandContract, CommandData } from './contract';
import { EXAMPLE_SEQUENCE, type ExampleStep } from './examples';
import { complete, decreeOf } from './statement';
import { SITI } from './subjects/people';
import { validateCommand } from './validate';

const TODAY = '2026-11-21';

/** The facts' ids as the ledger derives them, so that the examples that name one name the right one. */
function uuidV5(name: string): Uuid {
  const namespace = Buffer.from('6f1d7b7e5f0c5a539c3b2f6d0a4b8e11', 'hex');
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** As much of a service as it takes to send the examples to the domain. */
class Ledger {
  private readonly streams = new Map<string, CareerState>();
  private readonly holders = new Map<string, Uuid>();
  private position = 0n;

  send({ contract, caller }: ExampleStep, data: CommandData, key: string): Decision {
    const person = data.person ?? this.holders.get(data.identifier?.number ?? '') ?? null;
    const command = this.commandOf(contract, caller, data, person, key);
    const careers = new Map<Uuid, CareerState>();
    for (const [stream, state] of this.streams) if (stream.startsWith('career-')) careers.set(stream.slice(7), state);
    const state = this.streams.get(command.stream) ?? emptyState();
    const decision = decide(command, state, careers);
    if (decision.kind !== 'accepted') return decision;
    this.position += 1n;
    const number = data.content?.['number'];
    if (typeof number === 'string' && person !== null) this.holders.set(number, person);
    const recorded = {
      ...decision.event,
      id: `event ${this.position}`,
      stream: command.stream,
      revision: state.revision + 1n,
      position: this.position,
      ledgerTime: `${TODAY}T00:00:00.000000Z`,
      erased: false,
    };
    this.streams.set(command.stream, evolve(state, recorded));
    return decision;
  }

  career(person: Uuid): CareerState {
    return this.streams.get(`career-${person}`)!;
  }

  private commandOf(
    contract: CommandContract,
    { role, agency, person: actorPerson, source }: ExampleStep['caller'],
    data: CommandData,
    person: Uuid | null,
    key: string,
  ): Command {
    const meta: CommandMeta = {
      commandId: key,
      contentHash: JSON.stringify([contract.kind, data]),
      actor: source,
      role,
      agency,
      source,
      channel: 'http',
      correlationId: key,
      causationId: null,
      recordedAt: `${TODAY}T00:00:00.000000Z`,
      intake: null,
      origin: null,
      approvedBy: data.approvedBy ?? null,
      actorPerson,
      today: TODAY,
    };
    const { kind } = contract;
    if (kind === 'merge' || kind === 'unmerge') {
      return {
        kind,
        stream: `career-${person}`,
        person: person!,
        into: data.into!,
        reason: data.reason ?? null,
        decree: decreeOf(data),
        meta,
      };
    }
    if (kind === 'report-missing' || kind === 'report-found') {
      return { kind, stream: `career-${person}`, person: person!, fact: data.fact!, meta };
    }
    const { subject, addressedBy } = contract.subject!;
    const fact = data.fact ?? uuidV5(`${source}\n${subject}\n${data.recordId}`);
    const byPerson = addressedBy === 'person';
    const stream = byPerson ? `career-${person}` : `mentoring-${data.mentoring ?? fact}`;
    const about = { subject, stream, person: byPerson ? person : null, fact, meta };
    const reason = data.reason ?? null;
    switch (kind) {
      case 'record':
        return { kind, ...about, reason, statement: complete(contract, data) };
      case 'correct':
        return { kind, ...about, reason, statement: complete(contract, data), replacesEdition: data.replacesEdition! };
      case 'annul':
      case 'reinstate':
        return { kind, ...about, reason, decree: decreeOf(data), replacesEdition: data.replacesEdition! };
      case 'confirm':
        return { kind, ...about, edition: data.edition! };
      default:
        throw new Error(`no command for ${String(kind satisfies never)}`);
    }
  }
}

describe('the sequence of examples', () => {
  it('has the example of every command', () => {
    const shown = new Set(EXAMPLE_SEQUENCE.filter(({ contract, data }) => data === contract.example));
    expect([...shown].map(({ contract }) => contract.name)).toEqual(CATALOGUE.map(({ name }) => name));
  });

  it('is accepted by the domain on an empty ledger, one after the other, and flagged nowhere', () => {
    const ledger = new Ledger();
    for (const [index, step] of EXAMPLE_SEQUENCE.entries()) {
      const verdict = validateCommand(step.contract, step.data);
      if (!verdict.ok) throw new Error(`${step.contract.name}: ${JSON.stringify(verdict.errors)}`);
      const decision = ledger.send(step, verdict.data, `command ${index}`);
      const name = step.contract.name;
      expect({ name, decision }).toMatchObject({ name, decision: { kind: 'accepted' } });
      if (decision.kind === 'accepted' && 'flags' in decision.event.body) expect(decision.event.body.flags).toEqual([]);
    }
    const parts = partsAt(ledger.career(SITI.person), TODAY, SITI.person);
    expect(parts).toMatchObject({
      appointment: { name: SITI.name, numbers: [SITI.number], agency: '5500' },
      promotion: { golongan: '32', pangkat: 'Penata Muda Tingkat I' },
      appraisal: { yearly: [{ year: 2024, predicate: 2 }] },
    });
  });

  it('uses made-up numbers only, which end in 900 to 999', () => {
    const numbers = [
      ...JSON.stringify(EXAMPLE_SEQUENCE)
        .replaceAll(' ', '')
        .matchAll(/"(\d{18})"/g),
    ].map(([, n]) => n!);
    expect(numbers.length).toBeGreaterThan(5);
    for (const number of numbers) expect(number).toMatch(/9\d\d$/);
  });
});
