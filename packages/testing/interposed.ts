import type { Database } from '@parley/database/database';
import type { Prepared } from '@parley/database/sql';

/** Called for each statement outside of a transaction. It has to run it, once. */
type Around = <Row>(statement: string | Prepared, run: () => Promise<Row[]>) => Promise<Row[]>;

/** The same database, in every scope, with something around its statements. */
export const interposed = (database: Database, around: Around): Database => ({
  query: (statement, values) => around(statement, () => database.query(statement, values)),
  transaction: (work) => database.transaction(work),
  of: (...tenants) => interposed(database.of(...tenants), around),
  get system() {
    return interposed(database.system, around);
  },
  get statements() {
    return database.statements;
  },
  close: () => database.close(),
});
