import { IDENTIFIER_KINDS, type IdentifierKind, type JsonObject, type Precision } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { Alternative, DtoClass, SubjectContract } from './contract';
import {
  Formed,
  Line,
  Nested,
  NestedList,
  OneOf,
  OpenObject,
  PlainDay,
  PrintedNumber,
  Prose,
  UuidText,
  Whole,
} from './decorators';
import { FORMS } from './forms';

const DOCUMENTS_MAX = 20;
const DOCUMENT_SIZE_MAX = 1_000_000_000_000;
const EDITION_MAX = 100_000;
const PRECISIONS: readonly Precision[] = ['day', 'month', 'year', 'assumed'];

class PersonIdentifier {
  @OneOf(IDENTIFIER_KINDS)
  kind!: IdentifierKind;

  @PrintedNumber('As printed; the ledger takes the spaces out.')
  number!: string;
}

class DecreeReference {
  @Line(100)
  number!: string;

  @PlainDay()
  date!: string;

  @IsOptional()
  @Line(200, 'The office that signed, as it stands on the decree.')
  authority?: string | null;
}

class TechnicalApproval {
  @Line(100)
  number!: string;

  @PlainDay()
  date!: string;
}

class ActApprovals {
  @IsOptional()
  @Nested(() => TechnicalApproval)
  pertek?: TechnicalApproval | null;
}

class DocumentReference {
  @Formed(FORMS.sha256)
  sha256!: string;

  @Whole(0, DOCUMENT_SIZE_MAX, 'Bytes.')
  size!: number;

  @Formed(FORMS.mediaType)
  type!: string;

  @Formed(FORMS.uri)
  uri!: string;
}

class ByPerson {
  @IsOptional()
  @UuidText("The ledger's own id of the person.")
  person?: string;

  @IsOptional()
  @Nested(() => PersonIdentifier)
  identifier?: PersonIdentifier;
}

class ByPair {
  @UuidText("The pair's fact.")
  mentoring!: string;
}

/** The fact is the stream, so that nothing is said beside it. */
class ByItself {}

const ADDRESSES: Readonly<Record<SubjectContract['addressedBy'], DtoClass>> = {
  person: ByPerson,
  mentoring: ByPair,
  itself: ByItself,
};

/** A class under the name that schemas, documents and messages give it. */
function named<Dto extends DtoClass>(name: string, dto: Dto): Dto {
  Object.defineProperty(dto, 'name', { value: name });
  return dto;
}

export function recordDto(name: string, { addressedBy, content }: SubjectContract): DtoClass {
  class RecordAct extends ADDRESSES[addressedBy] {
    @IsOptional()
    @Line(100, "The source's own id of the record; with it the source can correct the act later.")
    recordId?: string;

    @PlainDay('The day it takes effect (TMT).')
    effectiveAt!: string;

    @IsOptional()
    @PlainDay('The last day it holds; absent while it holds.')
    effectiveUntil?: string | null;

    @IsOptional()
    @OneOf(PRECISIONS, 'How exactly the source knows effectiveAt; day when absent.')
    precision?: Precision;

    @IsOptional()
    @Nested(() => DecreeReference)
    decree?: DecreeReference | null;

    @IsOptional()
    @Nested(() => ActApprovals)
    approvals?: ActApprovals | null;

    @IsOptional()
    @NestedList(() => DocumentReference, DOCUMENTS_MAX)
    documents?: DocumentReference[];

    @Nested(() => content)
    content!: object;

    @IsOptional()
    @OpenObject('What the source sends beyond the contract; kept as it came.')
    ext?: JsonObject;

    @IsOptional()
    @Formed(
      FORMS.opaqueId,
      'Opaque id of who approved it beside the sender; needed for an act that is long back-dated.',
    )
    approvedBy?: string;
  }
  return named(name, RecordAct);
}

/** The same statement, whole, about a fact that is there. */
export function correctDto(name: string, recorded: DtoClass): DtoClass {
  class CorrectAct extends recorded {
    @IsOptional()
    @UuidText('The fact, as the receipt of its recording gave it.')
    fact?: string;

    @IsOptional()
    @Whole(0, EDITION_MAX, 'The edition that the sender believes to be the last.')
    replacesEdition?: number;

    @IsOptional()
    @Prose(2000)
    reason?: string;
  }
  return named(name, CorrectAct);
}

export function withdrawDto(name: string, { addressedBy }: SubjectContract, kind: 'annul' | 'reinstate'): DtoClass {
  class WithdrawAct extends ADDRESSES[addressedBy] {
    @IsOptional()
    @Line(100)
    recordId?: string;

    @IsOptional()
    @UuidText()
    fact?: string;

    @IsOptional()
    @Whole(0, EDITION_MAX, 'The edition that the sender believes to be the last.')
    replacesEdition?: number;

    @IsOptional()
    @Nested(() => DecreeReference)
    decree?: DecreeReference | null;

    @IsOptional()
    @Formed(FORMS.opaqueId)
    approvedBy?: string;

    @Prose(2000, 'Why; required to annul.')
    reason?: string;
  }
  if (kind === 'reinstate') IsOptional()(WithdrawAct.prototype, 'reason');
  return named(name, WithdrawAct);
}

export function confirmDto(name: string, { addressedBy }: SubjectContract): DtoClass {
  class ConfirmAct extends ADDRESSES[addressedBy] {
    @IsOptional()
    @Line(100)
    recordId?: string;

    @IsOptional()
    @UuidText()
    fact?: string;

    @IsOptional()
    @Whole(0, EDITION_MAX, 'The edition confirmed; the last one when absent.')
    edition?: number;
  }
  return named(name, ConfirmAct);
}

export function observeDto(name: string): DtoClass {
  class ObserveSource {
    @UuidText()
    person!: string;

    @UuidText('The fact whose record the source no longer holds, or holds again.')
    fact!: string;
  }
  return named(name, ObserveSource);
}

export function mergeDto(name: string): DtoClass {
  class MergePerson {
    @UuidText()
    person!: string;

    @UuidText('The person that stands for both.')
    into!: string;

    @IsOptional()
    @Nested(() => DecreeReference)
    decree?: DecreeReference | null;

    @IsOptional()
    @Prose(2000, 'Why the two are held to be one person, or two.')
    reason?: string;
  }
  return named(name, MergePerson);
}

/** Which fields of a subject's commands stand for one another. An appointment without a person opens one. */
export function alternativesOf(subject: SubjectContract, isNew: boolean): readonly Alternative[] {
  const address: Alternative = {
    fields: ['person', 'identifier'],
    required: subject.subject !== 'appointment' || !isNew,
  };
  const fact: Alternative = { fields: ['recordId', 'fact'], required: true };
  return [...(subject.addressedBy === 'person' ? [address] : []), ...(isNew ? [] : [fact])];
}
