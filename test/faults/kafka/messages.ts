import { byName, toBinaryHeaders } from '@rekam/contracts';
import { uuidV5 } from '@rekam/event-store';
import type { OutgoingMessage } from '@rekam/kafka';
import type { Random } from '../../../apps/cli/src/seed/random';

/** Says in a header what a message is meant to be: `good`, or a kind of poison. The service does not look at it. */
export const MEANT = 'drill-meant';
export const GOOD = 'good';

const NAMESPACE = '2d8f9a5e-5a57-5a1e-9a52-1c6a3d0b7c44';
/** Careers that grow side by side, and messages of each before others take their place. */
const PERSONS = 60;
const ACTS = 20;
const POISON_SHARE = 0.01;
const REPEATED_SHARE = 0.03;
const LAST_KEPT = 200;

/** A source and the topic it comes by. */
export interface Sender {
  readonly source: string;
  readonly agency: string;
  readonly topic: string;
}

interface Person {
  readonly id: string;
  readonly sender: Sender;
  readonly number: number;
  acts: number;
}

const APPOINTMENT = byName('record-appointment')!.cloudEvent;
const TRAINING = byName('record-training')!.cloudEvent;

/** What the senders of a drill produce, one message after the other: careers from their opening on, some twice, some bad. */
export class Messages {
  private readonly persons: Person[] = [];
  private readonly last: OutgoingMessage[] = [];
  private count = 0;
  private opened = 0;

  constructor(
    private readonly drill: string,
    private readonly senders: readonly Sender[],
    private readonly random: Random,
  ) {}

  next(): OutgoingMessage {
    if (this.random.chance(POISON_SHARE)) return this.poison();
    if (this.last.length > 0 && this.random.chance(REPEATED_SHARE)) return this.random.pick(this.last);
    const message = this.good();
    this.last.push(message);
    if (this.last.length > LAST_KEPT) this.last.shift();
    return message;
  }

  private good(): OutgoingMessage {
    while (this.persons.length < PERSONS) this.persons.push(this.born());
    const at = this.random.int(0, PERSONS - 1);
    const person = this.persons[at]!;
    const message = person.acts++ === 0 ? this.opening(person) : this.act(person);
    if (person.acts >= ACTS) this.persons[at] = this.born();
    return message;
  }

  private born(): Person {
    const number = this.opened++;
    const sender = this.senders[number % this.senders.length]!;
    return { id: uuidV5(NAMESPACE, `${this.drill} ${number}`), sender, number, acts: 0 };
  }

  private opening({ id, sender, number }: Person): OutgoingMessage {
    const birthDate = `${1970 + Math.floor(number / 1_998)}-01-01`;
    const sequence = String(1 + (Math.floor(number / 2) % 999)).padStart(3, '0');
    return this.message(sender, id, APPOINTMENT, {
      person: id,
      recordId: `CPNS-${number}`,
      effectiveAt: '2006-01-01',
      approvedBy: 'kepala-bkd',
      content: {
        kind: 'CPNS',
        agency: sender.agency,
        golongan: '31',
        name: 'Contoh Buatan',
        birthDate,
        number: `${birthDate.replaceAll('-', '')}200601${1 + (number % 2)}${sequence}`,
      },
    });
  }

  private act({ id, sender, acts }: Person): OutgoingMessage {
    return this.message(sender, id, TRAINING, trainingOf(id, acts));
  }

  private poison(): OutgoingMessage {
    const sender = this.random.pick(this.senders);
    const person = uuidV5(NAMESPACE, `${this.drill} nobody ${this.count}`);
    const good = this.message(sender, person, TRAINING, trainingOf(person, 1), 'unknown person');
    const { source: _source, ...unnamed } = good.headers as Record<string, string>;
    const kinds: readonly [string, Partial<OutgoingMessage>][] = [
      ['unknown person', {}],
      ['broken JSON', { value: '{"person": ' }],
      ['no value', { value: null }],
      ['no UTF-8', { value: Buffer.from([0xff, 0xfe, 0x7b]) }],
      ['a wrong field', { value: JSON.stringify({ ...trainingOf(person, 1), effectiveAt: 'kemarin' }) }],
      ['an unknown type', { headers: { ...unnamed, ce_type: 'asn.career.holiday.recorded.v1' } }],
      ['a foreign source', { headers: { ...unnamed, ce_source: '/agencies/4011/siasn' } }],
      ['no event', { headers: {} }],
    ];
    const [kind, wrong] = this.random.pick(kinds);
    return { ...good, ...wrong, headers: { ...(wrong.headers ?? good.headers), [MEANT]: kind } };
  }

  private message(
    { source, topic }: Sender,
    key: string,
    type: string,
    data: unknown,
    meant: string = GOOD,
  ): OutgoingMessage {
    const id = `${this.drill}-${this.count++}`;
    const event = { specversion: '1.0', id, source, type, extensions: {} } as const;
    return { topic, key, value: JSON.stringify(data), headers: { ...toBinaryHeaders(event, 'ce_'), [MEANT]: meant } };
  }
}

const trainingOf = (person: string, n: number): Record<string, unknown> => ({
  person,
  recordId: `kursus-${person}-${n}`,
  effectiveAt: `2026-0${1 + (n % 9)}-1${n % 9}`,
  content: {
    kind: '3',
    name: `Diklat Teknis ${n}`,
    provider: 'BPSDM Provinsi Jambi',
    jp: 10 + n,
    certificate: `C-${n}`,
  },
});
