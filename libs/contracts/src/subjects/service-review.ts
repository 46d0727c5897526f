import type { ServiceReviewContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Line, PlainDay, Whole, YesNo } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

const defaults = { to: null, counted: true } satisfies Partial<Content>;

class ServiceReviewContent implements Stated<Content, keyof typeof defaults> {
  @Line(300, 'What the work was.')
  experience!: string;

  @PlainDay('The first day of the work.')
  from!: string;

  @IsOptional()
  @PlainDay('The last day of the work.')
  to?: string | null;

  @Whole(0, 60, 'The service recognised: years.')
  years!: number;

  @Whole(0, 11, 'The service recognised: months beyond the years.')
  months!: number;

  @IsOptional()
  @YesNo('Whether it counts toward service in grade; true when absent.')
  counted?: boolean | null;
}

export const serviceReview: SubjectContract = {
  subject: 'service-review',
  title: 'review of service time',
  content: ServiceReviewContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'PMK-2019-0088',
    effectiveAt: '2019-04-01',
    decree: { number: '823.5/0088/BKD/2019', date: '2019-03-11', authority: 'Gubernur Jambi' },
    approvals: { pertek: { number: 'PMK-25500000088', date: '2019-02-25' } },
    approvedBy: APPROVER,
    content: { experience: 'Guru honorer pada SMA negeri', from: '2016-01-04', to: '2017-12-29', years: 1, months: 0 },
  },
};
