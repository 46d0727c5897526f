import type { NameChangeContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Line } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = { titlePrefix: null, titleSuffix: null } satisfies Partial<Content>;

class NameChangeContent implements Stated<Content, keyof typeof defaults> {
  @Line(200, 'The whole name, without titles.')
  name!: string;

  @IsOptional()
  @Line(100, 'Titles before the name.')
  titlePrefix?: string | null;

  @IsOptional()
  @Line(100, 'Titles after the name.')
  titleSuffix?: string | null;
}

export const nameChange: SubjectContract = {
  subject: 'name-change',
  title: 'change of name or titles',
  content: NameChangeContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'GELAR-2019-901',
    effectiveAt: '2019-02-01',
    decree: { number: '823/0031/BKD/2019', date: '2019-01-22', authority: 'Kepala BKD Provinsi Jambi' },
    approvedBy: APPROVER,
    content: { name: SITI.name, titleSuffix: 'S.Pd.' },
  },
};
