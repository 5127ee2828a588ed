import type { TenantId } from '@parley/contracts/ids';

/** A statement that PostgreSQL plans once on each connection, under a name that no other statement has. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** Runs SQL with `$1` parameters. Dates come back as `Date`, bigint as `number`. */
export interface Sql {
  query<Row>(statement: string | Prepared, values?: readonly unknown[]): Promise<Row[]>;
}

/** SQL in one scope, from which others can be made. */
export interface ScopedSql extends Sql {
  /** As `Databases.of`. */
  of(...tenants: readonly TenantId[]): Sql;
}

/** As the driver takes it. */
export const queryConfig = (statement: string | Prepared, values: readonly unknown[] = []) =>
  typeof statement === 'string'
    ? { text: statement, values: [...values] }
    : { name: statement.name, text: statement.text, values: [...values] };
