import type { PlainDate, Uuid } from './event';
import { factsOf, inEffectOrder, type CareerState, type Effect } from './fact';
import { addDays } from './plain-date';
import { EMPLOYING_SUBJECTS, ENDING_SUBJECTS } from './subjects';

/** A fact that put a person into an agency's employ. */
interface Employment extends Effect {
  readonly agency: string;
  readonly fact: Uuid;
  /** Whether service began with it, as with an appointment; a transfer only moves one that has begun. */
  readonly begins: boolean;
}

/** What stands of a person's service, each in the order of effect. */
export interface Service {
  readonly employments: readonly Employment[];
  /** The facts that ended it. An appointment that takes effect later begins it again. */
  readonly exits: readonly Effect[];
}

const inOrder = <E extends Effect>(effects: E[]): readonly E[] =>
  effects.length > 1 ? effects.sort(inEffectOrder) : effects;

/** The service that a career states; `except` leaves out what one fact says. */
export function serviceOf(career: CareerState, except: Uuid | null = null): Service {
  const employments: Employment[] = [];
  const exits: Effect[] = [];
  for (const { name, employer, servicePeriod } of EMPLOYING_SUBJECTS) {
    const begins = servicePeriod === 'begins';
    for (const { fact, edition, place } of standing(career, name, except)) {
      const agency = employer(edition.content!);
      if (agency !== null) employments.push({ agency, fact, begins, edition, place });
    }
  }
  for (const { name, endsService } of ENDING_SUBJECTS) {
    for (const { edition, place } of standing(career, name, except)) {
      if (endsService(edition.content!)) exits.push({ edition, place });
    }
  }
  return { employments: inOrder(employments), exits: inOrder(exits) };
}

function* standing(career: CareerState, subject: string, except: Uuid | null): Generator<Effect & { fact: Uuid }> {
  for (const { fact, editions } of factsOf(career, subject)) {
    const edition = editions.at(-1)!;
    if (fact !== except && edition.content !== null) yield { fact, edition, place: editions[0]!.position };
  }
}

/** The employment in force on a day, ended or not; undefined before the first. */
const currentAt = ({ employments }: Service, date: PlainDate): Employment | undefined =>
  employments.findLast(({ edition }) => edition.effectiveAt <= date);

/** The agency that employs the person on a day; before the first appointment, the first employer. Null without any. */
export function employerAt(career: CareerState, date: PlainDate): string | null {
  const service = serviceOf(career);
  return (currentAt(service, date) ?? service.employments[0])?.agency ?? null;
}

/** The agency whose employment has begun and not ended on a day, leaving out what the fact `except` says. Null without any. */
export function employerInForce(career: CareerState, date: PlainDate, except: Uuid | null): string | null {
  const others = serviceOf(career, except);
  return exitBefore(others, date) === null ? (currentAt(others, date)?.agency ?? null) : null;
}

/** The agency into whose employ a transfer has put the person from `date` up to `until`, before any new appointment; null without any. */
export function transferredTo(career: CareerState, date: PlainDate, until: PlainDate): string | null {
  const next = serviceOf(career).employments.find(({ edition }) => edition.effectiveAt >= date);
  return next === undefined || next.begins || next.edition.effectiveAt > until ? null : next.agency;
}

/** The first day of service; null without an appointment. */
export const serviceStart = ({ employments }: Service): PlainDate | null =>
  employments.find(({ begins }) => begins)?.edition.effectiveAt ?? null;

/** The last day of service when it ended before `date` and no later appointment took over; null while in service. */
export function exitBefore({ employments, exits }: Service, date: PlainDate): PlainDate | null {
  const begun = employments.findLast(({ begins, edition }) => begins && edition.effectiveAt <= date);
  const exit = exits.findLast(({ edition }) => edition.effectiveAt <= date);
  if (exit !== undefined && (begun === undefined || inEffectOrder(begun, exit) < 0)) {
    return addDays(exit.edition.effectiveAt, -1);
  }
  const until = begun?.edition.effectiveUntil ?? null;
  return until !== null && until < date ? until : null;
}

/** The birth date that the last appointment states; null when unknown or erased. */
export function birthDateOf({ employments }: Service): PlainDate | null {
  const stated = employments.findLast(({ edition }) => typeof edition.content!['birthDate'] === 'string');
  return (stated?.edition.content!['birthDate'] as PlainDate | undefined) ?? null;
}
