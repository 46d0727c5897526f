import type { MentoringContent as Content } from '@rekam/domain';
import type { SubjectContract } from '../contract';
import { OneOf, Prose, UuidText } from '../decorators';
import { APPROVER, BUDI, SITI } from './people';
import type { Stated } from './stated';

class MentoringContent implements Stated<Content> {
  @OneOf(['14', '15'], '14 coaching, 15 mentoring.')
  kind!: Content['kind'];

  @UuidText()
  mentor!: string;

  @UuidText()
  mentee!: string;

  @Prose(1000)
  goal!: string;
}

export const mentoring: SubjectContract = {
  subject: 'mentoring',
  title: 'mentoring pair',
  content: MentoringContent,
  defaults: {},
  addressedBy: 'itself',
  confirmable: false,
  example: {
    recordId: 'MENTOR-2025-07',
    effectiveAt: '2025-02-03',
    approvedBy: APPROVER,
    content: {
      kind: '15',
      mentor: BUDI.person,
      mentee: SITI.person,
      goal: 'Siap memimpin bidang kurikulum dalam dua tahun.',
    },
  },
};
