import type { Act, CitationBody, DocumentRef, FactBody, JsonObject, Recorded, Uuid } from './event';
import type { CareerState, Edition, FactState } from './fact';
import { subjectOfType } from './subjects';

/** Folds one recorded event into the state, in place, and returns the state. */
export function evolve(state: CareerState, event: Recorded): CareerState {
  state.revision = event.revision;
  const { subject, act } = subjectOfType(event.type) ?? {};
  if (subject !== undefined && act !== undefined) {
    const body = event.body as FactBody;
    const edition = editionOf(event, body, act);
    const known = state.facts.get(body.fact);
    if (known === undefined) addFact(state, { fact: body.fact, subject: subject.name, editions: [edition] });
    else known.editions.push(edition);
    remember(state, event, body.fact, body.edition);
    return state;
  }
  if ('fact' in event.body) {
    const { fact, edition, content } = event.body as CitationBody;
    state.citations.push({
      type: event.type,
      fact,
      edition,
      content,
      revision: event.revision,
      position: event.position,
      time: event.sensitive?.origin?.time ?? null,
    });
    remember(state, event, fact, edition);
    return state;
  }
  const { content } = event.body;
  if (event.type === 'PersonMerged') state.mergedInto = content['into'] as Uuid;
  if (event.type === 'PersonUnmerged') state.mergedInto = null;
  state.latest.set(event.type, content);
  remember(state, event, null, null);
  return state;
}

function addFact(state: CareerState, fact: FactState): void {
  state.facts.set(fact.fact, fact);
  const siblings = state.bySubject.get(fact.subject);
  if (siblings === undefined) state.bySubject.set(fact.subject, [fact]);
  else siblings.push(fact);
}

const NOTHING: JsonObject = {};
const NO_DOCUMENTS: readonly DocumentRef[] = [];

/** The edition that an event adds to its fact. */
export function editionOf(event: Recorded, body: FactBody, act: Act): Edition {
  const { sensitive } = event;
  return {
    edition: body.edition,
    act,
    eventId: event.id,
    revision: event.revision,
    position: event.position,
    ledgerTime: event.ledgerTime,
    contentHash: event.meta.contentHash,
    effectiveAt: body.effectiveAt,
    effectiveUntil: body.effectiveUntil,
    precision: body.precision,
    decree: body.decree,
    approvals: body.approvals,
    documents:
      body.documents.length === 0
        ? NO_DOCUMENTS
        : body.documents.map((digest, at) => ({ ...digest, uri: sensitive?.uris[at] ?? null })),
    content: body.content === null ? null : { ...body.content, ...sensitive?.content },
    ext: sensitive?.ext ?? NOTHING,
    flags: body.flags,
    persons: event.meta.persons,
    source: event.meta.source,
    channel: event.meta.channel,
    agency: event.meta.agency,
    role: event.meta.role,
    reason: sensitive?.reason ?? null,
    origin: sensitive?.origin ?? null,
    erased: event.erased,
  };
}

function remember(state: CareerState, event: Recorded, fact: Uuid | null, edition: number | null): void {
  const { commandId, contentHash, intake } = event.meta;
  if (state.commands.has(commandId)) return;
  const { revision, position } = event;
  state.commands.set(commandId, { contentHash, fact, edition, revision, position, intake });
}
