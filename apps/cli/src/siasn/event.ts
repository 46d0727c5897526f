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
import type { KnownFact } from './known';

const HASH_LENGTH_IN_ID = 16;
/** An event's attributes and content beside the row it carries; a guess on the high side. */
const EVENT_BYTES = 2_000;

/** An act of a row with what it rests on, and the digest of that: equal digests state the same. */
export interface BasedAct {
  readonly act: MappedAct;
  readonly digest: string;
  readonly ext: JsonObject;
  readonly bytes: number;
}

/** Which row a digest is of; hashing the same row for another of its acts is spared. */
export type HashOf = (row: Row) => { readonly rowHash: string; readonly bytes: number };

/** Hashes rows by their canonical JSON, each once. Throws NotCanonical. */
export function rowHasher(): HashOf {
  const known = new Map<Row, { readonly rowHash: string; readonly bytes: number }>();
  return (row) => {
    const before = known.get(row);
    if (before !== undefined) return before;
    const text = canonicalJson(row);
    const made = { rowHash: hash('sha256', text, 'hex'), bytes: Buffer.byteLength(text) };
    known.set(row, made);
    return made;
  };
}

/** The act, with the row that it came from as its proof. Throws NotCanonical. */
export function based(act: MappedAct, { type, row: whole }: MappedRow, hashOf: HashOf): BasedAct {
  const row = act.row ?? (whole as Row);
  const { rowHash, bytes } = hashOf(row);
  const { beside } = act;
  const besideHash =
    beside === undefined ? '' : `:${hash('sha256', canonicalJson(beside), 'hex').slice(0, HASH_LENGTH_IN_ID)}`;
  const digest = `${rowHash}:${MAPPING_VERSION}${besideHash}`;
  const siasn = { type, mapping: MAPPING_VERSION, rowHash, row, ...(beside === undefined ? {} : { beside }) };
  return { act, digest, ext: { digest, siasn }, bytes: bytes + EVENT_BYTES };
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
