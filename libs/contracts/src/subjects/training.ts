import type { TrainingContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Code, Line, NestedList, PlainDay, Whole } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const COMPETENCIES_MAX = 50;

const defaults = { certificate: null, startedAt: null, competencies: [] } satisfies Partial<Content>;

class TrainingCompetency {
  @Line(50)
  code!: string;

  @Whole(1, 5, 'The level it leads to, PermenPANRB 38/2017.')
  level!: number;
}

class TrainingContent implements Stated<Content, keyof typeof defaults> {
  @Code('Code of the kind of training (jenisDiklat), 1 to 25.')
  kind!: string;

  @Line(300)
  name!: string;

  @Line(200)
  provider!: string;

  @Whole(0, 5000, 'Lesson hours (JP).')
  jp!: number;

  @IsOptional()
  @Line(100)
  certificate?: string | null;

  @IsOptional()
  @PlainDay('The first day; the last one is effectiveAt.')
  startedAt?: string | null;

  @IsOptional()
  @NestedList(() => TrainingCompetency, COMPETENCIES_MAX)
  competencies?: TrainingCompetency[] | null;
}

export const training: SubjectContract = {
  subject: 'training',
  title: 'training',
  content: TrainingContent,
  defaults,
  addressedBy: 'person',
  confirmable: true,
  exampleFact: '1781c020-1d28-59df-b856-984b4236826b',
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'PKA-2024-17-031',
    effectiveAt: '2024-08-30',
    approvedBy: APPROVER,
    documents: [
      {
        sha256: '9f2c1b7a4e5d60838f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978',
        size: 184_220,
        type: 'application/pdf',
        uri: 'https://sertifikat.diklat.example/PKA-2024-17-031.pdf',
      },
    ],
    content: {
      kind: '3',
      name: 'Pelatihan Teknis Literasi Digital',
      provider: 'Balai Diklat Contoh',
      jp: 40,
      certificate: 'DIKLAT/2024/17/031',
      startedAt: '2024-08-26',
      competencies: [{ code: 'literasi-digital', level: 3 }],
    },
  },
};
