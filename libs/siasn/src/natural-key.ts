import type { Json, JsonObject, PlainDate } from '@rekam/domain';

/** What tells an act from the others of its person, whoever recorded it. */
interface Told {
  readonly effectiveAt: PlainDate;
  readonly decreeNumber: string | null;
  readonly content: JsonObject;
}

type KeyParts = (told: Told) => readonly (Json | undefined)[];

/** Sources write titles and names in any case and spacing. */
const folded = (value: Json | undefined): string =>
  typeof value === 'string' ? value.trim().replaceAll(/\s+/g, ' ').toLowerCase() : JSON.stringify(value ?? null);

/**
 * By subject, what stands for an id between two sources, neither of which knows the other's: no id of theirs is part of
 * it. Every part must be there, or nothing is concluded.
 */
const KEYS: Readonly<Record<string, KeyParts>> = {
  appointment: ({ content }) => [content['kind']],
  'name-change': ({ content }) => [content['name'], titles(content)],
  promotion: ({ content, effectiveAt }) => [content['golongan'], effectiveAt],
  placement: ({ content, effectiveAt }) =>
    content['mutation'] === 'MU'
      ? ['MU', content['unit'], effectiveAt]
      : ['MJ', content['positionKind'], content['assignment'], content['position'], effectiveAt],
  transfer: ({ content, effectiveAt }) => [content['kind'], content['agency'], effectiveAt],
  appraisal: ({ content }) => [
    content['period'],
    content['year'],
    content['period'] === 'year' ? 'year' : content['part'],
  ],
  training: ({ content, effectiveAt }) => [content['name'], effectiveAt],
  credit: ({ content }) => [content['kind'], content['periodFrom'], content['periodTo']],
  education: ({ content, effectiveAt }) => [content['level'], content['programme'], effectiveAt.slice(0, 4)],
  recognition: ({ content, decreeNumber }) => [content['kind'], decreeNumber],
  discipline: ({ content, decreeNumber }) => [content['action'], content['sanction'], decreeNumber],
  leave: ({ content, effectiveAt }) => [content['kind'], content['action'], effectiveAt],
  'study-assignment': ({ content, effectiveAt }) => [content['action'], effectiveAt],
  'service-review': ({ content, decreeNumber }) => [content['from'], decreeNumber],
  exit: ({ content }) => [content['kind']],
};

const titles = (content: JsonObject): string => `${folded(content['titlePrefix'])} ${folded(content['titleSuffix'])}`;

/** The natural key of what is told, within one person; null where too little is told, or the subject has none. */
export function naturalKey(subject: string, told: Told): string | null {
  const parts = KEYS[subject]?.(told);
  if (parts === undefined || parts.some((part) => part === undefined || part === null)) return null;
  return [subject, ...parts.map(folded)].join('|');
}
