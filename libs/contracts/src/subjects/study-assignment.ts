import { ABSENCE_ACTIONS, type StudyAssignmentContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Code, Line, OneOf } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = { programme: null, level: null, institution: null } satisfies Partial<Content>;

class StudyAssignmentContent implements Stated<Content, keyof typeof defaults> {
  @OneOf(ABSENCE_ACTIONS, 'A return takes effect on the first day back.')
  action!: Content['action'];

  @IsOptional()
  @Line(300, 'Field of study.')
  programme?: string | null;

  @IsOptional()
  @Code('Code of the level of education (tkPendidikanId), 05 to 50.')
  level?: string | null;

  @IsOptional()
  @Line(200)
  institution?: string | null;
}

export const studyAssignment: SubjectContract = {
  subject: 'study-assignment',
  title: 'study assignment',
  content: StudyAssignmentContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'TUBEL-2025-901',
    effectiveAt: '2025-08-01',
    effectiveUntil: '2027-07-31',
    decree: { number: '892/0044/BKD/2025', date: '2025-07-14', authority: 'Gubernur Jambi' },
    approvedBy: APPROVER,
    content: {
      action: 'start',
      programme: 'S-2 Pendidikan Matematika',
      level: '45',
      institution: 'Universitas Contoh Jambi',
    },
  },
};
