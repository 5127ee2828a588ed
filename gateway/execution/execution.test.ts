import { LosslessNumber } from 'lossless-json';
import { toJson } from './lossless';
import { memoryGraph, type MemoryGraph, type MemorySubgraph } from './memory-graph.fixture';

/** What a client may call fields, and what subgraphs may answer: neither changes the meaning of a result. */

const conversations: MemorySubgraph = {
  sdl: `
    enum Kind { GROUP DIRECT }
    type Query { conversation(id: ID!): Conversation current: Conversation broken: Broken numbers: Numbers! echo(big: Big, in: In, n: Int): Big }
    scalar Big input In { big: [Big!] }
    type Conversation @key(fields: "id") { id: ID! title: String kind: Kind! members: [[Person]] }
    type Person @key(fields: "id") { id: ID! name: String }
    type Broken { int: Int id: ID float: Float flag: Boolean text: String kind: Kind list: [Int!] object: Numbers never: Int! }
    type Numbers { id: ID! }
  `,
  resolvers: {
    Query: {
      conversation: (_: unknown, { id }: { id: string }) => ({ id, title: `title of ${id}`, kind: 'GROUP' }),
      broken: () => ({ never: 1 }),
      numbers: () => ({ id: 'n' }),
    },
    Conversation: {
      __resolveReference: ({ id }: { id: string }) => ({ id, title: `title of ${id}`, kind: 'GROUP' }),
      members: () => [[{ id: 'a', name: 'Ann' }, null], null, [{ id: 'b', name: 'Bob' }]],
    },
  },
};
const messages: MemorySubgraph = {
  sdl: `
    type Query { latest: Conversation }
    type Conversation @key(fields: "id") {
      id: ID!
      kind: Kind! @external
      lastMessage: Message
      messages(first: Int = 20): Page!
      label: String @requires(fields: "kind")
    }
    enum Kind { GROUP DIRECT }
    type Page { asOf: Int! first: Int }
    type Message { text: String! }
    type Person @key(fields: "id") { id: ID! said: Int! }
  `,
  resolvers: {
    Query: { latest: () => ({ id: 'c1' }) },
    Conversation: {
      __resolveReference: (one: object) => one,
      lastMessage: ({ id }: { id: string }) => ({ text: `last of ${id}` }),
      messages: (_: unknown, { first }: { first: number }) => ({ asOf: 7, first }),
      label: ({ kind }: { kind: string }) => `is ${kind}`,
    },
    Person: {
      __resolveReference: (one: object) => one,
      said({ id }: { id: string }) {
        if (id === 'b') throw new Error('nobody counted');
        return 3;
      },
    },
  },
};

let answers: { conversations?: (data: never) => unknown; messages?: (data: never) => unknown } = {};
let graph: MemoryGraph;
beforeAll(() => {
  const spoiled = (name: 'conversations' | 'messages', subgraph: MemorySubgraph): MemorySubgraph => ({
    ...subgraph,
    spoil: (answer) => answers[name]?.(answer as never) ?? answer,
  });
  graph = memoryGraph({
    conversations: spoiled('conversations', conversations),
    messages: spoiled('messages', messages),
  });
});
afterEach(() => {
  answers = {};
});

const paths = ({ errors = [] }: { errors?: readonly { path?: readonly (string | number)[] }[] }) =>
  errors.map(({ path }) => path?.join('.') ?? '').sort();

