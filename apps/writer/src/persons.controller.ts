import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { impossibleNumber, rejection, type Identifier, type Uuid } from '@rekam/domain';
import { Access, problemOf } from '@rekam/runtime';
import { identifierFrom, isObject, wrongForm } from './identifier-body';
import { Identifiers } from './identifiers';
import { dataInvalid } from './problems';

export interface ResolvedPerson {
  /** The person who holds the number. */
  readonly person: Uuid;
  /** The person that stands for this one since a merge: commands go there. Null without a merge. */
  readonly mergedInto: Uuid | null;
}

/** Finds a person by number. The number travels in the body, for addresses end up in logs. */
@Controller('v1/persons')
export class PersonsController {
  constructor(private readonly identifiers: Identifiers) {}

  @Post('resolve')
  @HttpCode(HttpStatus.OK)
  @Access('resolve')
  async resolve(@Body() body: unknown): Promise<ResolvedPerson> {
    const identifier = identifierIn(body);
    const impossible = impossibleNumber(identifier);
    if (impossible !== null) throw problemOf([rejection(impossible, '/identifier/number')]);
    const holder = await this.identifiers.holder(identifier);
    if (holder === null) throw problemOf([rejection('unknown-person', '/identifier')]);
    return holder;
  }
}

/** The identifier of `{identifier: {kind, number}}`. Throws a problem that names the field. */
function identifierIn(body: unknown): Identifier {
  const { identifier, ...others } = isObject(body) ? body : {};
  if (Object.keys(others).length > 0) throw dataInvalid([wrongForm('', '{"identifier"}')]);
  return identifierFrom(identifier, '/identifier');
}
