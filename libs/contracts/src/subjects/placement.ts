import type { PlacementContent as Content } from '@rekam/domain';
import { ASSIGNMENT_NAMES, MUTATION_NAMES, POSITION_KIND_NAMES } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Code, Line, Nested, OneOf, PlainDay } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = {
  assignment: 'D',
  mutation: 'MJ',
  position: null,
  positionCode: null,
  eselon: null,
  jenjang: null,
  unit: null,
  unitCode: null,
  parentUnit: null,
  specialisation: null,
  inauguratedAt: null,
  startedAt: null,
  selection: null,
} satisfies Partial<Content>;

class PlacementSelection {
  @Line(100)
  number!: string;

  @PlainDay()
  date!: string;
}

class PlacementContent implements Stated<Content, keyof typeof defaults> {
  @OneOf(Object.keys(POSITION_KIND_NAMES), '1 structural, 2 functional, 3 both at once, 4 pelaksana.')
  positionKind!: Content['positionKind'];

  @IsOptional()
  @OneOf(Object.keys(ASSIGNMENT_NAMES), 'D definitive (the default); PLT, PLH, PJ and TT until effectiveUntil.')
  assignment?: Content['assignment'] | null;

  @IsOptional()
  @OneOf(Object.keys(MUTATION_NAMES), 'MJ change of the post (the default), MU of the unit alone.')
  mutation?: Content['mutation'] | null;

  @IsOptional()
  @Line(300, 'Title of the post; MJ needs it.')
  position?: string | null;

  @IsOptional()
  @Line(50, "The post's id at the source.")
  positionCode?: string | null;

  @IsOptional()
  @Code('Code of the echelon, 10 (I.a) to 52 (V.b), 00 or 99 for none.')
  eselon?: string | null;

  @IsOptional()
  @Code('Code of the jenjang: PM, TR, MH, PY, PT, MU, MA, UT or XX.')
  jenjang?: string | null;

  @IsOptional()
  @Line(300, 'The unit as it was named then; MU needs it.')
  unit?: string | null;

  @IsOptional()
  @Line(50, "The unit's id at the source.")
  unitCode?: string | null;

  @IsOptional()
  @Line(300)
  parentUnit?: string | null;

  @IsOptional()
  @Line(200, 'Such as the subject that a teacher teaches.')
  specialisation?: string | null;

  @IsOptional()
  @PlainDay('Inauguration (pelantikan).')
  inauguratedAt?: string | null;

  @IsOptional()
  @PlainDay('Start of duty (SPMT).')
  startedAt?: string | null;

  @IsOptional()
  @Nested(() => PlacementSelection)
  selection?: PlacementSelection | null;
}

export const placement: SubjectContract = {
  subject: 'placement',
  title: 'placement in a post or unit',
  content: PlacementContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'JAB-2020-0212',
    effectiveAt: '2020-02-01',
    decree: { number: '821.29/0212/BKD/2020', date: '2020-01-20', authority: 'Gubernur Jambi' },
    approvedBy: APPROVER,
    content: {
      positionKind: '2',
      position: 'Guru Ahli Pertama',
      jenjang: 'PT',
      unit: 'SMA Negeri Contoh 1',
      parentUnit: 'Dinas Pendidikan',
      specialisation: 'Matematika',
      startedAt: '2020-02-03',
    },
  },
};
