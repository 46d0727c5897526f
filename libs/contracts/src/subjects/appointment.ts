import { normaliseNumber, STAFF_KINDS, type AppointmentContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { JsonData, SubjectContract } from '../contract';
import { Code, Formed, Line, OneOf, PlainDay, PrintedNumber } from '../decorators';
import { FORMS } from '../forms';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = { unit: null, oldNumber: null } satisfies Partial<Content>;

class AppointmentContent implements Stated<Content, keyof typeof defaults> {
  @OneOf(STAFF_KINDS)
  kind!: Content['kind'];

  @Formed(FORMS.agency, 'Code of the employing agency.')
  agency!: string;

  @IsOptional()
  @Line(200)
  unit?: string | null;

  @Code('Code of the rank (11 to 45) for CPNS and PNS; Roman numeral for PPPK.')
  golongan!: string;

  @Line(200)
  name!: string;

  @PlainDay()
  birthDate!: string;

  @PrintedNumber('NIP or NI PPPK, 18 digits.')
  number!: string;

  @IsOptional()
  @PrintedNumber('The nine-digit number of before 2007.')
  oldNumber?: string | null;
}

const printed = (value: JsonData[string] | undefined): JsonData[string] =>
  typeof value === 'string' ? normaliseNumber(value) : null;

export const appointment: SubjectContract = {
  subject: 'appointment',
  title: 'appointment',
  content: AppointmentContent,
  defaults,
  normalise: (content) => ({
    ...content,
    number: printed(content['number']),
    oldNumber: printed(content['oldNumber']),
  }),
  addressedBy: 'person',
  confirmable: false,
  example: {
    person: SITI.person,
    recordId: 'CPNS-2018-901',
    effectiveAt: '2018-03-01',
    decree: { number: '813/114/BKD/2018', date: '2018-02-19', authority: 'Gubernur Jambi' },
    approvedBy: APPROVER,
    content: {
      kind: 'CPNS',
      agency: '5500',
      unit: 'Dinas Pendidikan',
      golongan: '31',
      name: SITI.name,
      birthDate: SITI.birthDate,
      number: '19940817 201803 2 901',
    },
  },
};
