import { identityOf } from './identity';
import { EXPECTATIONS, simulatedMessages, type Expectation, type Plan, type SimulatedMessage } from './messages';
import type { AgencyPlayer } from './players';

const JAMBI: AgencyPlayer = {
  agency: '5500',
  home: { source: '/agencies/5500/simpeg', topic: 't.intake.5500.v1' },
  guests: [
    { source: '/agencies/5500/e-kinerja', topic: 't.intake.5500.v1' },
    { source: '/providers/bpsdm', topic: 't.intake.bpsdm.v1' },
  ],
};
const CITY: AgencyPlayer = {
  agency: '5571',
  home: { source: '/agencies/5571/simpeg', topic: 't.intake.5571.v1' },
  guests: [],
};
const PLAN: Plan = {
  run: '2026-01-31-a1',
  until: '2026-01-31',
  seed: 1,
  events: 4_000,
  people: 200,
  duplicates: 0.05,
  bad: 0.02,
  disorder: 0.02,
  careersAtOnce: 64,
  players: [JAMBI, CITY],
};

const of = (more: Partial<Plan> = {}): readonly SimulatedMessage[] => [...simulatedMessages({ ...PLAN, ...more })];

interface Told {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly data: { readonly content?: { readonly number?: string }; readonly identifier?: { readonly number: string } };
}

/** The event in a good message, whichever mode it came in. */
function told({ message: { headers, value } }: SimulatedMessage): Told {
  const body = JSON.parse(String(value)) as Told;
  const { ce_id: id, ce_source: source, ce_type: type } = headers as Record<string, string>;
  return id === undefined ? body : { id, source: source!, type: type!, data: body as unknown as Told['data'] };
}

const numberIn = ({ data }: Told): string | undefined => data.content?.number ?? data.identifier?.number;

describe('the messages of a simulation', () => {
  const messages = of();
  const expecting = (...wanted: Expectation[]) => messages.filter(({ expected }) => wanted.includes(expected));

  it('are the same for the same plan, and others for another run', () => {
    expect(of()).toEqual(messages);
    const ids = new Set(messages.filter(({ expected }) => expected === 'accepted').map((each) => told(each).id));
    const other = of({ run: '2026-01-31-a2' }).filter(({ expected }) => expected === 'accepted');
    expect(other.some((each) => ids.has(told(each).id))).toBe(false);
  });

  it('come in the shares that are asked for, every kind among them', () => {
    expect(messages).toHaveLength(PLAN.events);
    const shareOf = (kind: Expectation) => expecting(kind).length / PLAN.events;
    expect(shareOf('duplicate')).toBeCloseTo(0.05, 1);
    expect(shareOf('bad') + shareOf('absent')).toBeCloseTo(0.02, 1);
    expect(shareOf('early')).toBeCloseTo(0.02, 1);
    for (const kind of EXPECTATIONS) expect(expecting(kind).length).toBeGreaterThan(0);
    const modes = messages.map(({ message }) => message.headers!['content-type']);
    expect(new Set(modes)).toEqual(
      new Set(['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json']),
    );
  });

  it('begin each career with the appointment, and keep it in one source and key', () => {
    const begun = new Map<string, string>();
    for (const each of expecting('accepted')) {
      const event = told(each);
      const way = `${event.source} ${String(each.message.key)} ${each.message.topic}`;
      const number = numberIn(event)!;
      if (!begun.has(number)) expect(event.type).toBe('asn.career.appointment.recorded.v1');
      expect(begun.get(number) ?? way).toBe(way);
      begun.set(number, way);
    }
    expect(begun.size).toBe(PLAN.people);
  });

  it('have no number of a person in a key', () => {
    for (const { message } of messages) expect(String(message.key)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('come early by another key, from a second system, a provider, or the agency itself', () => {
    const appointments = new Map<string, number>();
    for (const [at, each] of messages.entries()) {
      const number = each.expected === 'accepted' ? told(each).data.content?.number : undefined;
      if (number !== undefined && !appointments.has(number)) appointments.set(number, at);
    }
    const keys = new Set(expecting('accepted').map(({ message }) => message.key));
    const sources = new Set<string>();
    for (const [at, each] of messages.entries()) {
      if (each.expected !== 'early') continue;
      const event = told(each);
      sources.add(event.source);
      expect(keys.has(each.message.key)).toBe(false);
      expect(appointments.get(numberIn(event)!) ?? Infinity).toBeGreaterThan(at);
    }
    expect(sources).toEqual(new Set(['/agencies/5500/e-kinerja', '/providers/bpsdm', '/agencies/5571/simpeg']));
  });

  it('repeat, word for word, what has come before', () => {
    const seen = new Set<string>();
    for (const { message, expected } of messages) {
      if (expected === 'duplicate') expect(seen.has(JSON.stringify(message))).toBe(true);
      seen.add(JSON.stringify(message));
    }
  });

  it('are about people without an appointment in the run where they never come', () => {
    const appointed = new Set(expecting('accepted').map((each) => numberIn(told(each))));
    for (const each of expecting('absent')) expect(appointed.has(numberIn(told(each)))).toBe(false);
  });

  it('are as many as asked where people are few, or many', () => {
    expect(of({ events: 300, people: 1, careersAtOnce: 4 })).toHaveLength(300);
    const few = of({ events: 50, people: 50, duplicates: 0, bad: 0, disorder: 0 });
    expect(new Set(few.map((each) => numberIn(told(each)))).size).toBe(50);
  });
});

describe('the people of a simulation', () => {
  it('have numbers of their own: 18 digits that agree with birth date and first month', () => {
    const people = Array.from({ length: 20_000 }, (_, index) => identityOf('2026-01-31-a1', index, '2026-01-31'));
    expect(new Set(people.map(({ number }) => number)).size).toBe(20_000);
    for (const { number, birthDate, start, sex } of people.slice(0, 500)) {
      expect(number).toMatch(/^\d{15}9\d\d$/);
      expect(number.slice(0, 8)).toBe(birthDate.replaceAll('-', ''));
      expect(number.slice(8, 14)).toBe(start.slice(0, 7).replace('-', ''));
      expect(number[14]).toBe(String(sex));
      expect(start < '2024-12-31').toBe(true);
    }
  });
});
