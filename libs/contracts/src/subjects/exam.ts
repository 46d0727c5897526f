import { EXAM_KINDS, type ExamContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Amount, Line, OneOf, YesNo } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = { score: null, certificate: null, organiser: null } satisfies Partial<Content>;

class ExamContent implements Stated<Content, keyof typeof defaults> {
  @OneOf(EXAM_KINDS)
  kind!: Content['kind'];

  @YesNo()
  passed!: boolean;

  @IsOptional()
  @Amount(0, 100)
  score?: number | null;

  @IsOptional()
  @Line(100)
  certificate?: string | null;

  @IsOptional()
  @Line(200)
  organiser?: string | null;
}

export const exam: SubjectContract = {
  subject: 'exam',
  title: 'service examination',
  content: ExamContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'UDIN-2024-901',
    effectiveAt: '2024-05-14',
    approvedBy: APPROVER,
    content: {
      kind: 'ujian-dinas-2',
      passed: true,
      score: 78.5,
      certificate: 'STLUD-II/2024/901',
      organiser: 'BKD Provinsi Jambi',
    },
  },
};
