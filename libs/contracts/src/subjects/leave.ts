import { ABSENCE_ACTIONS, LEAVE_KINDS, type LeaveContent as Content } from '@rekam/domain';
import type { SubjectContract } from '../contract';
import { OneOf } from '../decorators';
import { APPROVER, SITI } from './people';
import type { Stated } from './stated';

class LeaveContent implements Stated<Content> {
  @OneOf(ABSENCE_ACTIONS, 'A return takes effect on the first day back.')
  action!: Content['action'];

  @OneOf(LEAVE_KINDS, 'Unpaid leave (CLTN), or a duty elsewhere.')
  kind!: Content['kind'];
}

export const leave: SubjectContract = {
  subject: 'leave',
  title: 'leave',
  content: LeaveContent,
  defaults: {},
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: SITI.number },
    recordId: 'CLTN-2020-901',
    effectiveAt: '2020-09-01',
    effectiveUntil: '2021-08-31',
    decree: { number: '851/0112/BKD/2020', date: '2020-08-18', authority: 'Gubernur Jambi' },
    approvals: { pertek: { number: 'CLTN-25500000901', date: '2020-08-04' } },
    approvedBy: APPROVER,
    content: { action: 'start', kind: 'cltn' },
  },
};
