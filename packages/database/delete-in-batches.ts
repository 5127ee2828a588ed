import type { Sql } from './sql';

const BATCH = 2_000;

/**
 * Deletes the rows that `where` selects, a batch at a time, so that no transaction becomes long. `table` and `where` are SQL of
 * the code, with parameters for `values`. Returns how many there were.
 */
export async function deleteInBatches(
  sql: Sql,
  { table, where, values }: { table: string; where: string; values: readonly unknown[] },
): Promise<number> {
  let deleted = 0;
  for (let more = BATCH; more === BATCH; deleted += more) {
    const statement = `delete from ${table} where ctid = any (array(select ctid from ${table} where ${where} limit ${BATCH})) returning 1`;
    more = (await sql.query(statement, [...values])).length;
  }
  return deleted;
}
