import { unauthorised } from './authority';
import { metadataOf, type ObserveSource } from './command';
import { rejected, sensitiveOf, type Decision } from './decision';
import { isAnnulled, lastEdition, type CareerState } from './fact';
import { FOUND_AT_SOURCE, lastObservation, MISSING_AT_SOURCE } from './observation';
import { careersOf, type Careers } from './persons';
import { rejection } from './rejection';

/** Decides what a source says of its own record: that it is gone, or there again. */
export function decideObservation(command: ObserveSource, state: CareerState, careers: Careers): Decision {
  const known = state.facts.get(command.fact);
  if (known === undefined) return rejected(rejection('unknown-fact', '/fact'));
  const { effectiveAt, edition, persons } = lastEdition(known);
  const speakers = careersOf(persons, careers);
  const who = unauthorised({ command, fact: known, careers: speakers, effectiveAt, receivingAgency: null });
  if (who !== null) return rejected(rejection('not-authorised', '', { who }));
  if (isAnnulled(known)) return rejected(rejection('fact-annulled', '/fact'));
  const isMissing = command.kind === 'report-missing';
  const last = lastObservation(known.fact, state.citations);
  if (!isMissing && last === undefined) return rejected(rejection('not-missing', '/fact'));
  const type = isMissing ? MISSING_AT_SOURCE : FOUND_AT_SOURCE;
  if (last?.type === type) {
    const { revision, position } = last;
    const { contentHash } = command.meta;
    return {
      kind: 'duplicate',
      outcome: { contentHash, fact: known.fact, edition: last.edition, revision, position, intake: null },
    };
  }
  const body = { fact: known.fact, edition, content: {} };
  const sensitive = sensitiveOf(command, {});
  return { kind: 'accepted', event: { type, body, sensitive, meta: metadataOf(command.meta, 1, persons) } };
}
