import { buildSubgraphSchema } from '@apollo/subgraph';
import { notFound } from '@parley/contracts/errors';
import type { ConversationId, TenantId } from '@parley/contracts/ids';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import { execute, parse, type ExecutionResult } from 'graphql';
import { requireSignIn } from './require-sign-in';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@tag"])
  type Query { things: [Thing!]! hidden: Thing broken: Int heads: Int! @inaccessible }
  type Mutation { signIn: Thing! @tag(name: "open") change: Boolean! }
  type Subscription { changes: Thing }
  type Thing @key(fields: "id") { id: ID! kind: Kind! named: Named! }
  interface Named { name: String! }
  type Person implements Named { name: String! }
  enum Kind { SMALL LARGE }
`;

const thing = (id: string) => ({ id, kind: 7, named: { name: `thing ${id}` } });
const RESOLVERS = {
  Kind: { SMALL: 7, LARGE: 8 },
  Named: { __resolveType: () => 'Person' },
  Thing: { __resolveReference: ({ id }: { id: string }) => thing(id) },
  Query: {
    things: () => [thing('1'), thing('2')],
    hidden() {
      throw notFound('Thing');
    },
    broken: () => Promise.reject(new TypeError('cannot read x')),
    heads: () => 7,
  },
  Mutation: { signIn: () => thing('3'), change: () => true },
  Subscription: { changes: { subscribe: () => undefined, resolve: (event: { id: string }) => thing(event.id) } },
};

const schema = requireSignIn(buildSubgraphSchema({ typeDefs: parse(SDL), resolvers: RESOLVERS }));

const TOPIC: Principal = { kind: 'topic', tenant: 'acme' as TenantId, conversation: 'c' as ConversationId };
const ADA = { kind: 'viewer', user: 'ada', scopes: [] } as unknown as Principal;

const request = async (principal: Principal, source: string, more: { variables?: object; event?: object } = {}) =>
  (await execute({
    schema,
    document: parse(source),
    variableValues: more.variables as Record<string, unknown>,
    rootValue: more.event,
    contextValue: { request: { principal } },
  })) as ExecutionResult<Record<string, unknown>>;
const codes = ({ errors = [] }: ExecutionResult) => errors.map(({ extensions }) => extensions.code);

const ENTITIES = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Thing { id kind named { name } } } }`;
const REFERENCE = { variables: { of: [{ __typename: 'Thing', id: '5' }] } };

describe('somebody who is not signed in', () => {
  it.each(['{ things { id } }', 'mutation { change }', '{ hidden { id } }'])('gets nothing: %s', async (source) => {
    expect(codes(await request(ANONYMOUS, source))).toEqual(['UNAUTHENTICATED']);
  });

  it('gets no entities', async () => {
    expect(codes(await request(ANONYMOUS, ENTITIES, REFERENCE))).toEqual(['UNAUTHENTICATED']);
  });

  it('does not get around that by an alias, a fragment, or beside an open field', async () => {
    expect(codes(await request(ANONYMOUS, '{ ...F } fragment F on Query { signIn: things { id } }'))).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(codes(await request(ANONYMOUS, 'mutation { signIn { id } change }'))).toEqual(['UNAUTHENTICATED']);
  });

  it('gets what is open, with all that is in it', async () => {
    const { data } = await request(ANONYMOUS, 'mutation { signIn { id kind named { __typename name } } }');
    expect(data).toEqual({
      signIn: { id: '3', kind: 'SMALL', named: { __typename: 'Person', name: 'thing 3' } },
    });
  });
});

it('the gateway may ask for what is its own, and for the SDL', async () => {
  const { data, errors } = await request(ANONYMOUS, '{ heads _service { sdl } }');
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ heads: 7, _service: { sdl: expect.stringContaining('type Thing') as string } });
});

describe.each([
  ['a viewer', ADA],
  ['a shared view', TOPIC],
])('%s', (_, principal) => {
  it('gets fields, entities and events', async () => {
    expect((await request(principal, '{ things { id } }')).data).toEqual({ things: [{ id: '1' }, { id: '2' }] });
    expect((await request(principal, ENTITIES, REFERENCE)).data).toEqual({
      _entities: [{ id: '5', kind: 'SMALL', named: { name: 'thing 5' } }],
    });
    const event = { event: { id: '6' } };
    expect((await request(principal, 'subscription { changes { id kind } }', event)).data).toEqual({
      changes: { id: '6', kind: 'SMALL' },
    });
  });

  it('gets the errors of resolvers as they are', async () => {
    const { errors } = await request(principal, '{ hidden { id } broken }');
    expect(errors?.map(({ originalError }) => originalError)).toEqual([
      notFound('Thing'),
      new TypeError('cannot read x'),
    ]);
    expect(errors?.[0]).toMatchObject({ path: ['hidden'], extensions: { code: 'NOT_FOUND' } });
  });
});
