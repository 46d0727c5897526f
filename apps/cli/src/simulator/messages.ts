import { createHmac } from 'node:crypto';
import type { OutgoingMessage } from '@rekam/kafka';
import type { PlainDate } from '@rekam/domain';
import type { SampleAct } from '../seed/career';
import { Random } from '../seed/random';
import { SPOILERS, type Way } from './bad-messages';
import { careerActs, trainingOf, type Career } from './career';
import { messageOf, type Mode } from './envelope';
import { identityOf, type Identity } from './identity';
import type { AgencyPlayer } from './players';

/** What is to be sent. Equal plans give equal messages. */
export interface Plan {
  /** Begins every id, so that another run is about other people and other records. */
  readonly run: string;
  /** The day at which the careers end. */
  readonly until: PlainDate;
  readonly seed: number;
  readonly events: number;
  readonly people: number;
  /** Shares of all messages, 0 to 1. */
  readonly duplicates: number;
  readonly bad: number;
  readonly disorder: number;
  /** Careers that are sent side by side. */
  readonly careersAtOnce: number;
  readonly players: readonly AgencyPlayer[];
}

/**
 * What has to become of a message. `early`: it is about somebody whose appointment comes later, by another key, so it
 * is recorded if that is in time. `absent`: about somebody whose appointment never comes.
 */
export const EXPECTATIONS = ['accepted', 'early', 'duplicate', 'bad', 'absent'] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

export interface SimulatedMessage {
  readonly message: OutgoingMessage;
  readonly expected: Expectation;
}

/** Messages that a duplicate may repeat: a repetition comes at once, or while these are still the last ones. */
const REPEATABLE_MAX = 512;
/** Of the duplicates, those that repeat the last message. */
const AT_ONCE_SHARE = 0.25;
const EARLY_A_PERSON_MAX = 3;
/** Every so many bad messages, one about a person who never comes. */
const ABSENT_EVERY = 5;

/** A career under way. */
interface Slot {
  readonly career: Career;
  readonly key: string;
  readonly player: AgencyPlayer;
  readonly acts: Generator<SampleAct, never>;
  /** Acts that are still to be sent before the appointment. */
  early: number;
  left: number;
}

/** The messages of a simulation, one after the other; memory holds the careers under way and the last few messages. */
export function* simulatedMessages(plan: Plan): Generator<SimulatedMessage> {
  const { run, until, seed, players, people, careersAtOnce } = plan;
  const random = new Random(seed * 1_000_003 + 17);
  const time = `${until}T08:00:00+07:00`;
  const actsAPerson = Math.max(1, Math.floor((plan.events * (1 - plan.duplicates - plan.bad)) / people));
  const earlyAPerson = Math.min(EARLY_A_PERSON_MAX, plan.disorder * actsAPerson);
  const repeatable: OutgoingMessage[] = [];
  const slots: Slot[] = [];
  let kept = 0;
  let begun = 0;
  let spoiled = 0;
  let absent = 0;

  const keyOf = ({ number }: Pick<Identity, 'number'>): string =>
    createHmac('sha256', `simulator ${run}`).update(number).digest('hex').slice(0, 32);
  const modeOf = (): Mode => (random.chance(0.5) ? 'structured' : 'binary');
  function begin(): Slot {
    const person = begun++;
    const player = players[person % players.length]!;
    const career = { name: `${run}-${person}`, agency: player.agency, identity: identityOf(run, person, until), until };
    const early = Math.floor(earlyAPerson) + Number(random.chance(earlyAPerson % 1));
    const acts = careerActs(new Random(seed * 1_000_003 + person), career);
    return { career, key: keyOf(career.identity), player, acts, early, left: actsAPerson };
  }

  /** The career of one of the slots; whose share is sent makes room for the next person. */
  function turn(): Slot {
    if (slots.length < careersAtOnce && begun < people) slots.push(begin());
    const at = random.int(0, slots.length - 1);
    if (slots[at]!.left > 0) return slots[at]!;
    if (begun < people) return (slots[at] = begin());
    // Nobody is left to begin: those with acts left come first, and then all go on.
    return slots.find(({ left }) => left > 0) ?? slots[at]!;
  }

  function ordinary(id: string): SimulatedMessage {
    const slot = turn();
    const { career, key } = slot;
    const { home, guests } = slot.player;
    if (slot.early > 0) {
      const { source, topic } = guests.length > 0 ? random.pick(guests) : home;
      const act = trainingOf(random, career, `awal-${slot.early--}`, 'BPSDM Provinsi Jambi');
      // Another key, as of a system that keys by its own rows: order is promised within a key alone.
      const way = { topic, key: keyOf({ number: String(act.data['recordId']) }), mode: modeOf() };
      return { message: messageOf({ id, source, time, act }, way), expected: 'early' };
    }
    slot.left--;
    const draft = { id, source: home.source, time, act: slot.acts.next().value };
    return { message: messageOf(draft, { topic: home.topic, key, mode: modeOf() }), expected: 'accepted' };
  }

  function bad(id: string): SimulatedMessage {
    const isAbsent = spoiled % ABSENT_EVERY === ABSENT_EVERY - 1;
    const nth = spoiled++ - absent;
    const slot = slots.length > 0 ? random.pick(slots) : turn();
    const { home } = slot.player;
    // Beyond the last person of the run there is nobody of these numbers.
    const career = isAbsent ? { ...slot.career, identity: identityOf(run, people + absent++, until) } : slot.career;
    const draft = { id, source: home.source, time, act: trainingOf(random, career, `buruk-${spoiled}`, 'BPSDM') };
    // Before the appointment it would wait for it, and hold it up where it had its key.
    const isAppointed = slot.left < actsAPerson;
    const key = isAppointed || isAbsent ? keyOf(career.identity) : keyOf({ number: id });
    const way: Way = { topic: home.topic, key, mode: modeOf() };
    if (isAbsent) return { message: messageOf(draft, way), expected: 'absent' };
    return { message: SPOILERS[nth % SPOILERS.length]!(draft, way), expected: 'bad' };
  }

  for (let index = 0; index < plan.events; index++) {
    const drawn = random.next();
    if (drawn < plan.duplicates && repeatable.length > 0) {
      const last = repeatable[(kept - 1) % REPEATABLE_MAX]!;
      yield { message: random.chance(AT_ONCE_SHARE) ? last : random.pick(repeatable), expected: 'duplicate' };
      continue;
    }
    const isBad = drawn >= plan.duplicates && drawn < plan.duplicates + plan.bad;
    const next = isBad ? bad(`${run}-m${index}`) : ordinary(`${run}-m${index}`);
    if (next.expected === 'accepted') repeatable[kept++ % REPEATABLE_MAX] = next.message;
    yield next;
  }
}
