import { SIASN_SOURCE, type MappedAct } from '@rekam/siasn';
import { factId } from '@rekam/writer';

/** The fact that a record of the national system is. */
export const factOf = (subject: MappedAct['subject'], recordId: string): string =>
  factId(SIASN_SOURCE, subject, recordId);
