import type { DisciplineContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { JsonData, SubjectContract } from '../contract';
import { Code, Line, Nested, OneOf, Prose, UuidText, Whole } from '../decorators';
import { APPROVER, BUDI } from './people';
import type { Stated } from './stated';

const defaults = {
  regulation: null,
  months: null,
  golongan: null,
  golonganBefore: null,
  status: null,
  ends: null,
  grounds: null,
  note: null,
} satisfies Partial<Content>;

class DisciplineGrounds {
  @IsOptional()
  @Line(50, 'Id of the violation in the national list (alasanHukumanDisiplin).')
  code?: string | null;

  @IsOptional()
  @Prose(2000)
  text?: string | null;
}

class DisciplineContent implements Stated<Omit<Content, 'grounds'>, Exclude<keyof typeof defaults, 'grounds'>> {
  @OneOf(['impose', 'end'])
  action!: Content['action'];

  @Code('Code of the kind of sanction (jenisHukuman), such as 2.')
  sanction!: string;

  @OneOf(['R', 'S', 'B'], 'R light (ringan), S medium (sedang), B heavy (berat).')
  level!: Content['level'];

  @IsOptional()
  @Line(100, 'The regulation relied on, such as PP 94/2021.')
  regulation?: string | null;

  @IsOptional()
  @Whole(0, 120, 'How many months it is served.')
  months?: number | null;

  @IsOptional()
  @Code('Code of the rank after a lowering.')
  golongan?: string | null;

  @IsOptional()
  @Code('Code of the rank before a lowering.')
  golonganBefore?: string | null;

  @IsOptional()
  @Code('Code of the legal status (kedudukan hukum) that it leads to.')
  status?: string | null;

  @IsOptional()
  @UuidText('The fact of the sanction that this decision ends or replaces.')
  ends?: string | null;

  @IsOptional()
  @Nested(() => DisciplineGrounds)
  grounds?: DisciplineGrounds | null;

  @IsOptional()
  @Prose(2000)
  note?: string | null;
}

/** Grounds without a word are none. */
function normalise(content: JsonData): JsonData {
  const { code = null, text = null } = (content['grounds'] ?? {}) as JsonData;
  return { ...content, grounds: code === null && text === null ? null : { code, text } };
}

export const discipline: SubjectContract = {
  subject: 'discipline',
  title: 'disciplinary decision',
  content: DisciplineContent,
  defaults,
  normalise,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: BUDI.number },
    recordId: 'HUKDIS-2023-014',
    effectiveAt: '2023-05-02',
    decree: { number: '862/014/BKD/2023', date: '2023-04-18', authority: 'Gubernur Jambi' },
    approvedBy: APPROVER,
    content: {
      action: 'impose',
      sanction: '23',
      level: 'S',
      regulation: 'PP 94/2021',
      months: 6,
      grounds: { text: 'Tidak masuk kerja tanpa alasan yang sah selama 11 hari kerja.' },
    },
  },
};
