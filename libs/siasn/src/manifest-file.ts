import { createReadStream } from 'node:fs';
import type { Json } from '@rekam/domain';
import { PullError } from './manifest';

const [QUOTE, BACKSLASH, COMMA] = ['"', '\\', ','].map((each) => each.charCodeAt(0)) as [number, number, number];
const OPENING = new Set(['{', '['].map((each) => each.charCodeAt(0)));
const CLOSING = new Set(['}', ']'].map((each) => each.charCodeAt(0)));
const FILES_KEY = /"files"\s*:\s*$/;
const KEY_LENGTH_MAX = 64;
const CHUNK_BYTES = 256 * 1024;
/** One line of the list is an address and a path. */
const ELEMENT_LENGTH_MAX = 64 * 1024;

/**
 * Reads a manifest piece by piece: yields the elements of `files` as they come, and returns the rest of the document.
 * A pull of a whole province lists millions of files, which no memory should have to hold. Throws PullError.
 */
export async function* readManifestFile(file: string): AsyncGenerator<readonly Json[], Json> {
  let head = '';
  let element = '';
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let isInFiles = false;
  for await (const chunk of createReadStream(file, {
    encoding: 'utf8',
    highWaterMark: CHUNK_BYTES,
  }) as AsyncIterable<string>) {
    const elements: Json[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) isText = false;
      } else if (code === QUOTE) isText = true;
      else if (OPENING.has(code)) {
        depth++;
        if (depth === 2 && !isInFiles && FILES_KEY.test((head + chunk.slice(from, at)).slice(-KEY_LENGTH_MAX))) {
          isInFiles = true;
          head += chunk.slice(from, at + 1);
          from = at + 1;
        }
      } else if (CLOSING.has(code)) {
        depth--;
        if (isInFiles && depth <= 2) {
          const text = element + chunk.slice(from, depth === 2 ? at + 1 : at);
          if (depth === 2 || text.trim() !== '') elements.push(parsed(text));
          element = '';
          isInFiles = depth === 2;
          from = isInFiles ? at + 1 : at;
        }
      } else if (isInFiles && depth === 2 && code === COMMA) {
        const text = element + chunk.slice(from, at);
        if (text.trim() !== '') elements.push(parsed(text));
        element = '';
        from = at + 1;
      }
    }
    if (isInFiles) element += chunk.slice(from);
    else head += chunk.slice(from);
    if (element.length > ELEMENT_LENGTH_MAX) throw NOT_JSON();
    if (elements.length > 0) yield elements;
  }
  return parsed(head);
}

const NOT_JSON = (): PullError => new PullError('manifest.json: must be valid JSON.');

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw NOT_JSON();
  }
}
