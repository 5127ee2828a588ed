import pg from 'pg';

const BIGINT: number = pg.types.builtins.INT8;
const parserOf = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => (text: string) => unknown;

/** How values of the database become those of JavaScript: bigint as `number`, and the rest as pg has it. */
export const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === BIGINT ? Number : parserOf(oid, format)),
};
