import type { Uuid } from '@rekam/domain';
import type { ViewHost } from '@rekam/projection';
import { purposeOf } from '../access-trail/record-door';
import { untilReached } from '../catch-up';
import { personOf, positionOf, queryOf } from '../request';
import { knownAtOf, validAtOf, type Axes } from './axes';

/** Of whom, on which axes, and what for. */
export interface CareerQuestion {
  readonly person: Uuid;
  readonly asked: Axes;
  readonly purpose: string;
}

/**
 * A question about one career, once the views that answer it reflect `at-least`. Throws a problem that names the
 * parameter, or `position-not-reached`.
 */
export async function questionOf(
  personText: string,
  query: unknown,
  purpose: string | undefined,
  views: ViewHost,
): Promise<CareerQuestion> {
  const person = personOf(personText);
  const given = queryOf(query, ['validAt', 'knownAt', 'at-least']);
  const asked = { validAt: validAtOf(given.validAt), knownAt: knownAtOf(given.knownAt) };
  const atLeast = positionOf('at-least', given['at-least']);
  const question = { person, asked, purpose: purposeOf(purpose, 'career-read') };
  if (atLeast !== null) {
    for (const view of ['current-state', 'directory']) await untilReached(views.projector(view), atLeast);
  }
  return question;
}
