import { isNativeError } from 'node:util/types';
import { DatabaseError } from 'pg';

/** What faults are called is said by whoever opens the database. */
export interface DatabaseErrors {
  /** The database is away, or fails: the reason holds no value of a row. */
  unavailable(reason: string, cause: unknown): Error;
  /** A value does not fit. `place` says where, with the SQLSTATE; the message of the database is left out, for it may quote the value. */
  refused(place: string): Error;
}

/** Classes of errors that a value leads to: data exception, integrity constraint, limit exceeded. */
const OF_A_VALUE = /^(22|23|54)/;

/** A statement that was prepared here is unknown, or known already: another connection to the server answers. */
const OF_A_POOLER = ['26000', '42P05'];
const POOLER = 'a connection pooler before the server must be in session mode';

/** Turns a fault of the work on a database into one of the errors. */
export async function guarded<T>(errors: DatabaseErrors, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatabaseError) || !OF_A_VALUE.test(error.code ?? '')) {
      throw errors.unavailable(reasonOf(error), error);
    }
    const { code, table, column } = error;
    const place = [table, column].filter((each) => each !== undefined).join(', column ');
    throw errors.refused(`${place === '' ? '' : `table ${place} `}(SQLSTATE ${code})`);
  }
}

/** Of several addresses that did not answer, each has its error and they have none together. */
function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return 'for no reason it gave';
  if (error instanceof DatabaseError && OF_A_POOLER.includes(error.code ?? '')) return `${error.message}: ${POOLER}`;
  const each = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return error.message === '' ? each.map(reasonOf).join('; ') : error.message;
}
