import { schemaRef, type ResponseDescription, type RouteDescription } from '@rekam/contracts';
import { text } from './json-schema';
import { NOTICE_ROUTES } from './notices/routes';
import { REPORT_ROUTES } from './reports/routes';
import { LIMIT_DEFAULT, LIMIT_MAX } from './request';
import {
  agencyCode,
  atLeast,
  body,
  cursor,
  json,
  knownAt,
  lastEventId,
  limit,
  NOT_YET,
  person,
  purpose,
  query,
  refusal,
  route,
  UNKNOWN,
} from './route-parts';

const RUNNING = refusal('Another operation is under way.');
const FEED: ResponseDescription = {
  description:
    'Server-sent events: `snapshot`, then `changed`, each with the whole row and the position as id; a comment every 15 s. `revoked` and `expired` end the feed for good.',
  contentTypes: { 'text/event-stream': { schema: { type: 'string' } } },
};

/** The reader's routes as the service's document describes them. */
export const READER_ROUTES: readonly RouteDescription[] = [
  route({
    method: 'get',
    path: '/v1/careers/{person}',
    route: 'career-read',
    tag: 'careers',
    summary: 'What the ledger says of a person',
    description:
      'Without `validAt` and `knownAt` as it stands on the open day. `validAt` asks for another day, `knownAt` for what was known at a position or an instant; the future of the ledger is refused. An answer can be asked for again by its `validAt` and its `position`, and will not change.',
    parameters: [
      person,
      query('validAt', 'The day it was true on.', { type: 'string', format: 'date' }, '2025-04-01'),
      knownAt,
      atLeast,
      purpose,
    ],
    responses: {
      '200': json('The state, or a pointer to the person this one was merged into.', {
        oneOf: [schemaRef('Career'), schemaRef('MergedPerson')],
      }),
      '404': refusal('There is no such person, or the ledger knew nothing of this person then.'),
      '503': NOT_YET,
    },
  }),
  route({
    method: 'get',
    path: '/v1/careers/{person}/facts',
    route: 'career-read',
    tag: 'careers',
    summary: 'Every fact of a person, as it was stated last',
    description:
      "Annulled ones too; the person's own career and mentoring, not what only names the person. Without `validAt` facts of the future are included. What exports, comparisons and career sheets are made of.",
    parameters: [
      person,
      query('validAt', 'The last day of effect.', { type: 'string', format: 'date' }, '2025-04-01'),
      knownAt,
      atLeast,
      purpose,
    ],
    responses: {
      '200': json('The facts, or a pointer to the person this one was merged into.', {
        oneOf: [schemaRef('Facts'), schemaRef('MergedPerson')],
      }),
      '404': refusal('There is no such person, or the ledger knew nothing of this person then.'),
      '503': NOT_YET,
    },
  }),
  route({
    method: 'get',
    path: '/v1/careers/{person}/timeline',
    route: 'timeline-read',
    tag: 'careers',
    summary: 'What was recorded about a person, entry by entry',
    parameters: [
      person,
      query('order', 'The newest entries first, or the oldest.', { enum: ['desc', 'asc'], default: 'desc' }),
      cursor,
      limit,
      atLeast,
      purpose,
    ],
    responses: { '200': json('A page of entries.', schemaRef('Timeline')), '404': UNKNOWN, '503': NOT_YET },
  }),
  route({
    method: 'get',
    path: '/v1/careers/{person}/feed',
    route: 'career-feed',
    tag: 'feeds',
    summary: "A person's state as it changes",
    description: 'The rows are those of the career route. A client too slow for every change gets the latest.',
    parameters: [person, lastEventId, purpose],
    responses: { '200': FEED, '404': UNKNOWN, '503': NOT_YET },
  }),
  route({
    method: 'get',
    path: '/v1/careers/{person}/accesses',
    route: 'accesses-read',
    tag: 'careers',
    summary: 'Who read the record of a person, and what for',
    parameters: [person, cursor, limit],
    responses: { '200': json('A page of the access trail, the newest first.', schemaRef('Accesses')), '404': UNKNOWN },
  }),
  route({
    method: 'post',
    path: '/v1/persons/search',
    route: 'search',
    tag: 'persons',
    summary: 'Find persons by name, agency, unit and rank',
    description:
      'All given criteria must hold. Of the name, beginnings of words are enough. A page can be shorter than its limit and still have a next one.',
    parameters: [purpose],
    request: body(
      {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 200 },
          agency: { type: 'string', pattern: '^\\d{4}$' },
          unit: { type: 'string', minLength: 1, maxLength: 200 },
          golongan: { type: 'string', minLength: 1, maxLength: 10, description: 'Such as 33, III/c or IX.' },
          cursor: { type: 'string', maxLength: 2048 },
          limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
        },
        additionalProperties: false,
      },
      { byName: { summary: 'By the beginnings of two words.', value: { name: 'sit rah', golongan: 'III/c' } } },
    ),
    responses: { '200': json('A page of persons.', schemaRef('PersonsFound')), '503': NOT_YET },
  }),
  route({
    method: 'get',
    path: '/v1/agencies/{code}/overview',
    route: 'agency-overview',
    tag: 'agencies',
    summary: 'An agency in figures',
    parameters: [agencyCode, atLeast],
    responses: { '200': json('Figures without persons.', schemaRef('AgencyOverview')), '503': NOT_YET },
  }),
  route({
    method: 'get',
    path: '/v1/agencies/{code}/feed',
    route: 'agency-feed',
    tag: 'feeds',
    summary: "An agency's figures as they change",
    parameters: [agencyCode, lastEventId],
    responses: { '200': FEED, '503': NOT_YET },
  }),
  route({
    method: 'get',
    path: '/v1/status',
    route: 'status',
    tag: 'operations',
    summary: 'How far the views are',
    responses: { '200': json('Log and projectors.', schemaRef('Status')) },
  }),
  route({
    method: 'post',
    path: '/v1/operations/rebuild',
    route: 'operate',
    tag: 'operations',
    summary: 'Fold a view, or all, anew beside the running one',
    description: 'Closing the connection stops the rebuild; the next one goes on where it was.',
    request: body(
      {
        type: 'object',
        properties: { view: text('Name of a view; all without one.') },
        additionalProperties: false,
      },
      { one: { summary: 'One view.', value: { view: 'timeline' } }, all: { summary: 'All views.', value: {} } },
    ),
    responses: {
      '200': {
        description:
          'A line of JSON a report: `{position, head, eventsPerSecond}`, at the end, for each view, `{view, done}` with events, seconds and the hash of the canonical export, and `{failed}` with a problem if it failed.',
        contentTypes: { 'application/x-ndjson': { schema: { type: 'string' } } },
      },
      '409': RUNNING,
    },
  }),
  route({
    method: 'post',
    path: '/v1/operations/backup',
    route: 'operate',
    tag: 'operations',
    summary: 'Copy log, keys and access trail while the service goes on',
    request: body(
      {
        type: 'object',
        properties: { folder: text('Name of a new or empty folder; it is made among the backups of the data folder.') },
        required: ['folder'],
        additionalProperties: false,
      },
      { named: { summary: 'By the day.', value: { folder: '2026-03-01' } } },
    ),
    responses: {
      '200': json('What was copied.', schemaRef('Backup')),
      '409': refusal('Another operation is under way, the folder is taken, or the log is on a server.'),
    },
  }),
  ...NOTICE_ROUTES,
  ...REPORT_ROUTES,
];
