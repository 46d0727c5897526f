import type { TransferContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Formed, Line, OneOf } from '../decorators';
import { FORMS } from '../forms';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = { from: null, unit: null, position: null, workplace: null } satisfies Partial<Content>;

class TransferContent implements Stated<Content, keyof typeof defaults> {
  @OneOf(['agency', 'region'], 'agency: another agency becomes the employer. region: the employer stays (PWK).')
  kind!: Content['kind'];

  @IsOptional()
  @Formed(FORMS.agency, 'Code of the agency that lets the person go.')
  from?: string | null;

  @Formed(FORMS.agency, 'Code of the agency in which the person works afterwards.')
  agency!: string;

  @IsOptional()
  @Line(200)
  unit?: string | null;

  @IsOptional()
  @Line(300)
  position?: string | null;

  @IsOptional()
  @Line(200, 'The place of work, such as a regency.')
  workplace?: string | null;
}

export const transfer: SubjectContract = {
  subject: 'transfer',
  title: 'transfer between agencies or regions',
  content: TransferContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'PWK-2023-0041',
    effectiveAt: '2023-07-01',
    decree: { number: '824.3/0041/BKD/2023', date: '2023-06-12', authority: 'Gubernur Jambi' },
    approvedBy: APPROVER,
    content: { kind: 'region', from: '5500', agency: '5500', unit: 'SMA Negeri Contoh 2', workplace: 'Kab. Bungo' },
  },
};
