import { schemaRef, type JsonSchema, type RouteDescription } from '@rekam/contracts';
import { INSTANT, list, object, POSITION, text, textOrNull, UUID } from '../json-schema';
import { agencyCode, atLeast, json, limit, NOT_YET, query, route } from '../route-parts';

const after = query(
  'after',
  'Where to go on: the `next` of a page, or the id of a message of the feed. The first notice ever without it.',
  { type: 'string' },
);

/** By their names in the service's document. */
export const NOTICE_SCHEMAS: Readonly<Record<'Notice' | 'Notices', JsonSchema>> = {
  Notice: object(
    {
      id: text('The same whenever it is delivered.'),
      agency: text('Code of the agency that is to tell the person: the employer, or the last one.'),
      person: UUID,
      position: POSITION,
      ledgerTime: INSTANT,
      kind: { enum: ['new', 'changed'] },
      channel: { enum: ['http', 'kafka', 'import', 'system'], description: 'How the entry came in.' },
      link: text('Path of the timeline that shows the entry; it asks for a token.'),
    },
    'That an entry of a record is new or has changed; no name, no number, and nothing of what it says.',
  ),
  Notices: object({
    agency: text('Code.'),
    position: POSITION,
    notices: list(schemaRef('Notice')),
    next: textOrNull('Where to go on, now or when there is more; null while there has been none.'),
    hasMore: { type: 'boolean', description: 'More are waiting behind these.' },
  }),
};

export const NOTICE_ROUTES: readonly RouteDescription[] = [
  route({
    method: 'get',
    path: '/v1/agencies/{code}/notices',
    route: 'notices',
    tag: 'notices',
    summary: 'What an agency has to tell its employees of, in order',
    description:
      "A notice for each new or changed entry of a person's record, for the agency's own sender of messages: every one, in the order of the log, and nothing of what the entry says. Keep `next` when a page is dealt with and go on from there; a notice may come again if it was lost, with the same `id`.",
    parameters: [agencyCode, after, limit, atLeast],
    responses: { '200': json('A page of notices.', schemaRef('Notices')), '503': NOT_YET },
  }),
  route({
    method: 'get',
    path: '/v1/agencies/{code}/notices/feed',
    route: 'notices-feed',
    tag: 'notices',
    summary: 'The same as they come',
    description: 'A client that is slow gets them later, and all of them.',
    parameters: [
      agencyCode,
      after,
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'The id of the last message that was dealt with; goes before `after`.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      '200': {
        description:
          'Server-sent events: `notice`, with the notice and the place right after it as id; a comment every 15 s. `expired` ends the feed for good.',
        contentTypes: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      '503': NOT_YET,
    },
  }),
];
