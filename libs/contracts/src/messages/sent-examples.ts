import {
  emptyState,
  evolve,
  rejection,
  serviceOf,
  subjectNamed,
  type CheckContext,
  type Metadata,
  type Recorded,
} from '@rekam/domain';
import { byName } from '../catalogue';
import type { Problem, Receipt, SubjectContract } from '../contract';
import { complete } from '../statement';
import { APPROVER, SITI } from '../subjects/people';
import { validateCommand } from '../validate';
import { eventKinds, type EventKind } from './event-schemas';
import type { PublishedRow, PublishedView, ViewMessage } from './view-message';
import type { Coordinates, EventName, OutcomeMessage } from './outcome';

/*
 * Examples of what the ledger sends. Ids and positions are made up; the rest is put together by the code that sends.
 */

const FACT = 'e2bdf9c7-7eef-5972-8817-fe440feede1f';
const EVENT = '9a0c3df2-77a1-5b0e-9a55-0d0a1f2b3c44';
const COMMAND = '4be0643f-1d98-573b-97cd-ca98a65347dd';
export const OUTCOME_ID = '1f3d2c4b-5a69-5788-96a7-b8c9d0e1f203';
const RECORDED_AT = '2026-11-20T01:00:00.000000Z';
const SOURCE = '/agencies/5500/simpeg';

export const coordinatesExample = (topic: string): Coordinates => ({ topic, partition: 0, offset: '41' });

const RECEIPT: Receipt = {
  person: SITI.person,
  fact: FACT,
  edition: 0,
  revision: '1',
  position: '507',
  duplicate: false,
  flags: [],
};

const NAME: EventName = {
  id: 'example-record-promotion',
  source: SOURCE,
  type: byName('record-promotion')!.cloudEvent,
};

const { code, field, rule, message, accepted } = rejection('unknown-rank', '/content/golongan', { golongan: '39' });
/** As HTTP would answer. */
export const PROBLEM_EXAMPLE: Problem = {
  type: `/problems/${code}`,
  title: message.en,
  status: 422,
  detail: `${field}: ${message.en} Accepted: ${accepted}.`,
  errors: [{ code, field, rule, message, accepted }],
  retryable: false,
};

export function outcomeExample(outcome: OutcomeMessage['outcome'], topic: string): OutcomeMessage {
  const said = { message: coordinatesExample(topic), event: NAME };
  return outcome === 'rejected'
    ? { outcome, ...said, receipt: null, problem: PROBLEM_EXAMPLE }
    : { outcome, ...said, receipt: { ...RECEIPT, duplicate: outcome === 'duplicate' }, problem: null };
}

const META: Metadata = {
  commandId: COMMAND,
  contentHash: '3f2a6d1c9b8e7f605142332415069788796a5b4c3d2e1f00fedcba9876543210',
  actor: '0b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccddeeff0',
  role: 'agency',
  agency: '5500',
  source: SOURCE,
  channel: 'http',
  correlationId: COMMAND,
  causationId: null,
  recordedAt: RECORDED_AT,
  schema: 1,
  persons: [{ id: SITI.person, role: 'subject' }],
  intake: null,
  approvedBy: APPROVER,
};

/** What a statement is derived from: nothing, but of a session the pair that it was held by. */
function contextOf({ addressedBy }: SubjectContract): CheckContext {
  const pair = eventKinds().find(({ subject }) => subject?.addressedBy === 'itself')!;
  const state = addressedBy === 'mentoring' ? evolve(emptyState(), eventExample(pair)) : emptyState();
  const today = RECORDED_AT.slice(0, 10);
  return { person: SITI.person, careers: new Map(), state, fact: FACT, service: serviceOf(state, FACT), today };
}

/** What the body of a kind says: the first edition of its subject's example, or the plain words of the others. */
function bodyOf({ name, subject, types }: EventKind): Recorded['body'] {
  if (subject !== null) {
    const record = byName(`record-${subject.subject}`)!;
    const verdict = validateCommand(record, record.example);
    if (!verdict.ok) throw new Error(`the example of ${record.name} is refused`);
    const statement = complete(record, verdict.data);
    const { documents, ext: _ext, ...stated } = statement;
    const { sensitive, derive } = subjectNamed(subject.subject);
    const content = derive?.(statement, contextOf(subject)) ?? statement.content;
    const open = Object.entries(content).filter(([key]) => !sensitive.includes(key));
    const digests = documents.map(({ sha256, size, type }) => ({ sha256, size, type }));
    const body = { fact: FACT, edition: 0, prev: null, ...stated, documents: digests, flags: [] };
    return { ...body, content: Object.fromEntries(open) };
  }
  if (types[0] === 'DayOpened') return { content: { date: '2026-11-20' } };
  if (types[0] === 'PersonMerged') return { content: { into: SITI.person, decree: null } };
  return { fact: FACT, edition: 0, content: name.endsWith('ConfirmedEvent') ? { by: 'employer' } : {} };
}

/** An event of a kind, as recorded; what is sealed of it is erased. */
export function eventExample(kind: EventKind): Recorded {
  const schema = Number(kind.cloudEvents[0]!.split('.v')[1]);
  const isOfDay = kind.types[0] === 'DayOpened';
  const isOfPair = kind.subject !== null && kind.subject.addressedBy !== 'person';
  return {
    id: EVENT,
    stream: isOfDay ? 'ledger' : isOfPair ? `mentoring-${FACT}` : `career-${SITI.person}`,
    revision: 1n,
    position: 507n,
    ledgerTime: RECORDED_AT,
    type: kind.types[0]!,
    body: bodyOf(kind),
    sensitive: null,
    meta: { ...META, schema },
    erased: !isOfDay,
  };
}

/** The key of a row, as the row has it. */
const KEY_IN_ROW: Readonly<Record<PublishedView, string>> = { 'current-state': 'person', 'agency-overview': 'agency' };

export const viewExample = (view: PublishedView, { example }: PublishedRow): ViewMessage => ({
  view,
  key: (example as Readonly<Record<string, string>>)[KEY_IN_ROW[view]]!,
  position: '507',
  row: example,
});
