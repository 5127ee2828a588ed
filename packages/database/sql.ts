/** Runs SQL with `$1` parameters. Dates come back as `Date`, bigint as `number`. */
export interface Sql {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}
