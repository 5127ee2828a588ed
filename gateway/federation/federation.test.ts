import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import type { RequestContext } from '@parley/runtime/request';
import { recordingLog, requestOf, tinyGraph, viewer } from '../tiny-graph.fixture';
import { createFederation, type Federation } from './federation';

const graph = tinyGraph();
const { logger, lines } = recordingLog();
let federation: Federation;

async function start(openSchema: boolean): Promise<Federation> {
  const made = createFederation({ ...graph, openSchema, logger });
  await made.start();
  return made;
}

beforeAll(async () => {
  federation = await start(false);
});
afterAll(() => federation.stop());
beforeEach(() => {
  graph.contexts.length = 0;
  lines.length = 0;
});

const request = (source: string, variables?: Record<string, unknown>, principal: Principal = viewer('ada')) =>
  federation.execute({ source, variables, request: requestOf(principal, logger) });

const only = async (answer: ReturnType<typeof request>) => {
  const { data, errors } = await answer;
  expect(errors).toHaveLength(1);
  return { data, ...errors![0]! };
};

describe('an operation over several subgraphs', () => {
  it('is answered from all of them, with null for a reference that leads nowhere', async () => {
    const { data, errors, extensions } = await request(
      '{ me { name notes { id author { name } } } notes { id author { name } } }',
    );
    expect({ errors, extensions }).toEqual({});
    expect(data).toEqual({
      me: { name: 'Ada', notes: [{ id: 'of ada', author: { name: 'Ada' } }] },
      notes: [
        { id: '1', author: { name: 'Ada' } },
        { id: '2', author: { name: 'Bob' } },
        { id: '3', author: null },
      ],
    });
  });

  it('has one context for each subgraph, however often it is fetched from, made from one and the same request', async () => {
    await request('{ me { name notes { author { name friend { notes { id } } } } } notes { author { name } } }');
    expect(graph.contexts.map(({ subgraph }) => subgraph).sort()).toEqual(['notes', 'people']);
    const [one, other] = graph.contexts.map(({ request }) => request) as [RequestContext, RequestContext];
    expect(one).toBe(other);
    expect(one).toMatchObject({ principal: { user: 'ada' }, correlationId: 'test' });
  });
});

describe('an error', () => {
  it('of a subgraph keeps its code, message and path', async () => {
    expect(await only(request('{ it: missing }'))).toEqual({
      data: null,
      message: 'Thing not found',
      path: ['it'],
      extensions: { code: 'NOT_FOUND', retryable: false, correlationId: 'test' },
    });
  });

  it('says whether a retry helps', async () => {
    const { extensions } = await only(request('{ down }'));
    expect(extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  });

  it('of ours is masked, and logged with its cause under the correlation id', async () => {
    const answer = await request('{ broken me { name } }');
    expect(answer.data).toEqual({ broken: null, me: { name: 'Ada' } });
    expect(answer.errors).toMatchObject([
      { path: ['broken'], extensions: { code: 'INTERNAL', correlationId: 'test' } },
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|TypeError|people|stack/);
    expect(lines).toMatchObject([{ msg: 'internal error', correlationId: 'test', err: { type: 'TypeError' } }]);
  });

  it.each([
    ['syntax', '{ me {', {}],
    ['an unknown field', '{ nothing }', {}],
    ['a missing variable', 'query ($id: ID!) { person(id: $id) { name } }', {}],
    ['a variable of another type', 'query ($text: String!) { shout(text: $text) }', { text: { $ne: null } }],
    ['an unknown input field', 'query ($f: Filter!) { filtered(filter: $f) }', { f: { text: 'a', tenant: 'b' } }],
    ['a negative position', 'query ($seq: Seq!) { after(seq: $seq) }', { seq: -1 }],
    ['a position beyond 2^53', 'query ($seq: Seq!) { after(seq: $seq) }', { seq: 2 ** 53 }],
    ['a position that is text', 'query ($seq: Seq!) { after(seq: $seq) }', { seq: 'one' }],
    ['a negative position in the text', '{ after(seq: -1) }', {}],
    ['a text for a position in the text', '{ after(seq: "one") }', {}],
    ['no operation of that name', 'query A { me { name } } query B { me { name } }', {}],
    ['a subscription', 'subscription { ticks { name } }', {}],
  ])('of the client: %s', async (_, source, variables) => {
    const { errors } = await request(source, variables);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['VALIDATION_FAILED']);
    expect(lines).toEqual([]);
  });

  it.each([
    [3, 3],
    [100_000, 1],
  ])('of %d values that do not fit comes %d times', async (values, expected) => {
    const { errors } = await request('query ($of: [Int!]!) { sum(of: $of) }', {
      of: Array.from({ length: values }, () => 'x'),
    });
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(
      Array.from({ length: expected }, () => 'VALIDATION_FAILED'),
    );
  });

  it('does not send a megabyte back', async () => {
    const { message } = await only(
      request('query ($n: Int!) { filtered(filter: {first: $n}) }', { n: 'x'.repeat(1_000_000) }),
    );
    expect(message.length).toBeLessThan(600);
  });
});

describe('introspection', () => {
  const INTROSPECTION = '{ __schema { types { name } } }';

  it('is for those who may read the schema', async () => {
    expect((await only(request(INTROSPECTION))).extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect((await only(request(INTROSPECTION, {}, ANONYMOUS))).extensions).toMatchObject({ code: 'FORBIDDEN' });
    const { data } = await request(INTROSPECTION, {}, viewer('bob', { scopes: ['schema:read'] }));
    expect(data).toHaveProperty('__schema.types');
  });

  it('does not go around that by a fragment, or by what errors suggest', async () => {
    const { extensions } = await only(request('{ ...F } fragment F on Query { t: __type(name: "Person") { name } }'));
    expect(extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect((await only(request('{ persons { name } }'))).message).not.toMatch(/Did you mean/);
  });

  it('is for everybody where the schema is open', async () => {
    const open = await start(true);
    const { data } = await open.execute({ source: INTROSPECTION, request: requestOf(ANONYMOUS) });
    expect(data).toHaveProperty('__schema.types');
    await open.stop();
  });
});

it('is not made without a subgraph that the supergraph asks for', () => {
  expect(() => createFederation({ ...graph, subgraphs: new Map(), openSchema: true, logger })).toThrow(/notes|people/);
});
