import type { EducationContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Code, Line, YesNo } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = {
  programmeCode: null,
  institution: null,
  certificate: null,
  titlePrefix: null,
  titleSuffix: null,
  first: false,
} satisfies Partial<Content>;

class EducationContent implements Stated<Content, keyof typeof defaults> {
  @Code('Code of the level of education (tkPendidikanId), 05 to 50.')
  level!: string;

  @Line(300, 'Field of study, as the diploma has it.')
  programme!: string;

  @IsOptional()
  @Line(50, "The source's id of the programme (pendidikanId).")
  programmeCode?: string | null;

  @IsOptional()
  @Line(200)
  institution?: string | null;

  @IsOptional()
  @Line(100, 'Number of the diploma.')
  certificate?: string | null;

  @IsOptional()
  @Line(100)
  titlePrefix?: string | null;

  @IsOptional()
  @Line(100)
  titleSuffix?: string | null;

  @IsOptional()
  @YesNo('Whether the person was taken into service on this diploma.')
  first?: boolean | null;
}

export const education: SubjectContract = {
  subject: 'education',
  title: 'graduation',
  content: EducationContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'PENDIDIKAN-2016-901',
    effectiveAt: '2016-08-27',
    approvedBy: APPROVER,
    content: {
      level: '40',
      programme: 'S-1 Pendidikan Matematika',
      institution: 'Universitas Contoh Jambi',
      certificate: '841012016000901',
      titleSuffix: 'S.Pd.',
      first: true,
    },
  },
};
