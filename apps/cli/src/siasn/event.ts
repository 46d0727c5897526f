import { hash } from 'node:crypto';
import type { JsonObject } from '@rekam/domain';
import { canonicalJson } from '@rekam/event-store';
import {
  MAPPING_VERSION,
  SIASN_SOURCE,
  type MappedAct,
  type MappedPerson,
  type MappedRow,
  type Row,
} from '@rekam/siasn';
import type { CloudEvent } from '../client';
import type { KnownFact } from '@rekam/writer';

const HASH_LENGTH_IN_ID = 16;
/** An event's attributes and content beside the row it carries; a guess on the high side. */
const EVENT_BYTES = 2_000;

/** An act of a row, with the row as its proof and the digest of both. */
export interface BasedAct {
  readonly act: MappedAct;
  readonly digest: string;
  readonly ext: JsonObject;
  readonly bytes: number;
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/**
 * What the act says, which may rest on other rows and lists too: when those change, so does it. A day that the mapping
 * only assumes says nothing, for it may be the day of the pull.
 */
const saidBy = ({ data }: MappedAct): string =>
  canonicalJson(data.precision === 'assumed' ? { ...data, effectiveAt: null } : data);

/**
 * The act, with the row that it came from as its proof: as the canonical text that was hashed, which anybody can hash
 * again, and which costs the service a tenth of what its values would. Its digest is of the row, the version of the mapping and what
 * the act says: an equal one states nothing new. Throws NotCanonical.
 */
export function based(act: MappedAct, { type, row: whole }: MappedRow): BasedAct {
  const row = act.row ?? (whole as Row);
  const text = canonicalJson(row);
  const rowHash = sha256(text);
  const digest = `${rowHash}:${MAPPING_VERSION}:${sha256(saidBy(act)).slice(0, HASH_LENGTH_IN_ID)}`;
  const ext = { digest, siasn: { type, mapping: MAPPING_VERSION, rowHash, row: text } };
  return { act, digest, ext, bytes: Buffer.byteLength(text) + EVENT_BYTES };
}

const DONE = { record: 'recorded', annul: 'annulled', reinstate: 'reinstated' } as const;

/** The event by which an act is recorded, annulled or reinstated. The same row of the same pull gives the same event. */
export function actEvent(
  { act, digest, ext }: BasedAct,
  verb: 'record' | 'annul' | 'reinstate',
  person: string,
  { fetchedAt }: MappedPerson,
): CloudEvent {
  const { subject, recordId, data } = act;
  const state = `${digest.slice(0, HASH_LENGTH_IN_ID)}${digest.slice(digest.indexOf(':'))}`;
  const stated = verb === 'record' ? { ...data, ext } : verb === 'annul' ? data : { recordId };
  return {
    specversion: '1.0',
    id: `${fetchedAt}/${recordId}/${state}${verb === 'record' ? '' : `/${verb}`}`,
    source: SIASN_SOURCE,
    type: `asn.career.${subject}.${DONE[verb]}.v1`,
    time: fetchedAt,
    data: { person, ...stated },
  };
}

/** The event by which the source is reported to hold a record no longer, or again. */
export function observation(
  { person, fact }: KnownFact,
  seen: 'missing' | 'found',
  { fetchedAt }: MappedPerson,
): CloudEvent {
  return {
    specversion: '1.0',
    id: `${fetchedAt}/${fact}/${seen}`,
    source: SIASN_SOURCE,
    type: `asn.career.fact.${seen}.v1`,
    time: fetchedAt,
    data: { person, fact },
  };
}
