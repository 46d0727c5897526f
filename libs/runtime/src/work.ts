import { AsyncLocalStorage } from 'node:async_hooks';
import type { Uuid } from '@rekam/domain';
import type { Attributes, Span } from './tracing';

/** What the process is working on: a request, a message, or a command that one of them brought. */
export interface Work {
  /** What happened together has one, from the caller to the log and on to the views. */
  readonly correlationId: Uuid;
  /** What led to it: the message, or the command; null for a request. */
  readonly causationId: Uuid | null;
  /** Null where no spans are made. */
  readonly span: Span | null;
}

const NONE: readonly Work[] = [];
const LOGGED_MAX = 8;

/** The only one: what is called from within finds it, and so does everything that follows asynchronously. */
const storage = new AsyncLocalStorage<readonly Work[]>();

export const inWork = <T>(work: Work, run: () => T): T => storage.run([work], run);

/** For what is done for several at once, such as commands that go into one append. */
export const inWorks = <T>(works: readonly Work[], run: () => T): T => storage.run(works, run);

/** For what serves everybody and was only begun by this work: a queue's loop that others will wait for, too. */
export const outsideWork = <T>(run: () => T): T => storage.run(NONE, run);

export const currentWorks = (): readonly Work[] => storage.getStore() ?? NONE;

/** Null outside any work, and where several are done at once. */
export function currentWork(): Work | null {
  const works = currentWorks();
  return works.length === 1 ? works[0]! : null;
}

/** A part of the work at hand that has an id of its own, with a span where those are made. */
interface Part<T> {
  readonly correlationId: Uuid;
  readonly causationId: Uuid;
  /** Of the span; few and known. */
  readonly name: string;
  readonly attributes: Attributes;
  /** What came of it, for the span. */
  outcomeOf(outcome: T): Attributes;
}

/** Works on a part of the work at hand. */
export function inPart<T>(part: Part<T>, run: () => Promise<T>): Promise<T> {
  const { correlationId, causationId, name, attributes } = part;
  const span = currentWork()?.span?.begin(name, attributes) ?? null;
  const works = () => inWork({ correlationId, causationId, span }, run);
  return span === null ? works() : spanned(span, works, (outcome) => part.outcomeOf(outcome));
}

/** Ends the span with what it is about. */
export async function spanned<T>(span: Span, run: () => Promise<T>, outcomeOf: (outcome: T) => Attributes): Promise<T> {
  try {
    const outcome = await run();
    span.set(outcomeOf(outcome));
    span.end();
    return outcome;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** For what is sent on behalf of the work at hand. */
export function traceHeaders(): { readonly traceparent?: string } {
  const span = currentWork()?.span ?? null;
  return span === null ? {} : { traceparent: span.traceparent };
}

/** The work at hand as fields of a line of the log. */
export function fieldsOfWork(): Record<string, unknown> {
  const works = currentWorks();
  const [work] = works;
  if (work === undefined) return {};
  if (works.length > 1) return { correlationIds: works.slice(0, LOGGED_MAX).map((each) => each.correlationId) };
  return fieldsOf(work);
}

const fieldsOf = ({ correlationId, causationId, span }: Work): Record<string, unknown> => ({
  correlationId,
  ...(causationId !== null && { causationId }),
  ...(span !== null && { traceId: span.traceId, spanId: span.id }),
});
