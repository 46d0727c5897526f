import { isPlainDate, type Instant, type KnownAt, type PlainDate } from '@rekam/domain';
import { instantOf, problem } from '@rekam/runtime';
import { invalidParameter } from '../request';

/** The two axes of a question: when it was true, and when the ledger knew it. Null: as it stands now. */
export interface Axes {
  readonly validAt: PlainDate | null;
  readonly knownAt: KnownAt | null;
}

const POSITION = /^(0|[1-9]\d{0,17})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})$/;

export function validAtOf(text: string | undefined): PlainDate | null {
  if (text === undefined) return null;
  if (isPlainDate(text)) return text;
  throw invalidParameter('validAt', {
    id: 'validAt bukan tanggal kalender.',
    en: 'validAt is not a day of the calendar.',
    accepted: 'YYYY-MM-DD, such as 2025-04-01',
  });
}

/** A position of the log in digits, or an RFC 3339 instant with a zone and at most microseconds. */
export function knownAtOf(text: string | undefined): KnownAt | null {
  if (text === undefined) return null;
  if (POSITION.test(text)) return { position: BigInt(text) };
  const instant = instantIn(text);
  if (instant !== null) return { instant };
  throw invalidParameter('knownAt', {
    id: 'knownAt bukan posisi dan bukan waktu RFC 3339.',
    en: 'knownAt is neither a position nor an RFC 3339 instant.',
    accepted: 'a position such as 1207, or an instant such as 2026-02-01T08:00:00Z (write + as %2B)',
  });
}

/** The instant in UTC with microseconds, the form of ledger time; null when the text is none. */
function instantIn(text: string): Instant | null {
  const parts = INSTANT.exec(text);
  if (parts === null) return null;
  const [, day, time, fraction = '', zone] = parts;
  const seconds = Date.parse(`${day}T${time}${zone}`);
  if (!isPlainDate(day!) || Number.isNaN(seconds)) return null;
  return `${new Date(seconds).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}Z`;
}

/** How an axis is echoed: the form in which it can be asked again. */
export const knownAtText = (knownAt: KnownAt): string =>
  'position' in knownAt ? knownAt.position.toString() : knownAt.instant;

/** The future is not known yet: an answer about it could not be given again. `nowMs` is the ledger's clock. */
export function refuseFuture(knownAt: KnownAt, head: bigint, nowMs: number): void {
  const now = instantOf(nowMs);
  const isFuture = 'position' in knownAt ? knownAt.position > head : knownAt.instant > now;
  if (!isFuture) return;
  const latest = 'position' in knownAt ? `a position up to ${head}` : `an instant up to ${now}`;
  throw problem(
    400,
    'known-at-in-future',
    'knownAt lies in the future.',
    `The ledger does not know it yet. Accepted: ${latest}.`,
    {
      errors: [
        {
          code: 'known-at-in-future',
          field: '/knownAt',
          message: { id: 'knownAt ada di masa depan.', en: 'knownAt lies in the future.' },
          accepted: latest,
        },
      ],
    },
  );
}
