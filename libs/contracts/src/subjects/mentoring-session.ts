import type { MentoringSessionContent as Content } from '@rekam/domain';
import type { SubjectContract } from '../contract';
import { Prose, Whole } from '../decorators';
import { APPROVER } from './people';
import type { Stated } from './stated';

/** Mentor and mentee are the pair's: the ledger copies them. */
class MentoringSessionContent implements Stated<Omit<Content, 'mentor' | 'mentee'>> {
  @Whole(1, 24, 'Lesson hours (JP); 2 by PerLAN 10/2018.')
  jp!: number;

  @Prose(1000)
  topic!: string;
}

export const mentoringSession: SubjectContract = {
  subject: 'mentoring-session',
  title: 'session of a mentoring pair',
  content: MentoringSessionContent,
  defaults: {},
  addressedBy: 'mentoring',
  confirmable: true,
  exampleFact: '069f127d-285e-599e-9ae0-5bad4d031ea1',
  example: {
    // The fact of the pair in mentoring.ts, as the receipt gives it to the source /agencies/5500/simpeg.
    mentoring: 'd0c9289b-11ce-528f-a745-c4e01ecd7775',
    recordId: 'MENTOR-2025-07-S1',
    effectiveAt: '2025-02-17',
    approvedBy: APPROVER,
    content: { jp: 2, topic: 'Menyusun rencana pengembangan kurikulum sekolah.' },
  },
};
