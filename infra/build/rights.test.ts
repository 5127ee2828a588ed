import { buildSchema } from 'graphql';
import { undecidedRights } from './rights';

const api = buildSchema('type Query { me: Int other: Int } type Mutation { signIn: Int }');
const RIGHTS = { Query: { SIGNED_IN: ['me', 'other'] }, Mutation: { OPEN: ['signIn'] } };
const open = new Set(['Mutation.signIn']);

it('accepts a table with one right for each field', () => {
  expect(undecidedRights(api, open, RIGHTS)).toEqual([]);
});

it.each([
  [{ Query: { SIGNED_IN: ['me'] } }, 'Query.other has no right'],
  [{ Query: { SIGNED_IN: ['me', 'other', 'gone'] } }, 'has Query.gone, and the API has not'],
  [{ Query: { SIGNED_IN: ['me', 'other'], TENANT: ['me'] } }, 'Query.me has several rights'],
  [{ Query: { SIGNED_IN: ['me'], OPEN: ['other'] } }, 'Query.other: the right OPEN'],
  [{ Mutation: { SIGNED_IN: ['signIn'] } }, 'Mutation.signIn: the right OPEN'],
])('refuses %j', (change, problem) => {
  expect(undecidedRights(api, open, { ...RIGHTS, ...change })).toEqual([expect.stringContaining(problem)]);
});