describe('the names of a client', () => {
  it.each<[string, string, unknown]>([
    [
      'the name of a key',
      '{ conversation(id: "c1") { id: title lastMessage { text } } }',
      { id: 'title of c1', lastMessage: { text: 'last of c1' } },
    ],
    [
      'the name of a key for a leaf of another type',
      '{ conversation(id: "c1") { id: kind messages(first: 1) { asOf } } }',
      { id: 'GROUP', messages: { asOf: 7 } },
    ],
    [
      'the name of a field that @requires names',
      '{ conversation(id: "c1") { kind: title label id: __typename } }',
      { kind: 'title of c1', label: 'is GROUP', id: 'Conversation' },
    ],
    [
      '__typename',
      '{ conversation(id: "c1") { __typename: title label t: __typename } }',
      { __typename: 'title of c1', label: 'is GROUP', t: 'Conversation' },
    ],
    [
      'names for the same field with other arguments',
      '{ conversation(id: "c1") { first: messages { first } messages(first: 1) { first } id: messages(first: null) { first } } }',
      { first: { first: 20 }, messages: { first: 1 }, id: { first: null } },
    ],
    [
      'names that every object has',
      '{ conversation(id: "c1") { constructor: id toString: title __proto__: label } }',
      { constructor: 'c1', toString: 'title of c1', ['__proto__']: 'is GROUP' },
    ],
    [
      'one name in several places',
      '{ conversation(id: "c1") { x: messages { first } ...More } } fragment More on Conversation { x: messages { asOf } y: messages { y: asOf } }',
      { x: { first: 20, asOf: 7 }, y: { y: 7 } },
    ],
  ])('may be %s', async (_, query, conversation) => {
    const { data, errors } = await graph.execute(query);
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toBe(JSON.stringify({ conversation }));
  });

  it('may be those of the planner for variables', async () => {
    const query =
      'query ($representations: Int!) { conversation(id: "c1") { messages(first: $representations) { first } } }';
    expect(await graph.execute(query, { representations: 3 })).toEqual({
      data: { conversation: { messages: { first: 3 } } },
    });
  });

  it('are in the paths of errors, for each name that a field has', async () => {
    const query = '{ x: conversation(id: "c1") { y: members { z: said id } w: members { said } } }';
    const result = await graph.execute(query);
    expect(paths(result)).toEqual(['x.w.2.0.said', 'x.y.2.0.z']);
    expect(result.data).toEqual({
      x: { y: [[{ z: 3, id: 'a' }, null], null, [null]], w: [[{ said: 3 }, null], null, [null]] },
    });
  });
});

describe('what is no value of its type', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['int', 3_000_000_000, null, ['broken.int']],
    ['int', 'x', null, ['broken.int']],
    ['int', 7, 7, []],
    ['id', 7, '7', []],
    ['float', 'x', null, ['broken.float']],
    ['flag', 'yes', null, ['broken.flag']],
    ['text', { a: 1 }, null, ['broken.text']],
    ['kind', 'NOBODY', null, ['broken.kind']],
    ['list', 7, null, ['broken.list']],
    ['list', [1, null], null, ['broken.list.1']],
    ['list', [1, 'x'], null, ['broken.list.1']],
  ])('%s: %j is %j', async (field, value, completed, errors) => {
    answers.conversations = () => ({ data: { broken: { [field]: value } } });
    const result = await graph.execute(`{ broken { ${field} } }`);
    expect(result.data).toEqual({ broken: { [field]: completed } });
    expect(paths(result)).toEqual(errors);
  });

  it.each<[unknown]>([['x'], [7], [[]], [true]])('is null where it is %j and not an object', async (value) => {
    answers.conversations = () => ({ data: { current: value } });
    const result = await graph.execute('{ current { title } latest { lastMessage { text } } }');
    expect(result.data).toEqual({ current: null, latest: { lastMessage: { text: 'last of c1' } } });
    expect(paths(result)).toEqual(['current']);
  });

  it('is an error where it may not be null', async () => {
    answers.conversations = () => ({ data: { broken: { never: null } } });
    const result = await graph.execute('{ broken { n: never } latest { id } }');
    expect(result.data).toEqual({ broken: null, latest: { id: 'c1' } });
    expect(paths(result)).toEqual(['broken.n']);
  });

  it.each<[string, unknown]>([
    ['no entities', { data: {} }],
    ['too many entities', { data: { _entities: [{}, {}] } }],
    ['a text', 'x'],
    ['nothing', { data: null }],
    ['an entity that is none', { data: { _entities: ['x'] } }],
  ])('takes nothing along: %s', async (_, answer) => {
    answers.messages = () => (answer === 'x' ? '"x"' : answer);
    const result = await graph.execute('{ conversation(id: "c1") { title lastMessage { text } } }');
    expect(result.data).toEqual({ conversation: { title: 'title of c1', lastMessage: null } });
    expect(result.errors).toHaveLength(1);
  });
});

it('passes numbers on that JavaScript has no number for', async () => {
  answers.conversations = () => '{"data": {"numbers": {"id": 12345678901234567890}}}';
  expect((await graph.execute('{ numbers { id } }')).data).toEqual({ numbers: { id: '12345678901234567890' } });
});

