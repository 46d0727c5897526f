import { Database, type DatabaseErrors, type DatabaseOptions } from '@rekam/postgres';
import { RowRefused, ViewsUnavailable } from '../view-store';

const ERRORS: DatabaseErrors = {
  unavailable: (reason, cause) => new ViewsUnavailable(`the views in PostgreSQL cannot be used (${reason})`, { cause }),
  refused: (place) => new RowRefused(`the database refuses a value of ${place}`),
};

/** The database of views, whose faults are those of a ViewStore. */
export const viewDatabase = (options: DatabaseOptions): Database => new Database(options, ERRORS);
