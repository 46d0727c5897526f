import type { ExitContent as Content } from '@rekam/domain';
import { IsOptional } from 'class-validator';
import type { SubjectContract } from '../contract';
import { Code, PlainDay } from '../decorators';
import { APPROVER, BUDI } from './people';
import type { Stated } from './stated';

const defaults = { status: null, diedAt: null } satisfies Partial<Content>;

class ExitContent implements Stated<Content, keyof typeof defaults> {
  @Code('Code of the kind of exit (jenisHenti), 1 to 16.')
  kind!: string;

  @IsOptional()
  @Code('Code of the legal status (kedudukan hukum) that it leads to, such as 99.')
  status?: string | null;

  @IsOptional()
  @PlainDay('The day of death, of an exit by death.')
  diedAt?: string | null;
}

export const exit: SubjectContract = {
  subject: 'exit',
  title: 'exit from service',
  content: ExitContent,
  defaults,
  addressedBy: 'person',
  confirmable: false,
  example: {
    identifier: { kind: 'nip', number: BUDI.number },
    recordId: 'HENTI-2025-07-003',
    effectiveAt: '2025-07-01',
    decree: { number: '882/003/BKD/2025', date: '2025-05-20', authority: 'Gubernur Jambi' },
    approvals: { pertek: { number: 'PT-25500000003', date: '2025-05-06' } },
    approvedBy: APPROVER,
    content: { kind: '3', status: '88' },
  },
};
