import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { parse } from 'graphql';
import { createCostLimit, OPERATION_LIMITS } from './graph/cost/cost-limit';
import { taggedFields } from './graph/tagged-fields';

const read = (path: string) => readFileSync(join(__dirname, '..', path), 'utf8');
const supergraphSdl = read('gateway/generated/supergraph.graphql');
const api = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
const { admit } = createCostLimit(supergraphSdl, {
  api,
  limits: OPERATION_LIMITS,
  once: taggedFields(supergraphSdl).get('once')!,
  metrics: createMetrics(),
});
const operations = Object.values(
  JSON.parse(read('clients/sdk/generated/persisted-documents.json')) as object,
) as string[];
const costOf = (text: string, variables = {}) => admit({ document: parse(text), variables });
const LARGEST_PAGE = 200;

it('lets every operation of the clients pass with room to spare', () => {
  expect(operations.length).toBeGreaterThan(30);
  for (const text of operations) {
    const { maxCost } = OPERATION_LIMITS;
    const limit = text.startsWith('subscription') ? maxCost / 10 : maxCost;
    const sizes = [...text.matchAll(/\$(\w+): Int/g)].map(([, name]) => [name, LARGEST_PAGE]);
    expect([text, costOf(text, Object.fromEntries(sizes)) < limit / 2]).toEqual([text, true]);
  }
});

const nested = (levels: number, first: string) =>
  `conversation(id: "1") ${`{ messages(first: ${first}) { edges { node { id conversation `.repeat(levels)} { id } ${'} } } }'.repeat(levels)}`;

const SIGN_IN = 'signIn(input: { tenant: "t", email: "e", password: "p" }) { __typename }';
const changes = (count: number) => Array.from({ length: count }, (_, n) => `c${n}: signOut`).join(' ');

it('lets ten changes pass in one operation, and one sign-in beside them', () => {
  expect(costOf(`mutation { ${changes(10)} ${SIGN_IN} }`)).toBeGreaterThan(0);
  // the same field twice is executed once
  expect(costOf(`mutation { ${SIGN_IN} ${SIGN_IN} }`)).toBeGreaterThan(0);
});

it('explains that a mutation may sign in only once', () => {
  const twice = `mutation { a: ${SIGN_IN} b: ${SIGN_IN} }`;
  const message = 'A mutation may select only one field such as signIn; this one selects 2';
  expect(() => costOf(twice)).toThrow(message);
});

it.each<[string, string, object?]>([
  ['lists in lists in lists', `{ ${nested(3, '200')} }`],
  ['lists in lists in lists, with a variable', `query ($n: Int) { ${nested(3, '$n')} }`, { n: 200 }],
  ['sizes by default', `{ ${nested(4, 'null')} }`],
  ['a default of the operation', `query ($n: Int = 200) { ${nested(3, '$n')} }`],
  ['a page that is much too large', '{ conversations(first: 1000000) { edges { node { id } } } }'],
  ['negative sizes', `{ ${nested(4, '-1')} }`],
  ['aliases', `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: ${nested(2, '100')}`).join(' ')} }`],
  [
    'fragments in fragments',
    `{ conversation(id: "1") { ...A } } fragment A on Conversation { messages(first: 200) { edges { node { conversation { ...B } } } } }
     fragment B on Conversation { messages(first: 200) { edges { node { conversation { ...C } } } } }
     fragment C on Conversation { messages(first: 10) { edges { node { id } } } }`,
  ],
  [
    'an event',
    `subscription { conversationEvents(conversationId: "1") { ... on MessageCreated { message { ${nested(2, '200').replace('conversation(id: "1")', 'conversation')} } } } }`,
  ],
  [
    'a hundred sign-ins',
    `mutation { ${Array.from({ length: 100 }, (_, i) => `a${i}: signIn(input: { tenant: "t", email: "e", password: "p" }) { __typename }`).join(' ')} }`,
  ],
  [
    'two attempts to sign in',
    `mutation { ${SIGN_IN} completeSignIn(input: { challengeId: "1", code: "2" }) { expiresAt } }`,
  ],
  ['two in a fragment', `mutation { a: ${SIGN_IN} ...B } fragment B on Mutation { ... { b: ${SIGN_IN} } }`],
  [
    'two that may be skipped',
    `mutation ($s: Boolean!) { a: ${SIGN_IN} ... @skip(if: $s) { b: ${SIGN_IN} } }`,
    { s: true },
  ],
  ['eleven changes', `mutation { ${changes(10)} ...More } fragment More on Mutation { last: signOut }`],
])('refuses %s', (_, text, variables = {}) => {
  expect(() => costOf(text, variables)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'QUERY_TOO_COMPLEX' }) as object }) as Error,
  );
});
