import type { RecognitionContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Code, Line, Whole } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = { name: null, year: null, certificate: null } satisfies Partial<Content>;

class RecognitionContent implements Stated<Content, keyof typeof defaults> {
  @Code('Code of the kind of recognition (hargaId), such as 201.')
  kind!: string;

  @IsOptional()
  @Line(200, 'Its name in full, where the kind says only "other".')
  name?: string | null;

  @IsOptional()
  @Whole(1945, 2199, 'The year for which it is given.')
  year?: number | null;

  @IsOptional()
  @Line(100)
  certificate?: string | null;
}

export const recognition: SubjectContract = {
  subject: 'recognition',
  title: 'recognition',
  content: RecognitionContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'PENGHARGAAN-2023-901',
    effectiveAt: '2023-11-25',
    decree: { number: '421/KEP.GUB/DISDIK/2023', date: '2023-11-20', authority: 'Gubernur Jambi' },
    approvedBy: APPROVER,
    content: { kind: '305', name: 'Guru Teladan Tingkat Provinsi Jambi', year: 2023, certificate: 'GT/2023/901' },
  },
};
