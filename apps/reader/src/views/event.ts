import {
  careerStream,
  subjectOfType,
  type Act,
  type FactBody,
  type CitationBody,
  type Recorded,
  type Subject,
  type Uuid,
} from '@rekam/domain';

/** What an event is to a view: an edition of a fact, a step about one, a merge of persons, a new day, or none of these. */
export type Reading =
  | { readonly kind: 'edition'; readonly subject: Subject; readonly act: Act; readonly body: FactBody }
  | { readonly kind: 'citation'; readonly body: CitationBody }
  | { readonly kind: 'merge'; readonly merged: boolean; readonly person: Uuid; readonly into: Uuid }
  | { readonly kind: 'day'; readonly date: string }
  | { readonly kind: 'other' };

const CAREER = careerStream('');

export function readingOf({ type, body, stream }: Recorded): Reading {
  const known = subjectOfType(type);
  if (known !== undefined) return { kind: 'edition', ...known, body: body as FactBody };
  if ('fact' in body) return { kind: 'citation', body: body as CitationBody };
  const content = body.content ?? {};
  switch (type) {
    case 'PersonMerged':
    case 'PersonUnmerged':
      return {
        kind: 'merge',
        merged: type === 'PersonMerged',
        person: stream.slice(CAREER.length),
        into: content['into'] as Uuid,
      };
    case 'DayOpened':
      return { kind: 'day', date: content['date'] as string };
    default:
      return { kind: 'other' };
  }
}

/** A position as text whose order is the order of the log. */
export const positionText = (position: bigint): string => position.toString().padStart(16, '0');
