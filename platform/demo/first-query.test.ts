import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { FIRST_QUERY } from './first-query';

/** Of the editor of GraphiQL, in a window of 1024 pixels. */
const COLUMNS = 36;

it('can be read to the end of its lines where GraphiQL has little room, as where the token goes', () => {
  const lines = FIRST_QUERY.split('\n');
  expect(lines.filter((line) => line.length > COLUMNS)).toEqual([]);
  expect(lines.filter((line) => line.startsWith('#')).join('\n')).toContain('"Authorization": "Bearer TOKEN"');
});

it('is of the API', () => {
  const path = join(__dirname, '../../gateway/generated/api.graphql');
  expect(validate(buildSchema(readFileSync(path, 'utf8')), parse(FIRST_QUERY))).toEqual([]);
});
