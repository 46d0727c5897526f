import {
  COMPETENCY_KINDS,
  MATCH_CATEGORIES,
  type CompetencyContent as Content,
  type CompetencyScore as DomainScore,
} from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { JsonData, SubjectContract } from '../contract';
import { Amount, Line, NestedList, OneOf, Whole } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const SCORES_MAX = 50;

const scoreDefaults = { name: null, required: null } satisfies Partial<DomainScore>;
const defaults = { potential: null, statedCategory: null } satisfies Partial<Content>;

class CompetencyScore implements Stated<DomainScore, keyof typeof scoreDefaults> {
  @OneOf(COMPETENCY_KINDS)
  kind!: DomainScore['kind'];

  @Line(50, 'Code of the nine of PermenPANRB 38/2017, such as kerja-sama; of a technical one, the code of its post.')
  code!: string;

  @IsOptional()
  @Line(200)
  name?: string | null;

  @Whole(1, 5, 'Level reached.')
  level!: number;

  @IsOptional()
  @Whole(1, 5, 'Level that the post requires; the ledger derives the match when every score has it.')
  required?: number | null;
}

class CompetencyContent implements Stated<Omit<Content, 'scores'>, keyof typeof defaults> {
  @Line(100, 'Such as assessment center or computer-based test.')
  method!: string;

  @Line(200, 'Who assessed, a person or an office.')
  assessor!: string;

  @NestedList(() => CompetencyScore, SCORES_MAX)
  scores!: CompetencyScore[];

  @IsOptional()
  @Amount(0, 100)
  potential?: number | null;

  @IsOptional()
  @OneOf(MATCH_CATEGORIES, 'The category that the source states; the ledger derives its own and compares.')
  statedCategory?: Content['statedCategory'];
}

function normalise(content: JsonData): JsonData {
  const scores = content['scores'] as readonly JsonData[];
  return { ...content, scores: scores.map((score) => ({ ...scoreDefaults, ...score })) };
}

export const competency: SubjectContract = {
  subject: 'competency',
  title: 'competency assessment',
  content: CompetencyContent,
  defaults,
  normalise,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'UKOM-2024-0058',
    effectiveAt: '2024-05-20',
    effectiveUntil: '2027-05-19',
    approvedBy: APPROVER,
    content: {
      method: 'assessment center',
      assessor: 'UPTD Penilaian Kompetensi Contoh',
      scores: [
        { kind: 'managerial', code: 'integritas', level: 3, required: 3 },
        { kind: 'managerial', code: 'kerja-sama', level: 2, required: 3 },
        { kind: 'sociocultural', code: 'perekat-bangsa', level: 3, required: 3 },
        { kind: 'technical', code: 'pengelolaan-kelas', name: 'Pengelolaan Kelas', level: 3, required: 2 },
      ],
      potential: 84.5,
      statedCategory: 'MS',
    },
  },
};
