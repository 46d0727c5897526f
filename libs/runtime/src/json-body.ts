import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem, type ProblemException } from './problem';

/** What the service takes. A CloudEvent in binary mode is `application/json` with its attributes in headers. */
const BODY_TYPES = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'] as const;

const DEPTH_MAX = 64;

const invalid = (code: string, title: string, detail: string): ProblemException => problem(400, code, title, detail);

/**
 * Replaces Fastify's parsers: JSON only, in UTF-8 that is really UTF-8, no deeper than recursive readers can bear,
 * without keys that could become a prototype, and without halves of surrogate pairs, which canonical JSON cannot
 * carry. Of a key given twice the last one counts, here and everywhere after, since only the parsed value goes on.
 */
export function useJsonBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    [...BODY_TYPES],
    { parseAs: 'buffer' },
    (request: FastifyRequest, body, done) => {
      if (!isUtf8(body)) {
        done(notUtf8());
        return;
      }
      const text = body.toString('utf8');
      void parseJson(request, text, (error, value: unknown) => {
        if (error !== null) done(error);
        else done(faultOf(text, value), value);
      });
    },
  );
}

/**
 * The JSON value of a message that came by another door than HTTP, held to the same: UTF-8, JSON, no deeper than
 * recursive readers can bear, no halves of surrogate pairs. Keys that could become a prototype are own keys here, and
 * for whoever reads the value to refuse. Throws a problem.
 */
export function jsonOf(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw notUtf8();
  const text = bytes.toString('utf8', startOf(bytes));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What the parser says quotes the text, which may be about a person.
    throw invalid('body-not-json', 'The body is not JSON.', 'Send one JSON value.');
  }
  const fault = faultOf(text, value);
  if (fault !== null) throw fault;
  return value;
}

/** Some systems begin UTF-8 with a byte order mark, which says nothing. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');
const startOf = (bytes: Buffer): number =>
  bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;

const notUtf8 = (): ProblemException =>
  invalid(
    'body-not-utf8',
    'The body is not valid UTF-8.',
    'Send JSON in UTF-8, without a byte that is not part of a character.',
  );

function faultOf(text: string, value: unknown): ProblemException | null {
  if (openings(text) > DEPTH_MAX && depthExceeds(value, DEPTH_MAX)) {
    return invalid(
      'body-too-deep',
      'The body is nested too deeply.',
      `At most ${DEPTH_MAX} objects and arrays may lie in one another.`,
    );
  }
  // UTF-8 cannot carry half a pair, an escape can.
  if (text.includes(String.raw`\u`) && !isWellFormed(value)) {
    return invalid(
      'body-not-unicode',
      'The body holds half of a surrogate pair.',
      String.raw`Write characters beyond U+FFFF as both escapes or as themselves.`,
    );
  }
  return null;
}

/** How many objects and arrays begin in the text, brackets in strings included; never less than its depth. */
function openings(text: string): number {
  let count = 0;
  for (const bracket of '{[') {
    for (let at = text.indexOf(bracket); at !== -1 && count <= DEPTH_MAX; at = text.indexOf(bracket, at + 1))
      count += 1;
  }
  return count;
}

const childrenOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];

function depthExceeds(value: unknown, depthMax: number): boolean {
  let level = [value].filter((each) => typeof each === 'object' && each !== null);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= depthMax) return true;
    level = level.flatMap(childrenOf).filter((each) => typeof each === 'object' && each !== null);
  }
  return false;
}

/** Half of a surrogate pair, with the other half missing. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Recursion is safe here: the depth is known to be small. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return !LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.keys(value).every((key) => !LONE_SURROGATE.test(key)) && childrenOf(value).every(isWellFormed);
}