it.each<[string, Record<string, unknown>]>([
  ['{ echo(big: 12345678901234567890) }', {}],
  ['{ echo(big: { a: [12345678901234567890, 1, "x"], b: 0.12345678901234567890 }) }', {}],
  ['query ($big: Big = 12345678901234567890) { echo(big: $big) }', {}],
  ['query ($big: Big) { echo(big: $big) }', { big: new LosslessNumber('12345678901234567890') }],
  [
    'query ($in: In, $literal0: Int) { echo(in: $in, n: $literal0) }',
    { in: { big: [new LosslessNumber('12345678901234567890')] } },
  ],
])('passes numbers that JavaScript does not have to subgraphs: %s', async (query, variables) => {
  graph.fetches.length = 0;
  await graph.execute(query, variables);
  expect(toJson(graph.fetches)).toMatch(/[:[]12345678901234567890/);
});

it('fetches an entity once, wherever it is', async () => {
  graph.fetches.length = 0;
  answers.conversations = () => ({
    data: { current: { __typename: 'Conversation', id: 'c', members: [[person('a'), person('a')], [person('c')]] } },
  });
  const { data } = await graph.execute('{ current { members { said } } }');
  expect(data).toEqual({ current: { members: [[{ said: 3 }, { said: 3 }], [{ said: 3 }]] } });
  expect(graph.fetches.map(({ subgraph }) => subgraph)).toEqual(['conversations', 'messages']);
  expect(graph.fetches[1]!.variables.representations).toEqual([person('a'), person('c')]);
});
const person = (id: string) => ({ __typename: 'Person', id });

it('says where an error is, also beneath a null that another error made', async () => {
  const { execute } = memoryGraph({
    a: {
      sdl: 'type Query { items: [Item] } type Item @key(fields: "id") { id: ID! }',
      resolvers: { Query: { items: () => [{ id: 1 }, { id: 2 }] } },
    },
    b: {
      sdl: 'type Query { b: Int } type Item @key(fields: "id") { id: ID! inner: Inner } type Inner { value: Int! }',
      resolvers: { Item: { __resolveReference: (one: object) => one, inner: () => ({}) } },
    },
    c: {
      sdl: 'type Query { c: Int } type Item @key(fields: "id") { id: ID! must: Int! }',
      resolvers: { Item: { __resolveReference: (one: object) => one } },
    },
  });
  const { data, errors } = await execute('{ all: items { must inner { value } } }');
  expect(data).toEqual({ all: [null, null] });
  expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual([
    ...['all.0.inner.value', 'all.0.must', 'all.1.inner.value', 'all.1.must'],
  ]);
});

it('says where an error is at each place of an entity that was fetched once', async () => {
  const { execute } = memoryGraph({
    a: {
      sdl: 'type Query { items: [Item] } type Item @key(fields: "id") { id: ID! }',
      resolvers: { Query: { items: () => [{ id: 1 }, { id: 1 }] } },
    },
    b: {
      sdl: 'type Query { b: Int } type Item @key(fields: "id") { id: ID! part: Part } type Part @key(fields: "id") { id: ID! }',
      resolvers: { Item: { __resolveReference: (one: object) => one, part: () => ({ id: 2 }) } },
    },
    c: {
      sdl: 'type Query { c: Int } type Part @key(fields: "id") { id: ID! flag: Boolean! must: Int! }',
      resolvers: { Part: { __resolveReference: (one: object) => one, flag: () => true } },
    },
  });
  const { data, errors } = await execute('{ all: items { part { flag must } } }');
  expect(data).toEqual({ all: [{ part: null }, { part: null }] });
  expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual(['all.0.part.must', 'all.1.part.must']);
});

describe('@skip and @include', () => {
  it.each([
    [
      { yes: true, no: false },
      { id: 'c1', label: 'is GROUP', members: [[{}, null], null, [{}]] },
    ],
    [
      { yes: false, no: true },
      { title: 'title of c1', id: 'c1' },
    ],
    [{ yes: true, no: true }, {}],
  ])('%j', async (variables, conversation) => {
    const query = `query ($yes: Boolean!, $no: Boolean = false) { conversation(id: "c1") {
      title @skip(if: $yes) id @include(if: $yes) @skip(if: $no) ...Rest @skip(if: $no)
      ... @include(if: $no) { id @skip(if: $yes) }
    } }
    fragment Rest on Conversation { label @include(if: $yes) members { name @skip(if: $yes) } }`;
    const { data, errors } = await graph.execute(query, variables);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ conversation });
  });
});
