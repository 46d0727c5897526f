import { randomUUID } from 'node:crypto';
import type { Receipt } from '@rekam/contracts';
import { Gone, type Door } from './door';
import type { Ledger, Sent } from './ledger';

const APPROVER = 'kepala-bkd-jambi';
/** Serial numbers of made-up people begin here; real ones of the samples never do. */
const SERIAL_MIN = 900;

const two = (value: number): string => String(value).padStart(2, '0');

/** Names every command and person of a drill once, over all its loads. */
export class Names {
  #commands = 0;
  #persons = 0;

  constructor(private readonly drill: string) {}

  key(): string {
    return `${this.drill}-${this.#commands++}`;
  }

  /** A made-up person: birth date, NIP and the record id of the appointment. */
  person(): { readonly serial: number; readonly birthDate: string; readonly number: string } {
    const serial = this.#persons++;
    const day = Math.floor(serial / 100);
    const birthDate = `${1980 + Math.floor(day / 336)}-${two(1 + (Math.floor(day / 28) % 12))}-${two(1 + (day % 28))}`;
    const number = `${birthDate.replaceAll('-', '')}2018031${SERIAL_MIN + (serial % 100)}`;
    return { serial, birthDate, number };
  }
}

/** Many agencies' clerks at once: careers opened, stated, corrected, withdrawn, mentored and read, until told to end. */
export class Load {
  #isOver = false;
  #onAnswer: (() => void) | null = null;

  constructor(
    private readonly door: Pick<Door, 'send' | 'read'>,
    private readonly ledger: Ledger,
    private readonly names: Names,
  ) {}

  /** Resolves when `end` was called or the service is gone, and no request is in flight. */
  async run(lanes: number): Promise<void> {
    await Promise.all(Array.from({ length: lanes }, () => this.#lane()));
    this.#onAnswer?.();
  }

  end(): void {
    this.#isOver = true;
  }

  /** Resolves after so many more acknowledgements, or when the load is over. */
  acknowledgements(count: number): Promise<void> {
    return this.#more(this.ledger.acknowledged, count);
  }

  /** Resolves after so many more refusals, or when the load is over. */
  refusals(count: number): Promise<void> {
    return this.#more(this.ledger.refused, count);
  }

  async #more(answered: { readonly size: number }, count: number): Promise<void> {
    const target = answered.size + count;
    while (answered.size < target && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#onAnswer = resolve));
    }
  }

  async #lane(): Promise<void> {
    let mentor: string | null = null;
    try {
      while (!this.#isOver) {
        const person = await this.#career();
        if (person === null) continue;
        if (mentor !== null) await this.#mentoring(mentor, person);
        mentor = person;
      }
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      this.#isOver = true;
    }
  }

  /** A career with its first acts, some of them at the same time. */
  async #career(): Promise<string | null> {
    const { serial, birthDate, number } = this.names.person();
    const opened = await this.#send('record-appointment', {
      recordId: `cpns-${serial}`,
      effectiveAt: '2018-03-01',
      decree: { number: `813/${serial}/BKD/2018`, date: '2018-02-19', authority: 'Gubernur Jambi' },
      content: { kind: 'CPNS', agency: '5500', golongan: '31', name: `Sampel ${serial}`, birthDate, number },
    });
    const person = opened?.person ?? null;
    if (person === null) return null;
    const training = (n: number, jp: number) => ({
      person,
      recordId: `kursus-${serial}-${n}`,
      effectiveAt: `2024-0${n}-10`,
      content: { kind: '3', name: `Pelatihan ${n}`, provider: 'Balai Diklat Contoh', jp },
    });
    const [, first, second] = await this.#together([
      this.#send('record-promotion', {
        person,
        recordId: `kp-${serial}`,
        effectiveAt: '2022-04-01',
        decree: { number: `823/${serial}/BKD/2022`, date: '2022-03-14', authority: 'Gubernur Jambi' },
        approvals: { pertek: { number: `AG-${serial}`, date: '2022-03-02' } },
        content: { kind: '101', golongan: '32' },
      }),
      this.#send('record-training', training(1, 20)),
      this.#send('record-training', training(2, 30)),
      this.#read(person),
    ]);
    if (first === null || second === null) return person;
    const { recordId } = training(2, 0);
    await this.#together([
      this.#send('correct-training', { ...training(1, 24), replacesEdition: 0, reason: 'JP sesuai sertifikat' }),
      this.#send('annul-training', { person, recordId, reason: 'Tercatat dua kali' }),
    ]);
    return person;
  }

  async #mentoring(mentor: string, mentee: string): Promise<void> {
    const { serial } = this.names.person();
    const pair = await this.#send('record-mentoring', {
      recordId: `pair-${serial}`,
      effectiveAt: '2024-02-05',
      content: { kind: '15', mentor, mentee, goal: 'Menyusun indikator kinerja unit' },
    });
    if (pair === null) return;
    const mentoring = pair.fact!;
    const session = await this.#send('record-mentoring-session', {
      mentoring,
      recordId: `session-${serial}`,
      effectiveAt: '2024-03-05',
      content: { jp: 2, topic: 'Umpan balik' },
    });
    if (session === null) return;
    const { fact } = session;
    const confirm = (by: string) => this.#sendAs(by, 'confirm-mentoring-session', { mentoring, fact });
    await this.#together([confirm(mentor), confirm(mentee)]);
  }

  /** Waits for all of them, also when one of them finds the service gone. */
  async #together<T>(sent: readonly Promise<T>[]): Promise<T[]> {
    const settled = await Promise.allSettled(sent);
    return settled.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }

  async #read(person: string): Promise<null> {
    const { status } = await this.door.read(person, this.names.key());
    // The view may not have come so far: 404 says so, and 503 that the trail or the service cannot go on.
    if (![200, 404, 503].includes(status)) this.ledger.breach(`reading a timeline was answered ${status}`);
    return null;
  }

  #send(name: string, data: Sent['data']): Promise<Receipt | null> {
    return this.#deliver(name, { approvedBy: APPROVER, ...data }, null);
  }

  #sendAs(person: string, name: string, data: Sent['data']): Promise<Receipt | null> {
    return this.#deliver(name, data, person);
  }

  async #deliver(name: string, data: Sent['data'], person: string | null): Promise<Receipt | null> {
    if (this.#isOver) throw new Gone('the load is over');
    const command = { key: this.names.key(), id: randomUUID(), name, data, person };
    const receipt = await this.door.send(command);
    if (receipt?.duplicate === true)
      this.ledger.breach(`${command.name} ${command.key} was new, and called a duplicate`);
    this.#onAnswer?.();
    return receipt;
  }
}
