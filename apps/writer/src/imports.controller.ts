import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import {
  careerStream,
  impossibleNumber,
  isAnnulled,
  isMissingAtSource,
  lastEdition,
  lastObservation,
  rejection,
  statedEdition,
  type CareerState,
  type Identifier,
  type Uuid,
} from '@rekam/domain';
import { Access, CurrentCaller, problemOf, type Caller } from '@rekam/runtime';
import { Careers } from './careers';
import { Identifiers } from './identifiers';
import { identifierFrom, isObject, wrongForm } from './identifier-body';
import { dataInvalid, requireOwnSource } from './problems';

/** Numbers asked for in one request. */
export const NUMBERS_MAX = 100;

/** What the ledger has of one record of the source. It says what the source said itself, and nothing of its content. */
export interface KnownFact {
  /** In whose career it stands; another than the holder's after a merge. */
  readonly person: Uuid;
  readonly subject: string;
  readonly fact: Uuid;
  /** The source's own id of the record; null where it gave none, or once erased. */
  readonly recordId: string | null;
  readonly edition: number;
  readonly annulled: boolean;
  /** The source has reported that it no longer holds the record. */
  readonly missing: boolean;
  /** The text `digest` that the source put into `ext` of the edition last stated. */
  readonly digest: string | null;
  /** The time attribute of the CloudEvent that last stated it, or that last said whether the source holds it. */
  readonly time: string | null;
}

export interface KnownPerson {
  /** Who holds the number; null for nobody. */
  readonly person: Uuid | null;
  /** The person that stands for this one since a merge: new acts go there. */
  readonly mergedInto: Uuid | null;
  readonly facts: readonly KnownFact[];
}

/**
 * What the ledger has of a source's records, person by person, so that an import can tell what is new, what changed and
 * what is gone. The numbers travel in the body.
 */
@Controller('v1/imports')
export class ImportsController {
  constructor(
    private readonly identifiers: Identifiers,
    private readonly careers: Careers,
  ) {}

  @Post('known')
  @HttpCode(HttpStatus.OK)
  @Access('imports-known')
  async known(
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
  ): Promise<{ readonly persons: readonly KnownPerson[] }> {
    const { source, identifiers } = questionIn(body);
    requireOwnSource(source, caller);
    return { persons: await Promise.all(identifiers.map((identifier) => this.personOf(identifier, source))) };
  }

  private async personOf(identifier: Identifier, source: string): Promise<KnownPerson> {
    const holder = await this.identifiers.holder(identifier);
    if (holder === null) return { person: null, mergedInto: null, facts: [] };
    const { person, mergedInto } = holder;
    const persons = mergedInto === null ? [person] : [person, mergedInto];
    const careers = await Promise.all(persons.map((each) => this.careers.caughtUp(careerStream(each))));
    return { person, mergedInto, facts: careers.flatMap((career, at) => factsOf(career, persons[at]!, source)) };
  }
}

function factsOf(career: CareerState, person: Uuid, source: string): readonly KnownFact[] {
  const found: KnownFact[] = [];
  for (const fact of career.facts.values()) {
    if (fact.editions[0]!.source !== source) continue;
    const { ext, origin } = statedEdition(fact);
    found.push({
      person,
      subject: fact.subject,
      fact: fact.fact,
      recordId: origin?.recordId ?? null,
      edition: lastEdition(fact).edition,
      annulled: isAnnulled(fact),
      missing: isMissingAtSource(fact.fact, career.citations),
      digest: typeof ext['digest'] === 'string' ? ext['digest'] : null,
      time: later(origin?.time ?? null, lastObservation(fact.fact, career.citations)?.time ?? null),
    });
  }
  return found;
}

/** The later of two instants as sources write them. */
function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return Date.parse(one) < Date.parse(other) ? other : one;
}

/** `{source, identifiers: [{kind, number}]}`. Throws a problem that names the field. */
function questionIn(body: unknown): { readonly source: string; readonly identifiers: readonly Identifier[] } {
  const { source, identifiers, ...others } = isObject(body) ? body : {};
  if (!isObject(body) || Object.keys(others).length > 0) {
    throw dataInvalid([wrongForm('', '{"source", "identifiers"}')]);
  }
  if (typeof source !== 'string') throw dataInvalid([wrongForm('/source', 'the path of a source')]);
  if (!Array.isArray(identifiers) || identifiers.length === 0 || identifiers.length > NUMBERS_MAX) {
    throw dataInvalid([wrongForm('/identifiers', `a list of 1 to ${NUMBERS_MAX} numbers`)]);
  }
  return {
    source,
    identifiers: identifiers.map((each: unknown, at) => {
      const identifier = identifierFrom(each, `/identifiers/${at}`);
      const impossible = impossibleNumber(identifier);
      if (impossible !== null) throw problemOf([rejection(impossible, `/identifiers/${at}/number`)]);
      return identifier;
    }),
  };
}
