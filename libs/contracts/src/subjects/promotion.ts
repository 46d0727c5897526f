import type { PromotionContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Code, Whole } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = { serviceYears: null, serviceMonths: null } satisfies Partial<Content>;

class PromotionContent implements Stated<Content, keyof typeof defaults> {
  @Code('Code of the kind of promotion (jenisKP), such as 101.')
  kind!: string;

  @Code('Code of the new rank, 11 (I/a) to 45 (IV/e).')
  golongan!: string;

  @IsOptional()
  @Whole(0, 60, 'Service in grade (MKG) at the TMT: years.')
  serviceYears?: number | null;

  @IsOptional()
  @Whole(0, 11, 'Service in grade (MKG) at the TMT: months beyond the years.')
  serviceMonths?: number | null;
}

export const promotion: SubjectContract = {
  subject: 'promotion',
  title: 'promotion in rank',
  content: PromotionContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'KP-2022-04-0173',
    effectiveAt: '2022-04-01',
    decree: { number: '823.3/0173/BKD/2022', date: '2022-03-14', authority: 'Gubernur Jambi' },
    approvals: { pertek: { number: 'AG-25500000173', date: '2022-03-02' } },
    approvedBy: APPROVER,
    content: { kind: '101', golongan: '32', serviceYears: 4, serviceMonths: 1 },
  },
};
